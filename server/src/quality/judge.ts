// What of a list of hits was expected, and how well the list is made.
import type { Expected } from './contract.ts';
import { ndcg, recall, reciprocalRank } from './score.ts';

/** A passage that was found. */
export interface Found {
  id: string;
  documentId: string;
  text: string;
  start: number;
  end: number;
  version: number;
}

export interface Judged {
  recall: number;
  ndcg: number;
  reciprocalRank: number;
  /** For each hit the grade of what it meets, null where it meets nothing. */
  grades: (number | null)[];
}

/** A passage that covers this part of a place, or lies in it by this part of itself, is the one that was meant. */
const MIN_OVERLAP = 0.5;

/**
 * Each expectation counts once, by the first hit that meets it. A further passage of a document that is expected as a
 * whole takes no place in the ranking: documents are ranked then, not passages.
 */
export function judge(hits: readonly Found[], expected: readonly Expected[], depth: number): Judged {
  const met = new Set<number>();
  const ranked: string[] = [];
  const grades = hits.map((hit) => {
    const matches = expected.flatMap((one, index) => (meets(hit, one) ? [index] : []));
    const fresh = matches.filter((index) => !met.has(index));
    for (const index of fresh) met.add(index);
    const best = fresh.sort((a, b) => gradeOf(expected, b) - gradeOf(expected, a));
    if (best.length > 0) ranked.push(...best.map(String));
    else if (matches.length === 0) ranked.push(`passage:${hit.id}`);
    return matches.length === 0 ? null : Math.max(...matches.map((index) => gradeOf(expected, index)));
  });
  const judged = new Map(expected.map(({ grade }, index) => [String(index), grade]));
  return {
    recall: recall(ranked, judged, depth),
    ndcg: ndcg(ranked, judged, depth),
    reciprocalRank: reciprocalRank(ranked, judged),
    grades,
  };
}

const gradeOf = (expected: readonly Expected[], index: number) => expected[index]?.grade ?? 0;

function meets(hit: Found, { documentId, quote, span }: Expected): boolean {
  if (hit.documentId !== documentId) return false;
  if (span) return span.version === hit.version && overlaps(hit, span);
  return quote === null || has(hit.text, quote);
}

function overlaps(hit: { start: number; end: number }, span: { start: number; end: number }): boolean {
  const shared = Math.min(hit.end, span.end) - Math.max(hit.start, span.start);
  return shared >= Math.min(hit.end - hit.start, span.end - span.start) * MIN_OVERLAP;
}

const plain = (text: string) => text.toLowerCase().replaceAll(/\s+/g, ' ').trim();

/** Spaces and capitals apart: the words were copied from somewhere. A quote longer than a passage may be cut by it. */
function has(text: string, quote: string): boolean {
  const [longer, shorter] = [plain(text), plain(quote)].sort((a, b) => b.length - a.length);
  return longer?.includes(shorter ?? '') ?? false;
}
