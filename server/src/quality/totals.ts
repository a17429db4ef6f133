import type { Citations, Measures } from './contract.ts';

/** What is stored of one question. The shares are null where nothing that the person sees was expected. */
export interface QuestionMeasures {
  recall: number | null;
  ndcg: number | null;
  reciprocalRank: number | null;
  latencyMs: number;
  citations: Citations | null;
}

/** Means over the questions that can be judged; latencies over all. */
export function totalsOf(all: readonly QuestionMeasures[]): Measures {
  const judged = all.filter(({ recall }) => recall !== null);
  const mean = (pick: (one: QuestionMeasures) => number | null) =>
    judged.reduce((sum, one) => sum + (pick(one) ?? 0), 0) / Math.max(1, judged.length);
  const times = all.map(({ latencyMs }) => latencyMs).sort((a, b) => a - b);
  const citations = sumOf(all.flatMap((one) => one.citations ?? []));
  return {
    judged: judged.length,
    questions: all.length,
    recall: mean(({ recall }) => recall),
    ndcg: mean(({ ndcg }) => ndcg),
    mrr: mean(({ reciprocalRank }) => reciprocalRank),
    latencyMs: { p50: quantile(times, 0.5), p95: quantile(times, 0.95) },
    citationPrecision: citations && citations.marks > 0 ? citations.right / citations.marks : null,
    citations,
  };
}

/** Nearest rank. */
function quantile(sorted: readonly number[], share: number): number {
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? 0;
}

function sumOf(all: readonly Citations[]): Citations | null {
  if (all.length === 0) return null;
  const sum = { marks: 0, right: 0, unknown: 0, answers: 0 };
  for (const one of all) {
    sum.marks += one.marks;
    sum.right += one.right;
    sum.unknown += one.unknown;
    sum.answers += one.answers;
  }
  return sum;
}
