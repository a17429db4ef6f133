import type { Evaluation, EvaluationResult } from '../lib/api-types.ts';

/** Records of question sets as the API writes them. */
export function result(
  questionId: string,
  ndcg: number | null,
  more: Partial<EvaluationResult> = {},
): EvaluationResult {
  return {
    ...{ questionId, text: `Question ${questionId}`, isJudged: ndcg !== null, ndcg },
    ...{ recall: ndcg, reciprocalRank: ndcg, latencyMs: 3, citations: null, found: [] },
    ...more,
  };
}

export function evaluation(id: string, more: Partial<Evaluation> = {}): Evaluation {
  return {
    ...{ id, setId: 's', runId: `run-${id}`, state: 'done', createdAt: 0 },
    settings: {
      ...{ mode: 'hybrid', limit: 10, weights: { keyword: 1, vector: 1 }, diversity: 0 },
      ...{ decay: null, rerank: true, answers: false, model: null },
    },
    models: { embedding: null, reranker: null },
    measures: {
      ...{ judged: 2, questions: 3, recall: 0.5, ndcg: 0.25, mrr: 1 },
      ...{ latencyMs: { p50: 4, p95: 9 }, citationPrecision: null, citations: null },
    },
    ...more,
  };
}
