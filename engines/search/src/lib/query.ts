import { SearchError } from './errors.ts';
import { MAX_FILTER_DOCUMENTS, MAX_HITS, MAX_QUERY_CHARS } from './limits.ts';
import type { StoredPassage } from './passage.ts';

export const MODES = ['keyword', 'vector', 'hybrid'] as const;
export type Mode = (typeof MODES)[number];
export type Weights = { keyword?: number; vector?: number };

export type Query = {
  /** Free text; no character of it is syntax. Needed for `keyword`. */
  text?: string;
  /** Needed for `vector`. `hybrid` does with what is there. */
  vector?: Float32Array;
  mode: Mode;
  limit: number;
  /** Only passages of these documents exist for this query. */
  documentIds?: string[];
  /** Of the two rankings in `hybrid`; 1 each by default. */
  weights?: Weights;
};

export type Hit = StoredPassage & {
  /** `keyword`: BM25, `vector`: cosine, `hybrid`: reciprocal rank fusion. Comparable only within one answer. */
  score: number;
  scores: { keyword?: number; vector?: number };
};

export function checkQuery(query: Query): void {
  const problem = queryProblem(query);
  if (problem) throw new SearchError('search_query_invalid', `Cannot query: ${problem}`);
}

function queryProblem({ text, vector, mode, limit, documentIds, weights }: Query): string | undefined {
  if (!MODES.includes(mode)) return `mode is "${mode}", wanted ${MODES.join(', ')}`;
  if (!Number.isInteger(limit) || limit < 1 || limit > MAX_HITS)
    return `limit is ${limit}, wanted 1 to ${MAX_HITS}`;
  if (mode === 'keyword' && text === undefined) return 'mode keyword needs a text';
  if (mode === 'vector' && vector === undefined) return 'mode vector needs a vector';
  if (text === undefined && vector === undefined) return 'it has neither text nor vector';
  if (text !== undefined && text.length > MAX_QUERY_CHARS)
    return `text has ${text.length} characters, at most ${MAX_QUERY_CHARS}`;
  if (vector && !vector.every(Number.isFinite)) return 'its vector holds a number that is not finite';
  const documents = documentIds?.length ?? 0;
  if (documents > MAX_FILTER_DOCUMENTS)
    return `the filter names ${documents} documents, at most ${MAX_FILTER_DOCUMENTS}`;
  const badWeight = Object.values(weights ?? {}).find((weight) => !(weight >= 0 && Number.isFinite(weight)));
  if (badWeight !== undefined) return `a weight is ${badWeight}, wanted 0 or more`;
  return undefined;
}
