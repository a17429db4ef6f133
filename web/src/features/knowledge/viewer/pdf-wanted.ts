import type { Passage } from '../../../lib/api-types.ts';
import { citedIn, shownWith, type Target } from './marks.ts';
import { signsOf } from './pdf-match.ts';
import type { Wanted } from './pdf-page.tsx';
import type { Match } from './use-find.ts';

/** What is to be marked on each page: text, and where on the page it stands. */
export function wantedOnPages(
  passages: readonly Passage[],
  target: Target,
  matches: readonly Match[],
  current: number,
): Map<number, Wanted[]> {
  const shown = shownWith(passages, target);
  const before = signsBeforeEach(passages, shown);
  const wanted = new Map<number, Wanted[]>();
  const put = (at: number, span: { start: number; end: number }, kind: Wanted['kind']) => {
    const page = passages[at]?.page ?? null;
    const whole = shown[at]?.text ?? '';
    const text = whole.slice(span.start, span.end);
    if (page === null || text === '') return;
    const signsBefore = (before[at] ?? 0) + signsOf(whole.slice(0, span.start));
    wanted.set(page, [...(wanted.get(page) ?? []), { text, signsBefore, kind }]);
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
      if (one) return { page, name: `${kind} ${one.signsBefore} ${one.text}` };
    }
  return null;
}

/** Signs of its page before each passage. What is shown has nothing twice, and all but white space of a page. */
function signsBeforeEach(passages: readonly Passage[], shown: readonly { text: string }[]): number[] {
  const ends = new Map<number | null, number>();
  return passages.map(({ page }, at) => {
    const before = ends.get(page) ?? 0;
    ends.set(page, before + signsOf(shown[at]?.text ?? ''));
    return before;
  });
}
