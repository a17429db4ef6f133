export { createClient as searchThrough, type Target } from './drivers/client.ts';
export { createSearch, type SearchOptions } from './drivers/sqlite.ts';
export { SEARCH_ERROR_CODES, SearchError, type SearchErrorCode } from './lib/errors.ts';
export type { SearchEvent } from './lib/events.ts';
export { type Embedder, hashedEmbedder } from './lib/hashed-embedder.ts';
export type { Span } from './lib/highlight.ts';
export { type IndexOptions, PRECISIONS, type Precision } from './lib/index-options.ts';
export { MAX_BATCH, MAX_HITS, MAX_QUERY_CHARS, MAX_TEXT_CHARS } from './lib/limits.ts';
export { METRICS, type Metric } from './lib/metric.ts';
export type { Attributes, Passage, StoredPassage } from './lib/passage.ts';
export {
  type Filter,
  type Hit,
  MODES,
  type Mode,
  type Query,
  type QueryOptions,
  type Rerank,
  type Weights,
} from './lib/query.ts';
export type { Collection, CollectionOptions, Neighbour, Search } from './lib/search.ts';
export { indexTerms } from './lib/terms.ts';
