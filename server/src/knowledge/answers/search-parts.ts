import type { HitView } from '../contract.ts';
import type { FoundInAll } from '../knowledge.ts';

/** Reciprocal rank fusion (Cormack, Clarke and Büttcher, SIGIR 2009). */
const RANK_OFFSET = 60;
/** Of each part of a question the best so many are among the hits, however the other parts do. */
const SURE_OF_EACH = 2;

/** Searches for each of the queries and merges what they find: each passage once, best first, at most `limit`. */
export async function searchParts(
  search: (query: string) => Promise<FoundInAll>,
  queries: readonly string[],
  limit: number,
): Promise<FoundInAll> {
  const found = await Promise.all([...new Set(queries)].map(search));
  const unsearched = Math.max(0, ...found.map((one) => one.unsearched));
  return {
    hits: merged(
      found.map(({ hits }) => hits),
      limit,
    ),
    unsearched,
  };
}

function merged(lists: readonly HitView[][], limit: number): HitView[] {
  if (lists.length < 2) return (lists[0] ?? []).slice(0, limit);
  const scores = new Map<string, { hit: HitView; score: number }>();
  for (const hits of lists) {
    hits.forEach((hit, rank) => {
      const known = scores.get(hit.id) ?? { hit, score: 0 };
      known.score += 1 / (RANK_OFFSET + rank + 1);
      scores.set(hit.id, known);
    });
  }
  const ranked = [...scores.values()].sort((a, b) => b.score - a.score).map(({ hit }) => hit);
  const sure = new Set(lists.flatMap((hits) => hits.slice(0, SURE_OF_EACH).map(({ id }) => id)));
  const rest = ranked.filter(({ id }) => !sure.has(id)).slice(0, Math.max(0, limit - sure.size));
  const kept = new Set([...sure, ...rest.map(({ id }) => id)]);
  return ranked.filter(({ id }) => kept.has(id)).slice(0, Math.max(limit, 1));
}
