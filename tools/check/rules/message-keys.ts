import { lineAt, type SourceFile } from '../project.ts';
import { dottedName, isNode, type Node, nameOf, stringOf, walk } from '../syntax.ts';

/** A message key that code names; `pattern` matches the keys that it can mean. */
export type KeyUse = {
  path: string;
  line: number;
  key: string;
  pattern: RegExp;
  /** Any literal that looks like a key: it counts as a use, but need not be one. */
  isHint: boolean;
};

const TRANSLATE = /(?:^|\.)t$/;
const LOOKS_LIKE_KEY = /^[a-zA-Z][\w-]*(?:\.[\w-]+)+$/;

/**
 * Keys in t('a.b'), t(`a.${kind}`), t(wide ? 'a' : 'b') and <Trans i18nKey="a.b">. Other literals that look
 * like keys, as in a table of labels, are hints.
 */
export function keyUsesOf(file: SourceFile): KeyUse[] {
  const uses: KeyUse[] = [];
  const add = (node: Node, isHint: boolean) => {
    const key = keyTextOf(node);
    if (key === undefined) return;
    const line = lineAt(file.text, node.start);
    uses.push({ path: file.path, line, key, pattern: patternOf(key), isHint });
  };
  walk(file.ast, (node) => {
    const isCall = node.type === 'CallExpression' && TRANSLATE.test(dottedName(node.callee) ?? '');
    if (isCall) for (const key of keyNodes((node.arguments as Node[])[0])) add(key, false);
    if (node.type === 'JSXAttribute' && nameOf(node.name) === 'i18nKey') {
      for (const key of keyNodes(node.value)) add(key, false);
    }
    const text = keyTextOf(node);
    if (text !== undefined && LOOKS_LIKE_KEY.test(text.replaceAll('*', 'x'))) add(node, true);
  });
  return uses;
}

/** The literals that an argument can be. */
function keyNodes(node: unknown): Node[] {
  if (!isNode(node)) return [];
  switch (node.type) {
    case 'ConditionalExpression':
      return [...keyNodes(node.consequent), ...keyNodes(node.alternate)];
    case 'LogicalExpression':
      return [...keyNodes(node.left), ...keyNodes(node.right)];
    case 'JSXExpressionContainer':
    case 'TSAsExpression':
      return keyNodes(node.expression);
    default:
      return keyTextOf(node) === undefined ? [] : [node];
  }
}

/** The key of a literal; a template's holes are stars. */
function keyTextOf(node: Node): string | undefined {
  if (node.type !== 'TemplateLiteral') return stringOf(node);
  const quasis = node.quasis as { value: { cooked: string } }[];
  return quasis.map((quasi) => quasi.value.cooked).join('*');
}

function patternOf(key: string): RegExp {
  const escaped = key.split('*').map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${escaped.join('.+')}$`);
}
