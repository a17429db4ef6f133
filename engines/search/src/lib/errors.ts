export const SEARCH_ERROR_CODES = [
  'search_closed',
  'search_failed',
  'search_collection_name_invalid',
  'search_collection_damaged',
  'search_collection_locked',
  'search_format_unsupported',
  'search_passage_invalid',
  'search_batch_too_large',
  'search_width_mismatch',
  'search_vectors_learned',
  'search_options_invalid',
  'search_query_invalid',
] as const;
export type SearchErrorCode = (typeof SEARCH_ERROR_CODES)[number];

export class SearchError extends Error {
  readonly code: SearchErrorCode;

  constructor(code: SearchErrorCode, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = 'SearchError';
    this.code = code;
  }
}
