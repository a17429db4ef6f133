// Rules for JavaScript. Bandit knows none, so the ids are our own.
import { hit, type Rule } from '../rule.ts';
import { field, type Syntax, walk } from '../syntax.ts';

/** What a name was imported as: "node:fs" of `import fs from "node:fs"` and of `const fs = require("fs")`. */
export type Script = { moduleOf(name: string): string | undefined };

const bare = (specifier: string) => specifier.replace(/^node:/, '');

export function openScript(root: Syntax): Script {
  const modules = new Map<string, string>();
  for (const node of walk(root)) {
    if (node.type === 'import_statement') {
      const from = literal(field(node, 'source'));
      for (const inner of walk(node))
        if (from && inner.type === 'identifier') modules.set(inner.text, bare(from));
    }
    if (node.type !== 'variable_declarator') continue;
    const value = field(node, 'value');
    const from = value && requiredBy(value);
    if (!from) continue;
    for (const inner of walk(field(node, 'name') ?? node))
      if (/identifier/.test(inner.type)) modules.set(inner.text, bare(from));
  }
  return { moduleOf: (name) => modules.get(name) };
}

function literal(node: Syntax | undefined): string | undefined {
  if (node?.type === 'string') return node.children.map(({ text }) => text).join('');
  if (node?.type !== 'template_string' || node.children.some(({ type }) => type === 'template_substitution'))
    return undefined;
  return node.text.slice(1, -1);
}

function requiredBy(node: Syntax): string | undefined {
  const call = node.type === 'await_expression' ? node.children[0] : node;
  if (call?.type !== 'call_expression') return undefined;
  const called = field(call, 'function')?.text;
  return called === 'require' || called === 'import' || called?.endsWith('createRequire')
    ? literal(field(call, 'arguments')?.children[0])
    : undefined;
}

const argsOf = (node: Syntax) => field(node, 'arguments')?.children ?? [];
const calledOf = (node: Syntax) => field(node, node.type === 'new_expression' ? 'constructor' : 'function');

const MODULES: Record<string, [rule: string, severity: 'low' | 'medium' | 'high', reason: string]> = {
  child_process: ['J102', 'high', 'Starts other programs'],
  cluster: ['J102', 'high', 'Starts other processes'],
  worker_threads: ['J102', 'medium', 'Starts threads with code of their own'],
  net: ['J105', 'medium', 'Opens connections'],
  dgram: ['J105', 'medium', 'Sends datagrams'],
  tls: ['J105', 'medium', 'Opens connections'],
  http: ['J105', 'low', 'Opens connections'],
  https: ['J105', 'low', 'Opens connections'],
  http2: ['J105', 'low', 'Opens connections'],
  dns: ['J105', 'low', 'Asks name servers'],
  vm: ['J101', 'medium', 'Runs text as code'],
  inspector: ['J104', 'high', 'Controls the runtime itself'],
  ffi: ['J104', 'high', 'Calls native code'],
  wasi: ['J104', 'medium', 'Gives WebAssembly the system'],
  module: ['J104', 'low', 'Changes how modules are loaded'],
};

const DECODERS =
  /^(?:atob|unescape|decodeURIComponent|String\.fromCharCode|String\.fromCodePoint)$|Buffer\.from$|\.toString$/;
const SECRET = /^(?:.*_)?(?:pass(?:word|wd|phrase)?|pwd|secret|token|api_?key)$/i;
const SENSITIVE =
  /^\/etc\/(?:passwd|shadow|sudoers|ssh\/)|^\/proc\/(?:self|\d+)\/|^\/root\b|docker\.sock$|\.ssh\/|\.aws\/credentials/;
const RUNS_TEXT = new Set([
  'eval',
  'Function',
  'AsyncFunction',
  'globalThis.eval',
  'globalThis.Function',
  'window.eval',
]);
const VM_CALLS = new Set([
  'runInNewContext',
  'runInThisContext',
  'runInContext',
  'compileFunction',
  'Script',
]);

const isDecoded = (node: Syntax): boolean =>
  [...walk(node)].some(
    (inner) => inner.type === 'call_expression' && DECODERS.test(field(inner, 'function')?.text ?? ''),
  );

const CALLS = ['call_expression', 'new_expression'];

