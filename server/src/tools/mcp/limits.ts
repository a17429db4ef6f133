/** What a foreign server may do at most before it is hung up on. */
export const MAX_MESSAGE_BYTES = 8 * 1024 * 1024;
export const MAX_PAGES = 20;
export const CONNECT_TIMEOUT_MS = 15_000;
export const LIST_TIMEOUT_MS = 15_000;
/** A list is believed for so long; then it is asked for again before the next call. */
export const LIST_AGE_MS = 60_000;
/** A connection that nobody uses is closed. */
export const IDLE_MS = 5 * 60_000;
export const FIRST_BACKOFF_MS = 1_000;
export const MAX_BACKOFF_MS = 60_000;
/** Connections of one process. */
export const MAX_CONNECTIONS = 50;
export const MAX_RESULT_FILES = 20;
