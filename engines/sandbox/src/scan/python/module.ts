// What a Python file calls things: imports with their aliases, names that stand for other names, calls and literals.
import { field, type Syntax, walk } from '../syntax.ts';
import { type Binding, bindingsOf, scopeOf } from './bindings.ts';

export type PythonModule = {
  /** Names of modules as they are imported, the whole file's. */
  imported: ReadonlySet<string>;
  /** The dotted name of an identifier or attribute, aliases resolved; "" where it is no name. */
  qualify(node: Syntax | undefined): string;
  callOf(node: Syntax): Call;
  /** A module whose name holds this word is imported. */
  imports(word: string): boolean;
  /** What the name is given in the scope where it is read; what the file gives it, others may change. */
  bindingsOf(identifier: Syntax): readonly Binding[];
};

export type Call = {
  /** With modules and aliases resolved: "subprocess.run". */
  qualname: string;
  /** The last part as it is written. */
  name: string;
  args: Syntax[];
  keywords: Map<string, Syntax>;
};

/** Also these stand for themselves when they are given another name. */
const BUILTINS = new Set([
  'eval',
  'exec',
  'compile',
  'getattr',
  'setattr',
  '__import__',
  'globals',
  'vars',
  'open',
]);

export function openModule(root: Syntax): PythonModule {
  const aliases = new Map<string, string>();
  const imported = new Set<string>();
  const qualify = (node: Syntax | undefined): string => qualified(node, aliases);
  for (const node of walk(root)) {
    if (node.type === 'import_statement') noteImport(node, aliases, imported);
    if (node.type === 'import_from_statement') noteFrom(node, aliases, imported);
    if (node.type === 'assignment') noteName(node, aliases, imported, qualify);
  }
  const calls = new Map<Syntax, Call>();
  let bindings: ReadonlyMap<string, Binding[]> | undefined;
  return {
    imported,
    qualify,
    callOf(node) {
      const known = calls.get(node) ?? readCall(node, qualify);
      calls.set(node, known);
      return known;
    },
    imports: (word) => [...imported].some((name) => name.includes(word)),
    bindingsOf(identifier) {
      bindings ??= bindingsOf(root);
      const here = scopeOf(identifier);
      return (bindings.get(identifier.text) ?? []).filter(({ scope }) => scope === here);
    },
  };
}

function qualified(node: Syntax | undefined, aliases: ReadonlyMap<string, string>): string {
  if (!node) return '';
  if (node.type === 'identifier') return aliases.get(node.text) ?? node.text;
  if (node.type === 'parenthesized_expression') return qualified(node.children[0], aliases);
  if (node.type !== 'attribute') return '';
  const whole = `${qualified(field(node, 'object'), aliases)}.${field(node, 'attribute')?.text ?? ''}`;
  return aliases.get(whole) ?? whole;
}

function namesOf(node: Syntax): { name: string; alias: string | undefined }[] {
  return node.children
    .filter((child) => child.field === 'name')
    .map((child) =>
      child.type === 'aliased_import'
        ? { name: field(child, 'name')?.text ?? '', alias: field(child, 'alias')?.text }
        : { name: child.text, alias: undefined },
    );
}

function noteImport(node: Syntax, aliases: Map<string, string>, imported: Set<string>): void {
  for (const { name, alias } of namesOf(node)) {
    imported.add(name);
    if (alias) aliases.set(alias, name);
  }
}

function noteFrom(node: Syntax, aliases: Map<string, string>, imported: Set<string>): void {
  const from = fromModule(node);
  if (from) imported.add(from);
  for (const { name, alias } of namesOf(node)) {
    const whole = from ? `${from}.${name}` : name;
    imported.add(whole);
    aliases.set(alias ?? name, whole);
  }
}

/** "a.b" of `from a.b import c` and of `from .a.b import c`. */
export function fromModule(node: Syntax): string {
  return (field(node, 'module_name')?.text ?? '').replace(/^\.+/, '');
}

/** `run = os.system` makes run mean os.system; a name that is given anything else again stays what it was. */
function noteName(
  node: Syntax,
  aliases: Map<string, string>,
  imported: Set<string>,
  qualify: PythonModule['qualify'],
): void {
  const [left, right] = [field(node, 'left'), field(node, 'right')];
  if (left?.type !== 'identifier' || (right?.type !== 'identifier' && right?.type !== 'attribute')) return;
  const meant = qualify(right);
  const root = meant.split('.')[0] ?? '';
  if (BUILTINS.has(meant) || (meant.includes('.') && imported.has(root))) aliases.set(left.text, meant);
}

function readCall(node: Syntax, qualify: PythonModule['qualify']): Call {
  const called = field(node, 'function');
  const list = field(node, 'arguments');
  const given = list?.type === 'argument_list' ? list.children : list ? [list] : [];
  const keywords = new Map<string, Syntax>();
  const args: Syntax[] = [];
  for (const argument of given) {
    const [name, value] = [field(argument, 'name'), field(argument, 'value')];
    if (argument.type !== 'keyword_argument') args.push(argument);
    else if (name && value) keywords.set(name.text, value);
  }
  const name = called?.type === 'attribute' ? (field(called, 'attribute')?.text ?? '') : (called?.text ?? '');
  return { qualname: qualify(called), name, args, keywords };
}
