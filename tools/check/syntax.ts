import { parseSync } from 'rolldown/utils';
import { CheckError } from './errors.ts';

/** A node of the ESTree that Oxc makes of TypeScript and JSX. Offsets count UTF-16 units. */
export type Node = { type: string; start: number; end: number; [key: string]: unknown };

export type Import = { specifier: string; typeOnly: boolean; line: number };

export function parse(path: string, text: string): Node {
  const { program, errors } = parseSync(path, text);
  if (errors.length > 0) throw new CheckError(`Cannot check ${path}: ${errors[0]!.message}`);
  return program as unknown as Node;
}

export function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && typeof (value as Node).type === 'string';
}

/** Visits a node and all below it, parents first; `parents` ends with the direct one. */
export function walk(node: Node, visit: (node: Node, parents: Node[]) => void, parents: Node[] = []): void {
  visit(node, parents);
  parents.push(node);
  for (const value of Object.values(node)) {
    for (const child of Array.isArray(value) ? value : [value]) {
      if (isNode(child)) walk(child, visit, parents);
    }
  }
  parents.pop();
}

/** All nodes of the given types. */
export function nodesOf(ast: Node, ...types: string[]): Node[] {
  const found: Node[] = [];
  walk(ast, (node) => {
    if (types.includes(node.type)) found.push(node);
  });
  return found;
}

/** Imports, re-exports, import() of a literal and import types, in the order of the text. */
export function importsOf(ast: Node, text: string): Import[] {
  const imports: Import[] = [];
  let line = 1;
  let counted = 0;
  walk(ast, (node) => {
    const specifier = specifierOf(node);
    if (specifier === undefined) return;
    line += text.slice(counted, node.start).split('\n').length - 1;
    counted = node.start;
    imports.push({ specifier, typeOnly: isTypeOnly(node), line });
  });
  return imports;
}

function specifierOf(node: Node): string | undefined {
  switch (node.type) {
    case 'ImportDeclaration':
    case 'ExportNamedDeclaration':
    case 'ExportAllDeclaration':
    case 'ImportExpression':
    case 'TSImportType':
      return stringOf(node.source);
    default:
      return undefined;
  }
}

function isTypeOnly(node: Node): boolean {
  if (node.type === 'TSImportType' || node.importKind === 'type' || node.exportKind === 'type') return true;
  const specifiers = node.specifiers;
  if (!Array.isArray(specifiers) || specifiers.length === 0) return false;
  return specifiers.every(({ importKind, exportKind }) => importKind === 'type' || exportKind === 'type');
}

/** The value of a string literal. */
export function stringOf(node: unknown): string | undefined {
  return isNode(node) && node.type === 'Literal' && typeof node.value === 'string' ? node.value : undefined;
}

export function nameOf(node: unknown): string | undefined {
  return isNode(node) && typeof node.name === 'string' ? node.name : undefined;
}

/** `a.b.c` of identifiers and plain members; undefined for anything else. */
export function dottedName(node: unknown): string | undefined {
  if (!isNode(node)) return undefined;
  if (node.type === 'Identifier' || node.type === 'JSXIdentifier') return nameOf(node);
  if (node.type !== 'MemberExpression' || node.computed) return undefined;
  const object = dottedName(node.object);
  return object ? `${object}.${nameOf(node.property)}` : undefined;
}
