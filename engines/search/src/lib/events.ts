import type { Mode } from './query.ts';

/** Everything that is worth a metric. Times are milliseconds, waiting for the worker included. */
export type SearchEvent =
  | {
      type: 'passages-changed';
      collection: string;
      verb: 'upsert' | 'replaceDocument' | 'deleteDocument';
      passages: number;
      durationMs: number;
    }
  | { type: 'queried'; collection: string; mode: Mode; hits: number; durationMs: number }
  /** The hits came in the order in which they were found. */
  | { type: 'rerank-failed'; collection: string }
  | { type: 'collection-dropped'; collection: string }
  | { type: 'failed'; collection: string; code: string };
