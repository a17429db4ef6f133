import type { Passage } from '../../../lib/api-types.ts';
import { citedIn, shownWith, type Target } from './marks.ts';
import type { Wanted } from './pdf-page.tsx';
import type { Match } from './use-find.ts';

/** What is to be marked on each page: text, and about where on the page it stands. */
export function wantedOnPages(
  passages: readonly Passage[],
  target: Target,
  matches: readonly Match[],
  current: number,
): Map<number, Wanted[]> {
  const shown = shownWith(passages, target);
  const spans = spansOfPages(passages);
  const wanted = new Map<number, Wanted[]>();
  const put = (at: number, span: { start: number; end: number }, kind: Wanted['kind']) => {
    const { page, start } = passages[at] as Passage;
    const text = shown[at]?.text.slice(span.start, span.end) ?? '';
    const pageSpan = page === null ? undefined : spans.get(page);
    if (page === null || !pageSpan || text === '') return;
    const share = (start + span.start - pageSpan.start) / Math.max(1, pageSpan.end - pageSpan.start);
    wanted.set(page, [...(wanted.get(page) ?? []), { text, share, kind }]);
  };
  for (const [at, one] of shown.entries()) {
    const span = citedIn(one, target);
    if (span) put(at, span, 'cited');
  }
  for (const [index, match] of matches.entries())
    put(match.passage, match, index === current ? 'current' : 'match');
  return wanted;
}

/** The page to go to, and a name for the place on it: the match that is looked at, or else the first that is cited. */
export function soughtOn(
  wanted: ReadonlyMap<number, readonly Wanted[]>,
): { page: number; name: string } | null {
  const pages = [...wanted].sort(([a], [b]) => a - b);
  for (const kind of ['current', 'cited'] as const)
    for (const [page, all] of pages) {
      const one = all.find((candidate) => candidate.kind === kind);
      if (one) return { page, name: `${kind} ${one.share} ${one.text}` };
    }
  return null;
}

function spansOfPages(passages: readonly Passage[]): Map<number, { start: number; end: number }> {
  const spans = new Map<number, { start: number; end: number }>();
  for (const { page, start, end } of passages) {
    if (page === null) continue;
    const known = spans.get(page) ?? { start, end };
    spans.set(page, { start: Math.min(known.start, start), end: Math.max(known.end, end) });
  }
  return spans;
}
