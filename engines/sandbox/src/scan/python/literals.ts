import { field, type Syntax } from '../syntax.ts';

const ESCAPES: Record<string, string> = {
  n: '\n',
  t: '\t',
  r: '\r',
  '\\': '\\',
  "'": "'",
  '"': '"',
  '\n': '',
};
const STRINGS = ['string', 'concatenated_string'];

export const isString = (node: Syntax | undefined): boolean =>
  node !== undefined && STRINGS.includes(node.type) && !isBytes(node);

const isBytes = (node: Syntax): boolean => /^[a-z]*b[a-z]*['"]/i.test(node.text);

export const isFormatted = (node: Syntax): boolean =>
  node.type === 'interpolation' || node.children.some(isFormatted);

/** The text of a literal without interpolations; undefined for anything else. */
export function textOf(node: Syntax | undefined): string | undefined {
  if (!node || !isString(node) || isFormatted(node)) return undefined;
  if (node.type === 'concatenated_string') return node.children.map((part) => textOf(part) ?? '').join('');
  return piecesOf(node)[0] ?? '';
}

/** The parts of one string between its interpolations. */
export function piecesOf(node: Syntax): string[] {
  const isRaw = /^[a-z]*r[a-z]*['"]/i.test(node.text);
  const contents = node.children.filter(({ type }) => type === 'string_content');
  return contents.map(({ text }) => (isRaw ? text : unescaped(text)));
}

/** The fixed parts of a formatted string, also where it is written in several pieces: what stands side by side is one. */
export function fixedParts(node: Syntax): string[] {
  const strings = node.type === 'concatenated_string' ? node.children : [node];
  const parts = [''];
  for (const string of strings) {
    const texts = piecesOf(string);
    for (const { type } of string.children) {
      if (type === 'interpolation') parts.push('');
      else if (type === 'string_content') parts.push((parts.pop() ?? '') + (texts.shift() ?? ''));
    }
  }
  return parts;
}

function unescaped(text: string): string {
  return text.replace(
    /\\(x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|[0-7]{1,3}|[\s\S])/g,
    (_, code: string) => {
      if (/^[xuU]./.test(code)) return fromCode(Number.parseInt(code.slice(1), 16));
      if (/^[0-7]/.test(code)) return fromCode(Number.parseInt(code, 8));
      return ESCAPES[code] ?? `\\${code}`;
    },
  );
}

const MAX_CODE_POINT = 0x10ffff;
const fromCode = (code: number) => (code <= MAX_CODE_POINT ? String.fromCodePoint(code) : '');

export function numberOf(node: Syntax | undefined): number | undefined {
  if (node?.type !== 'integer') return undefined;
  const value = Number(node.text.replaceAll('_', '').toLowerCase());
  return Number.isNaN(value) ? undefined : value;
}

export const isTrue = (node: Syntax | undefined): boolean => node?.type === 'true';
export const isFalse = (node: Syntax | undefined): boolean => node?.type === 'false';

/** As `if` would take it; what can't be known counts as true. */
export function isTruthy(node: Syntax | undefined): boolean {
  if (!node || node.type === 'false' || node.type === 'none') return false;
  if (node.type === 'integer') return numberOf(node) !== 0;
  if (['list', 'dictionary', 'tuple'].includes(node.type)) return node.children.length > 0;
  return true;
}

/** Of `name` or `x.name`. */
export function lastName(node: Syntax | undefined): string {
  if (node?.type === 'attribute') return field(node, 'attribute')?.text ?? '';
  return node?.type === 'identifier' ? node.text : '';
}
