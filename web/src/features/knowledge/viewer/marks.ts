// What is marked in the text of a document: what was cited, and what was searched for.
import type { Passage } from '../../../lib/api-types.ts';
import { type ShownPassage, shownPassages } from '../shown-passages.ts';
import type { Span } from './find.ts';

export type MarkKind = 'cited' | 'match' | 'current';
export interface Mark extends Span {
  kind: MarkKind;
}

/** What a link to a document asks for: a passage, or a stretch of the extracted text. */
export interface Target {
  passage?: string | undefined;
  start?: number | undefined;
  end?: number | undefined;
}

export const hasSpan = ({ start, end }: Target): boolean => start !== undefined && end !== undefined;

/**
 * The target as far as it is there: where the passage is one that is gone, since the document was read anew, its place is
 * not marked, for it may be another.
 */
export function presentTarget(
  passages: readonly Passage[],
  target: Target,
): { target: Target; isGone: boolean } {
  const isGone = target.passage !== undefined && !passages.some(({ id }) => id === target.passage);
  return { target: isGone ? {} : target, isGone };
}

export function shownWith(passages: readonly Passage[], { start, end }: Target): ShownPassage[] {
  return shownPassages(passages, start === undefined || end === undefined ? null : { start, end });
}

/** What is asked for of a passage's shown text: the words, or where none are given all of the passage that is named. */
export function citedIn({ id, text, cited }: ShownPassage, target: Target): Span | undefined {
  if (hasSpan(target)) return cited ?? undefined;
  return id === target.passage ? { start: 0, end: text.length } : undefined;
}

export interface Piece {
  text: string;
  kind?: MarkKind;
  /** Where it begins in the text. */
  at: number;
}

/** A text in pieces, each with the marks on it; the later mark wins where two meet. */
export function pieces(text: string, { start, end }: Span, marks: readonly Mark[]): Piece[] {
  const bounds = new Set([start, end]);
  for (const mark of marks)
    for (const bound of [mark.start, mark.end]) if (bound > start && bound < end) bounds.add(bound);
  const sorted = [...bounds].sort((a, b) => a - b);
  const found: Piece[] = [];
  for (const [index, from] of sorted.slice(0, -1).entries()) {
    const kind = marks.findLast((mark) => mark.start <= from && mark.end > from)?.kind;
    const last = found.at(-1);
    const part = text.slice(from, sorted[index + 1]);
    if (last && last.kind === kind) last.text += part;
    else found.push({ text: part, at: from, ...(kind ? { kind } : {}) });
  }
  return found;
}
