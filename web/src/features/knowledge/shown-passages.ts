import type { Passage } from '../../lib/api-types.ts';
import { withoutHeading } from '../../lib/passage-text.ts';

export interface ShownPassage {
  id: string;
  /** Set where it differs from the passage before. */
  heading: string | null;
  page: number | null;
  text: string;
}

/**
 * Passages as continuous reading: page and heading only where they change, and what neighbours share
 * (passages overlap, so that a search finds what lies across a border) only once.
 */
export function shownPassages(passages: readonly Passage[]): ShownPassage[] {
  return passages.map(({ id, heading, page, start, text }, index) => {
    const before = passages[index - 1];
    const overlap = before ? Math.max(0, before.end - start) : 0;
    return {
      id,
      heading: heading === before?.heading ? null : heading,
      page: page === before?.page ? null : page,
      text: withoutHeading(overlap > 0 && overlap < text.length ? text.slice(overlap) : text, heading),
    };
  });
}
