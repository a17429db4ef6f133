/** What a cache tells of itself. `load` is told once for each call of a loader. */
export type CacheEvent =
  | { type: 'hit'; key: string; stale: boolean }
  | { type: 'miss'; key: string }
  | { type: 'load'; key: string; durationMs: number; ok: boolean }
  | { type: 'refresh-failed'; key: string; error: unknown };
