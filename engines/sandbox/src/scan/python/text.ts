// Strings that should not stand in code: secrets, addresses, paths, SQL that is put together.

import { hit, type Rule } from '../rule.ts';
import { field, type Syntax } from '../syntax.ts';
import { fixedParts, isFormatted, isString, piecesOf, textOf } from './literals.ts';
import type { PythonModule } from './module.ts';

const WORDS = '(?:pas+wo?r?d|pass(?:phrase)?|pwd|token|secrete?)';
const SECRET = new RegExp(`(?:^${WORDS}$|_${WORDS}_|^${WORDS}_|_${WORDS}$)`, 'i');
const TEMPORARY = ['/tmp', '/var/tmp', '/dev/shm'];
const SQL = /select\s[\s\S]*from\s|delete\s+from\s|insert\s+into\s[\s\S]*values\s|update\s[\s\S]*set\s/i;
const SENSITIVE =
  /^\/etc\/(?:passwd|shadow|sudoers|ssh\/)|^\/proc\/(?:self|\d+)\/|^\/root\b|docker\.sock$|\.ssh\/|\.aws\/credentials/;

const secret = (text: string) =>
  hit('low', 'medium', `It looks like a secret in the code: "${text.slice(0, 3)}…"`);

/** A statement that is nothing but a string says something to readers. */
const isDocumentation = (node: Syntax): boolean =>
  node.parent?.type === 'expression_statement' ||
  (node.parent?.type === 'concatenated_string' && isDocumentation(node.parent));

/** Whole literals and the pieces of formatted ones, where they stand for themselves. */
function valuesOf(node: Syntax): string[] {
  if (!isString(node) || isDocumentation(node)) return [];
  if (node.parent?.type === 'concatenated_string') return isFormatted(node.parent) ? piecesOf(node) : [];
  const whole = textOf(node);
  if (whole !== undefined) return [whole];
  return node.type === 'string' ? piecesOf(node) : [];
}

const ON_STRING = ['string', 'concatenated_string'];

const onText = (
  id: string,
  says: (text: string) => boolean,
  found: ReturnType<typeof hit>,
): Rule<PythonModule> => ({
  id,
  on: ON_STRING,
  check: (node) => (valuesOf(node).some(says) ? found : undefined),
});

/** The text of a string and of those that it is added to. */
function built(node: Syntax): { text: string; outer: Syntax } | undefined {
  const parent = node.parent;
  if (parent?.type === 'binary_operator') {
    let top = parent;
    while (top.parent?.type === 'binary_operator') top = top.parent;
    const others = top === parent ? [] : stringsBeside(top, parent);
    return { text: [textOf(node) ?? piecesOf(node).join(' '), ...others].join(' '), outer: top };
  }
  if (parent?.type === 'attribute' && field(parent, 'attribute')?.text === 'format' && parent.parent)
    return { text: textOf(node) ?? '', outer: parent.parent };
  if (isFormatted(node)) {
    const piece = fixedParts(node).find((text) => SQL.test(text));
    return { text: piece ?? '', outer: node };
  }
  return undefined;
}

function stringsBeside(node: Syntax, left: Syntax): string[] {
  if (node === left) return [];
  if (node.type === 'binary_operator') return node.children.flatMap((child) => stringsBeside(child, left));
  return isString(node) ? [textOf(node) ?? ''] : [];
}

const EXECUTES = ['execute', 'executemany'];

/** `f(x)`: the call that a value is an argument of. */
function callAround(node: Syntax): Syntax | undefined {
  const list = node.parent;
  return list?.type === 'argument_list' && list.parent?.type === 'call' ? list.parent : undefined;
}

export const TEXT: Rule<PythonModule>[] = [
  onText('B104', (text) => text === '0.0.0.0', hit('medium', 'medium', 'Listens to every network')),
  {
    id: 'B105',
    on: ON_STRING,
    check(node) {
      const text = textOf(node);
      const parent = node.parent;
      if (text === undefined || !parent) return undefined;
      if (parent.type === 'assignment' && field(parent, 'right') === node) {
        const target = field(parent, 'left');
        if (parent.children.some((child) => child.type === 'type')) return undefined;
        const name =
          target?.type === 'identifier'
            ? target.text
            : target?.type === 'subscript'
              ? textOf(field(target, 'subscript'))
              : undefined;
        return name !== undefined && SECRET.test(name) ? secret(text) : undefined;
      }
      if (parent.type !== 'comparison_operator') return undefined;
      const [left, right] = parent.children;
      return right === node && left?.type === 'identifier' && SECRET.test(left.text)
        ? secret(text)
        : undefined;
    },
  },
  {
    id: 'B106',
    on: ['call'],
    check(node, module) {
      for (const [name, value] of module.callOf(node).keywords) {
        const text = textOf(value);
        if (text !== undefined && SECRET.test(name)) return secret(text);
      }
      return undefined;
    },
  },
  {
    id: 'B107',
    on: ['default_parameter', 'typed_default_parameter'],
    check(node) {
      const text = textOf(field(node, 'value'));
      const isFunction = node.parent?.parent?.type === 'function_definition';
      return isFunction && text !== undefined && SECRET.test(field(node, 'name')?.text ?? '')
        ? secret(text)
        : undefined;
    },
  },
  onText(
    'B108',
    (text) => TEMPORARY.some((folder) => text.startsWith(folder)),
    hit('medium', 'medium', 'A fixed name in a folder that all may write to'),
  ),
  {
    id: 'B608',
    on: ON_STRING,
    check(node) {
      if (!isString(node) || node.parent?.type === 'concatenated_string') return undefined;
      const found = built(node);
      if (!found || !SQL.test(found.text)) return undefined;
      const call = callAround(found.outer);
      const called = call && field(call, 'function');
      const name = called?.type === 'attribute' ? field(called, 'attribute')?.text : called?.text;
      return hit(
        'medium',
        EXECUTES.includes(name ?? '') ? 'medium' : 'low',
        'SQL is put together from strings',
      );
    },
  },
  onText(
    'A112',
    (text) => SENSITIVE.test(text),
    hit('medium', 'medium', 'A place where secrets of a machine lie'),
  ),
];
