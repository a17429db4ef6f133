import type { RerankNeeds } from '../reranking/rerank.ts';

/** No model to put finds in order. */
export const UNRANKED: RerankNeeds = {
  rank: () => Promise.reject(new TypeError('There is no model')),
  onTrouble({ error }) {
    throw error;
  },
};
