export interface Span {
  start: number;
  end: number;
}

/** Places that a search in a document shows; more are counted as "this many or more". */
export const MAX_MATCHES = 2_000;

const SYNTAX = /[\\^$.*+?()[\]{}|/]/g;

/** Where a text has what was typed, in any case, with any white space between its words. */
export function findAll(text: string, wanted: string, most = MAX_MATCHES): Span[] {
  const words = wanted.trim().split(/\s+/).filter(Boolean);
  if (words.length === 0) return [];
  const pattern = new RegExp(words.map((word) => word.replace(SYNTAX, '\\$&')).join('\\s+'), 'giu');
  const found: Span[] = [];
  for (const match of text.matchAll(pattern)) {
    if (found.length === most) break;
    found.push({ start: match.index, end: match.index + match[0].length });
  }
  return found;
}

/** The place `by` further on, and round at the ends. */
export const stepped = (at: number, by: number, count: number): number =>
  count === 0 ? 0 : (at + by + count) % count;
