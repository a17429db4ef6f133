import { SearchError } from './errors.ts';
import type { Span } from './highlight.ts';
import {
  MAX_FILTER_DOCUMENTS,
  MAX_FILTER_VALUES,
  MAX_HITS,
  MAX_NEAREST,
  MAX_PHRASES,
  MAX_QUERY_CHARS,
  MAX_RERANKED,
} from './limits.ts';
import { holdsFinite, type StoredPassage } from './passage.ts';

export const MODES = ['keyword', 'vector', 'hybrid'] as const;
export type Mode = (typeof MODES)[number];
export type Weights = { keyword?: number; vector?: number };

export type Filter = {
  /** Only passages of these documents exist for this query. */
  documentIds?: string[] | undefined;
  /** Passages of these documents do not exist for it: the shorter list where most are admitted. */
  exceptDocumentIds?: string[] | undefined;
  /** Only passages whose attributes have these values; of a list, one of them. */
  where?: Record<string, string | number | (string | number)[]> | undefined;
};

export type Query = Filter & {
  /** Free text; no character of it is syntax. Needed for `keyword`. */
  text?: string | undefined;
  /** Needed for `vector` where vectors are given; where they are learned, the text is enough. */
  vector?: Float32Array | undefined;
  mode: Mode;
  limit: number;
  /** Of the two rankings in `hybrid`; 1 each by default. */
  weights?: Weights | undefined;
  /** Words that stand side by side, up to their forms: a passage has every one of them or is no hit. */
  phrases?: string[];
  /** The last word of the text is being typed: words that begin with it are found too. */
  prefix?: boolean;
  /** 0 (by default) to 1: how much a hit loses by being like those above it. */
  diversity?: number;
  /** A passage so much older than `now` counts half. One without a time keeps its score. */
  decay?: { halfLifeMs: number; now: number };
  /** Shows the passage around a hit in its place, once. */
  expand?: 'parent';
  /** Tells where each hit has the words that were asked for. */
  highlight?: boolean;
};

export type Hit = StoredPassage & {
  /**
   * `keyword`: BM25, `vector`: the likeness of the collection's metric, `hybrid`: reciprocal rank fusion; with decay
   * taken off, or the reranker's own. Comparable only within one answer.
   */
  score: number;
  scores: { keyword?: number; vector?: number };
  highlights?: Span[];
  /** With `expand`: the passages that were found inside, best first. */
  found?: string[];
};

/** Gives each passage a score for the question, in their order; higher is better. A model's rerank endpoint, for example. */
export type Rerank = (question: string, passages: readonly StoredPassage[]) => Promise<readonly number[]>;
export type QueryOptions = {
  rerank?: Rerank;
  /** Hits that the reranker sees; 50 by default. */
  rerankDepth?: number;
};

export function checkQuery(query: Query, { rerankDepth = 1 }: QueryOptions = {}): void {
  const problem = queryProblem(query) ?? filterProblem(query) ?? shapeProblem(query);
  if (problem) throw new SearchError('search_query_invalid', `Cannot query: ${problem}`);
  if (!Number.isInteger(rerankDepth) || rerankDepth < 1 || rerankDepth > MAX_RERANKED)
    throw new SearchError(
      'search_query_invalid',
      `Cannot query: rerankDepth is ${rerankDepth}, wanted 1 to ${MAX_RERANKED}`,
    );
}

export function checkNearest(vectors: readonly Float32Array[], limit: number, filter: Filter): void {
  const width = vectors[0]?.length;
  const problem =
    filterProblem(filter) ??
    (Number.isInteger(limit) && limit >= 1 && limit <= MAX_HITS
      ? undefined
      : `limit is ${limit}, wanted 1 to ${MAX_HITS}`) ??
    (vectors.length > MAX_NEAREST ? `it has ${vectors.length} vectors, at most ${MAX_NEAREST}` : undefined) ??
    (vectors.every((vector) => vector.length === width && holdsFinite(vector))
      ? undefined
      : 'its vectors differ in width, or hold a number that is not finite');
  if (problem) throw new SearchError('search_query_invalid', `Cannot query: ${problem}`);
}

function queryProblem({ text, vector, mode, limit, weights }: Query): string | undefined {
  if (!MODES.includes(mode)) return `mode is "${mode}", wanted ${MODES.join(', ')}`;
  if (!Number.isInteger(limit) || limit < 1 || limit > MAX_HITS)
    return `limit is ${limit}, wanted 1 to ${MAX_HITS}`;
  if (mode === 'keyword' && text === undefined) return 'mode keyword needs a text';
  if (text === undefined && vector === undefined) return 'it has neither text nor vector';
  if (text !== undefined && text.length > MAX_QUERY_CHARS)
    return `text has ${text.length} characters, at most ${MAX_QUERY_CHARS}`;
  if (vector && !holdsFinite(vector)) return 'its vector holds a number that is not finite';
  const badWeight = Object.values(weights ?? {}).find((weight) => !(weight >= 0 && Number.isFinite(weight)));
  if (badWeight !== undefined) return `a weight is ${badWeight}, wanted 0 or more`;
  return undefined;
}

const ATTRIBUTE_NAME = /^[\w.-]{1,64}$/;

export function filterProblem(filter: Filter): string | undefined {
  const { documentIds = [], exceptDocumentIds = [], where = {} } = filter;
  const named = documentIds.length + exceptDocumentIds.length;
  if (named > MAX_FILTER_DOCUMENTS)
    return `the filter names ${named} documents, at most ${MAX_FILTER_DOCUMENTS}`;
  const badName = Object.keys(where).find((name) => !ATTRIBUTE_NAME.test(name));
  if (badName !== undefined)
    return `the filter asks for attribute ${JSON.stringify(badName.slice(0, 80))}: wanted 1 to 64 of letters, digits, "_", "." and "-"`;
  const values = Object.values(where).flat();
  if (values.length > MAX_FILTER_VALUES)
    return `the filter has ${values.length} values, at most ${MAX_FILTER_VALUES}`;
  if (values.some((value) => typeof value !== 'string' && !Number.isFinite(value)))
    return 'a value of the filter is neither a string nor a number';
  return undefined;
}

function shapeProblem({ phrases = [], diversity = 0, decay }: Query): string | undefined {
  if (phrases.length > MAX_PHRASES) return `it has ${phrases.length} phrases, at most ${MAX_PHRASES}`;
  if (phrases.some((phrase) => phrase.length > MAX_QUERY_CHARS))
    return `a phrase has more than ${MAX_QUERY_CHARS} characters`;
  if (!(diversity >= 0 && diversity <= 1)) return `diversity is ${diversity}, wanted 0 to 1`;
  if (decay && !(decay.halfLifeMs > 0 && Number.isFinite(decay.now)))
    return 'decay wants a half-life above 0 and a time';
  return undefined;
}