/** One rule for each id that modules stand under. */
const moduleRules = [...new Set(Object.values(MODULES).map(([rule]) => rule))].map(
  (id): Rule<Script> => ({
    id,
    on: ['import_statement', 'call_expression'],
    check(node) {
      const from = node.type === 'import_statement' ? literal(field(node, 'source')) : requiredBy(node);
      const entry = from === undefined ? undefined : MODULES[bare(from).split('/')[0] ?? ''];
      return entry?.[0] === id ? hit(entry[1], 'high', `${entry[2]}: ${from}`) : undefined;
    },
  }),
);

export const javascriptRules: readonly Rule<Script>[] = [
  ...moduleRules,
  {
    id: 'J101',
    on: CALLS,
    check(node, script) {
      const called = calledOf(node);
      const name = called?.text ?? '';
      const [object, member] = name.split('.');
      const isVm = script.moduleOf(object ?? '') === 'vm' && VM_CALLS.has(member ?? object ?? '');
      if (!RUNS_TEXT.has(name) && !isVm) return undefined;
      return argsOf(node).some(isDecoded)
        ? hit('high', 'high', `${name} runs text that is decoded first: what it does can't be read here`)
        : hit('medium', 'high', `${name} runs text as code`);
    },
  },
  {
    id: 'J101',
    on: ['call_expression'],
    check(node) {
      const timer = /^(?:setTimeout|setInterval|setImmediate)$/.test(calledOf(node)?.text ?? '');
      return timer && literal(argsOf(node)[0]) !== undefined
        ? hit('medium', 'medium', 'A timer runs text as code')
        : undefined;
    },
  },
  {
    id: 'J103',
    on: ['call_expression'],
    check(node) {
      const name = calledOf(node)?.text ?? '';
      const given = argsOf(node)[0];
      if ((name !== 'require' && name !== 'import') || !given || literal(given) !== undefined)
        return undefined;
      const isBuilt = given.type === 'binary_expression' || isDecoded(given);
      return hit(
        isBuilt ? 'high' : 'medium',
        'medium',
        'A module is loaded whose name is not known beforehand',
      );
    },
  },
  {
    id: 'J104',
    on: CALLS,
    check(node) {
      const name = calledOf(node)?.text ?? '';
      return /^process\.(?:binding|_linkedBinding|dlopen|execve|kill|setuid|setgid)$/.test(name)
        ? hit('high', 'high', `The runtime beneath JavaScript: ${name}`)
        : undefined;
    },
  },
  {
    id: 'J105',
    on: CALLS,
    check(node) {
      const name = calledOf(node)?.text ?? '';
      return ['fetch', 'WebSocket', 'EventSource', 'XMLHttpRequest'].includes(name)
        ? hit('low', 'high', `Opens connections: ${name}`)
        : undefined;
    },
  },
  {
    id: 'J106',
    on: ['member_expression', 'subscript_expression'],
    check(node) {
      const isStep = (one: Syntax | undefined) =>
        one !== undefined &&
        (field(one, 'property')?.text === 'constructor' || literal(field(one, 'index')) === 'constructor');
      if (isStep(node) && isStep(field(node, 'object')))
        return hit('high', 'high', 'A step to the maker of functions');
      return field(node, 'property')?.text === '__proto__' || literal(field(node, 'index')) === '__proto__'
        ? hit('medium', 'medium', 'The prototype of others is reached')
        : undefined;
    },
  },
  {
    id: 'J107',
    on: ['call_expression'],
    check(node) {
      const name = calledOf(node)?.text ?? '';
      return /^String\.from(?:CharCode|CodePoint)$/.test(name) && argsOf(node).length > 3
        ? hit('medium', 'medium', 'Text is made from numbers, which hides it')
        : undefined;
    },
  },
  {
    id: 'J108',
    on: ['variable_declarator', 'pair', 'assignment_expression'],
    check(node) {
      const name = field(node, 'name') ?? field(node, 'key') ?? field(node, 'left');
      const text = literal(field(node, 'value') ?? field(node, 'right'));
      const last = name?.type === 'member_expression' ? field(name, 'property') : name;
      return text && last && SECRET.test(literal(last) ?? last.text)
        ? hit('low', 'medium', `It looks like a secret in the code: "${text.slice(0, 3)}…"`)
        : undefined;
    },
  },
  {
    id: 'J109',
    on: ['string', 'template_string'],
    check(node) {
      const text = literal(node);
      return text !== undefined && SENSITIVE.test(text)
        ? hit('medium', 'medium', 'A place where secrets of a machine lie')
        : undefined;
    },
  },
];
