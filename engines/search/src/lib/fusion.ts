import type { Weights } from './query.ts';

/** Dampens the first ranks. Cormack, Clarke and Büttcher, "Reciprocal rank fusion outperforms Condorcet", SIGIR 2009. */
export const RANK_CONSTANT = 60;

export type Ranked = { key: number; score: number };
export type Fused = { key: number; score: number; scores: { keyword?: number; vector?: number } };

/** Both lists best first. Scores are compared by rank only, so BM25 and cosine need no common scale. */
export function fuse(keyword: Ranked[], vector: Ranked[], weights: Weights = {}): Fused[] {
  const fused = new Map<number, Fused>();
  const add = (list: Ranked[], name: 'keyword' | 'vector') => {
    const weight = weights[name] ?? 1;
    if (weight === 0) return;
    for (const [index, { key, score }] of list.entries()) {
      const entry = fused.get(key) ?? { key, score: 0, scores: {} };
      entry.score += weight / (RANK_CONSTANT + index + 1);
      entry.scores[name] = score;
      fused.set(key, entry);
    }
  };
  add(keyword, 'keyword');
  add(vector, 'vector');
  return [...fused.values()].sort((a, b) => b.score - a.score);
}
