// Measures of a ranking against judgements. Järvelin and Kekäläinen, "Cumulated gain-based evaluation of IR techniques", 2002.

/** Documents with their gains; above 0 is relevant. */
export type Judgements = ReadonlyMap<string, number>;
export type Scores = { ndcg10: number; gradedNdcg10: number; recall100: number; mrr: number };

/** Discounted by log2 of the rank + 1, divided by that of the best order there is; 0 where nothing is relevant. */
export function ndcg(
  ranked: readonly string[],
  judged: Judgements,
  depth: number,
  gainOf = (gain: number) => gain,
): number {
  const gains = ranked.slice(0, depth).map((id) => gainOf(judged.get(id) ?? 0));
  const ideal = [...judged.values()].map(gainOf).sort((a, b) => b - a);
  const best = discounted(ideal.slice(0, depth));
  return best === 0 ? 0 : discounted(gains) / best;
}

const discounted = (gains: readonly number[]) =>
  gains.reduce((sum, gain, index) => sum + gain / Math.log2(index + 2), 0);

export const binary = (gain: number): number => (gain > 0 ? 1 : 0);

export function recall(ranked: readonly string[], judged: Judgements, depth: number): number {
  const relevant = [...judged].filter(([, gain]) => gain > 0).map(([id]) => id);
  const found = new Set(ranked.slice(0, depth));
  return relevant.length === 0 ? 0 : relevant.filter((id) => found.has(id)).length / relevant.length;
}

export function reciprocalRank(ranked: readonly string[], judged: Judgements): number {
  const first = ranked.findIndex((id) => (judged.get(id) ?? 0) > 0);
  return first < 0 ? 0 : 1 / (first + 1);
}

/** Means over all questions. */
export function scoreAll(answers: readonly { ranked: readonly string[]; judged: Judgements }[]): Scores {
  const mean = (measure: (ranked: readonly string[], judged: Judgements) => number) =>
    answers.reduce((sum, { ranked, judged }) => sum + measure(ranked, judged), 0) /
    Math.max(1, answers.length);
  return {
    ndcg10: mean((ranked, judged) => ndcg(ranked, judged, 10, binary)),
    gradedNdcg10: mean((ranked, judged) => ndcg(ranked, judged, 10)),
    recall100: mean((ranked, judged) => recall(ranked, judged, 100)),
    mrr: mean(reciprocalRank),
  };
}
