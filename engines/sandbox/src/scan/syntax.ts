// Parses with tree-sitter (WebAssembly, no native code) into plain objects that rules can walk cheaply.
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { Language as Grammar, Parser, type TreeCursor } from 'web-tree-sitter';
import type { Language } from '../lib/execution.ts';

/** A named node. Anonymous ones (keywords, brackets) are left out, as are comments. */
export type Syntax = {
  type: string;
  /** The name that its parent has for it. */
  field: string | null;
  text: string;
  line: number;
  column: number;
  parent: Syntax | null;
  children: Syntax[];
};

export type Parsed = { root: Syntax; error: null } | { root: null; error: string };

const require = createRequire(import.meta.url);
const WASM: Record<Language, string> = {
  python: 'tree-sitter-python/tree-sitter-python.wasm',
  javascript: 'tree-sitter-javascript/tree-sitter-javascript.wasm',
};
const IGNORED = new Set(['comment', 'line_continuation', 'html_comment', 'hash_bang_line']);
/** Python 2: the grammar knows it, no interpreter here runs it. */
const OUTDATED = new Set(['print_statement', 'exec_statement']);
/** Deeper code than this is nobody's, and would only be there to exhaust a parser. */
const MAX_DEPTH = 1000;

const parsers = new Map<Language, Promise<Parser>>();

function parserOf(language: Language): Promise<Parser> {
  const known = parsers.get(language);
  if (known) return known;
  const loading = load(language);
  parsers.set(language, loading);
  loading.catch(() => parsers.delete(language));
  return loading;
}

async function load(language: Language): Promise<Parser> {
  await Parser.init();
  const parser = new Parser();
  parser.setLanguage(await Grammar.load(await readFile(require.resolve(WASM[language]))));
  return parser;
}

/** `hasTime` is asked again and again; once it says no, the code is given up. */
export async function parse(language: Language, code: string, hasTime: () => boolean): Promise<Parsed> {
  const parser = await parserOf(language);
  const tree = parser.parse(code, null, { progressCallback: () => !hasTime() });
  if (!tree) {
    parser.reset();
    return { root: null, error: 'It takes too long to parse' };
  }
  try {
    return tree.rootNode.hasError
      ? { root: null, error: syntaxError(tree.walk()) }
      : copy(tree.walk(), code, hasTime);
  } finally {
    tree.delete();
  }
}

function copy(cursor: TreeCursor, code: string, hasTime: () => boolean): Parsed {
  const root = syntaxOf(cursor, code, null);
  let at = root;
  for (let depth = 0; ; ) {
    if (cursor.gotoFirstChild()) depth += 1;
    else {
      while (!cursor.gotoNextSibling()) {
        if (!cursor.gotoParent()) return { root, error: null };
        depth -= 1;
        at = at.parent ?? root;
        if (depth === 0) return { root, error: null };
      }
      at = at.parent ?? root;
    }
    if (depth > MAX_DEPTH || !hasTime())
      return { root: null, error: 'It is too deeply nested or takes too long' };
    if (OUTDATED.has(cursor.nodeType))
      return { root: null, error: `Python 3 has no such statement in line ${cursor.startPosition.row + 1}` };
    const isKept = cursor.nodeIsNamed && !IGNORED.has(cursor.nodeType);
    const node = syntaxOf(cursor, code, at);
    if (isKept) at.children.push(node);
    at = node;
  }
}

function syntaxOf(cursor: TreeCursor, code: string, parent: Syntax | null): Syntax {
  const { row, column } = cursor.startPosition;
  return {
    type: cursor.nodeType,
    field: cursor.currentFieldName,
    text: code.slice(cursor.startIndex, cursor.endIndex),
    line: row + 1,
    column: column + 1,
    parent,
    children: [],
  };
}

function syntaxError(cursor: TreeCursor): string {
  for (;;) {
    const node = cursor.currentNode;
    if (node.isError || node.isMissing) return `It does not parse: line ${node.startPosition.row + 1}`;
    if (node.hasError && cursor.gotoFirstChild()) continue;
    while (!cursor.gotoNextSibling()) if (!cursor.gotoParent()) return 'It does not parse';
  }
}

export function field(node: Syntax, name: string): Syntax | undefined {
  return node.children.find((child) => child.field === name);
}

/** Each node once, parents before children. */
export function* walk(root: Syntax): Generator<Syntax> {
  const rest = [root];
  for (let node = rest.pop(); node; node = rest.pop()) {
    yield node;
    for (let index = node.children.length - 1; index >= 0; index--) rest.push(node.children[index]!);
  }
}
