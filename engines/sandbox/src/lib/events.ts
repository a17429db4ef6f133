import type { KillReason, Language } from './execution.ts';

/** Everything that is worth a metric or an audit line. Times are milliseconds. */
export type SandboxEvent =
  | { type: 'run-queued'; language: Language; queued: number }
  | { type: 'run-refused'; language: Language; retryAfterMs: number }
  | { type: 'run-started'; language: Language; waitedMs: number }
  | {
      type: 'run-finished';
      language: Language;
      durationMs: number;
      cpuMs: number;
      exitCode: number | null;
      killedBy?: KillReason;
    }
  | { type: 'run-failed'; language: Language; code: string };
