export const MAX_TEXT_CHARS = 65_536;
export const MAX_ID_CHARS = 256;
/** Passages of one upsert or one document. */
export const MAX_BATCH = 10_000;
export const MAX_VECTOR_WIDTH = 8_192;
/** Of the attributes of one passage, as JSON. */
export const MAX_ATTRIBUTES_CHARS = 16_384;
/** Hits of one query. */
export const MAX_HITS = 1_000;
export const MAX_QUERY_CHARS = 65_536;
/** Terms of a query that count; the rest is ignored. */
export const MAX_QUERY_TERMS = 64;
/** Documents that a filter may name. */
export const MAX_FILTER_DOCUMENTS = 100_000;
/** Passages that one `get` may name. */
export const MAX_IDS = 10_000;
/** Values of attributes that a filter may name. */
export const MAX_FILTER_VALUES = 1_000;
export const MAX_HEADING_CHARS = 4_096;
export const MAX_PHRASES = 16;
/** Words that a word which is being typed may turn into. */
export const MAX_PREFIX_TERMS = 256;
/** Hits that a reranker may be shown. */
export const MAX_RERANKED = 200;
/** Vectors whose neighbours may be asked for at once. */
export const MAX_NEAREST = 1_000;
