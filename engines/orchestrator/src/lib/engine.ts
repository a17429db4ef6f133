import type { AdmissionOptions } from './admission.ts';
import type { Procedure } from './context.ts';
import type { EstimateError } from './estimate.ts';
import type { RunEvent } from './event.ts';
import type { Durations } from './schedule/durations.ts';
import type { SchedulingOptions } from './schedule/policy.ts';
import type { PoolChange, PoolOptions } from './schedule/pools.ts';
import type { Store } from './store.ts';

/** Milliseconds since 1970. Timers are the process's own; only what is recorded and compared is from here. */
export interface Clock {
  now(): number;
}

/** The run that an event belongs to, for subscribers that count by procedure. */
export interface RunIdentity {
  runId: string;
  procedure: string;
  scope: string | null;
}

/** What the parts of an orchestrator share. */
export interface EngineParts<Db> {
  store: Store<Db>;
  procedures: ReadonlyMap<string, Procedure<unknown, unknown, Db>>;
  clock: Clock;
  id(): string;
  workerId: string;
  concurrency: number;
  leaseMs: number;
  pollMs: number;
  tidyMs: number;
  exclusive: boolean;
  scheduling: SchedulingOptions;
  pools: PoolOptions;
  /** What is known of how long runs take. */
  durations: Durations;
  tellPool(change: PoolChange): void;
  tellEstimate(error: EstimateError): void;
  admission: AdmissionOptions;
  /** Events of a run that are committed now. */
  publish(run: RunIdentity, events: readonly RunEvent[]): void;
  /** Trouble that no caller can be told: a failed claim, a lost lease, a subscriber that throws. */
  trouble(act: string, error: unknown): void;
  /** There may be due runs. */
  wake(): void;
  /** Asks a run and the runs below it to stop. */
  cancel(runId: string, reason: string): Promise<boolean>;
  /** True while there is room for runs that only wait. */
  hasRoom(): boolean;
  /** Something happened to a run that this process may hold. */
  nudge(runId: string): void;
}
