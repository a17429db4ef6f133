import type { Passage } from '../../lib/api-types.ts';
import { withoutHeading } from '../../lib/passage-text.ts';

export interface ShownPassage {
  id: string;
  /** Set where it differs from the passage before. */
  heading: string | null;
  page: number | null;
  text: string;
  /** The words of `text` that are cited, as offsets into it. */
  cited: Span | null;
}

export interface Span {
  start: number;
  end: number;
}

/**
 * Passages as continuous reading: page and heading only where they change, and what neighbours share
 * (passages overlap, so that a search finds what lies across a border) only once. `cited` is a place in the text of the
 * document; it may lie in several passages.
 */
export function shownPassages(passages: readonly Passage[], cited: Span | null = null): ShownPassage[] {
  return passages.map(({ id, heading, page, start, end, text }, index) => {
    const before = passages[index - 1];
    const overlap = before ? Math.max(0, before.end - start) : 0;
    const shown = withoutHeading(overlap > 0 && overlap < text.length ? text.slice(overlap) : text, heading);
    return {
      id,
      heading: heading === before?.heading ? null : heading,
      page: page === before?.page ? null : page,
      text: shown,
      // What is left out is left out at the front.
      cited: cited && end - start === text.length ? within(cited, end - shown.length, shown.length) : null,
    };
  });
}

function within({ start, end }: Span, from: number, length: number): Span | null {
  const inside = { start: Math.max(0, start - from), end: Math.min(length, end - from) };
  return inside.start < inside.end ? inside : null;
}
