import { isNode, parse, parseDocument, stringify } from 'yaml';

/** As the server reads it: aliases that are followed are bounded. */
const MAX_ALIASES = 100;
const WIDTH = 100;

export type Read = { ok: true; value: unknown } | { ok: false; message: string; line: number | null };

export function readYaml(text: string): Read {
  try {
    return { ok: true, value: parse(text, { maxAliasCount: MAX_ALIASES, schema: 'core' }) };
  } catch (error) {
    const { message, linePos } = error as { message: string; linePos?: [{ line: number }] };
    return { ok: false, message: message.split('\n')[0] ?? message, line: linePos?.[0].line ?? null };
  }
}

export function writeYaml(value: unknown): string {
  return stringify(value, { lineWidth: WIDTH });
}

/** From where to where the text speaks of a path; of the nearest that is there. */
export function rangeOf(text: string, path: readonly (string | number)[]): [number, number] {
  const document = parseDocument(text);
  for (let length = path.length; length > 0; length--) {
    const found: unknown = document.getIn(path.slice(0, length), true);
    if (isNode(found) && found.range) return [found.range[0], found.range[1]];
  }
  return [0, 0];
}

export const lineOf = (text: string, offset: number): number => text.slice(0, offset).split('\n').length;
