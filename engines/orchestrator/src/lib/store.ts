import type { RunEvent } from './event.ts';
import type { OpenRun, Run, RunQuery } from './run.ts';
import type { Caps } from './schedule/caps.ts';
import type { DurationCounts } from './schedule/durations.ts';
import type { Candidate } from './schedule/task.ts';
import type { Needs } from './urgency.ts';

/** An event with the JSON text of its payload, so that a payload is serialised once. */
export interface LogEntry {
  event: RunEvent;
  json: string;
}

export interface NewRun {
  id: string;
  procedure: string;
  scope: string | null;
  label: string | null;
  key: string | null;
  parentId: string | null;
  depth: number;
  /** See PRIORITY_RANKS: higher goes first. */
  priority: number;
  deadlineAt: number | null;
  pool: string;
  needs: Needs | null;
  forkedFrom: string | null;
  /** A cancel of the run above does not reach it. */
  shielded?: boolean;
  /** JSON text. */
  input: string;
  createdAt: number;
  /** What the log says after `run.queued`, from sequence 2 on. */
  history?: readonly LogEntry[];
}

/** The right to write to a log. Each claim raises the epoch, so an older holder is found out. */
export interface Lease {
  readonly runId: string;
  readonly epoch: number;
  readonly parentId: string | null;
  readonly procedure: string;
  readonly scope: string | null;
}

export interface ClaimRequest {
  workerId: string;
  /** Names of the procedures that this worker knows. */
  procedures: readonly string[];
  now: number;
  leaseMs: number;
  limit: number;
  /** Runs at a time over all processes, by name or prefix of a name; see SchedulingOptions. */
  caps?: Caps;
  /** Caps that kept chosen runs from being claimed. */
  onFull?(names: ReadonlySet<string>): void;
  choose(candidates: readonly Candidate[], now: number, free: number): string[];
}

export interface Claim {
  run: Run;
  lease: Lease;
  depth: number;
  /** The `run.started` event that the claim wrote; the log goes on after it. */
  started: RunEvent;
  /** Set if somebody asked to cancel while no worker had the run. */
  cancelReason: string | null;
  /** Its procedure tidies up when it is cancelled. */
  tidies: boolean;
}

/** Why a settlement was not written: the run is asked for something else. 'resume' takes back a pause. */
export type Refusal =
  | { kind: 'cancel'; reason: string }
  | { kind: 'pause'; reason: string }
  | { kind: 'resume' };

/** What somebody asked of a run that a worker holds. */
export interface StopRequest {
  runId: string;
  kind: 'cancel' | 'pause';
  reason: string;
}

/** What is due of one class, pool and scope. */
export interface LaneDepth {
  /** 0 for background to 4 for interactive. */
  rank: number;
  pool: string;
  scope: string | null;
  queued: number;
  oldestDueAt: number;
}

/** What is kept of a run that goes on. */
interface Kept {
  /** A cancel leaves its end to the procedure. Default false. */
  tidies?: boolean;
}

/** How a worker leaves a run. Outputs are JSON text; null stands for undefined. */
export type Settlement =
  | ({ state: 'queued' } & Kept)
  /** Queued, but nobody may take it until it is resumed. */
  | ({ state: 'paused' } & Kept)
  | ({
      state: 'waiting';
      dueAt: number | null;
      signals: readonly string[];
      children: readonly string[];
      /** It waits for what tidies up: it knows that it is cancelled. */
      cancelling?: boolean;
    } & Kept)
  | { state: 'done'; output: string | null }
  | { state: 'failed'; code: string; message: string }
  | { state: 'cancelled'; reason: string };

export interface NewSignal {
  id: string;
  runId: string;
  name: string;
  /** JSON text. */
  payload: string;
  at: number;
}

/** What a step gave, for others that would do the same. */
export interface KeptResult {
  /** Hash of whose it is and what it is of. */
  name: string;
  /** '' for runs without one. */
  scope: string;
  /** JSON text. */
  output: string;
  /** The run that gave it. */
  runId: string;
  createdAt: number;
  expiresAt: number;
}

export interface CancelOutcome {
  /** False if the run had ended already. */
  accepted: boolean;
  /** The ends of runs that no worker held: already in the log. */
  ended: RunEvent[];
  /** Runs that a worker holds, and which it must end itself. */
  running: string[];
}

export interface PauseOutcome {
  /** False if the run had ended, was paused already, or was not paused. */
  accepted: boolean;
  /** What was written to the logs of runs that no worker held. */
  told: RunEvent[];
  /** Runs that a worker holds, and which it must give back itself. */
  running: string[];
}

/**
 * What a database does for the engine. Every driver passes the contract suite in testing.ts.
 * Writes with a lease are refused inside their transaction once another worker holds the run.
 */
export interface Store<Db> {
  /** Writes the run and its `run.queued` with the caller's handle. Returns the id of the run that has the key. */
  insert(db: Db, run: NewRun): Promise<string>;
  /** The id of the run that has the key. */
  findByKey(db: Db, procedure: string, key: string): Promise<string | null>;
  /** With a handle within its transaction, else by itself; so does `read`. */
  find(runId: string, db?: Db): Promise<Run | null>;
  list(query: RunQuery): Promise<Run[]>;
  /** Runs of a scope that have not ended, newest first. */
  open(scope: string, limit: number): Promise<OpenRun[]>;
  /** Events with a sequence above `after`, in order. */
  read(runId: string, page: { after: number; limit: number }, db?: Db): Promise<RunEvent[]>;
  /** Like read, without what steps emitted: all that a replay needs. */
  readRecord(runId: string, page: { after: number; limit: number }): Promise<RunEvent[]>;
  /** The last sequence of each log. */
  heads(runIds: readonly string[]): Promise<Map<string, number>>;

  claim(request: ClaimRequest): Promise<Claim[]>;
  /** How much is due, by class, pool and scope; with a handle inside of the caller's transaction. */
  depth(now: number, db?: Db): Promise<LaneDepth[]>;
  /** Measured durations that were kept, the newest last. */
  loadDurations(): Promise<[string, DurationCounts][]>;
  addDurations(measured: ReadonlyMap<string, DurationCounts>, at: number): Promise<void>;
  /** Prolongs leases; returns the ids of those that are lost. */
  renew(leases: readonly Lease[], until: number): Promise<Set<string>>;
  /** Makes every running run due at once. Only for a process that owns the store alone. */
  releaseAll(now: number): Promise<void>;
  stopRequests(workerId: string): Promise<StopRequest[]>;

  /** Appends to several logs in one transaction; returns the runs whose lease is lost, which got nothing. */
  append(writes: readonly { lease: Lease; entries: readonly LogEntry[] }[]): Promise<Set<string>>;
  /** Runs `act` and appends what it asks for in one transaction. Throws LeaseLost. */
  commit<T>(lease: Lease, act: (db: Db) => Promise<{ value: T; entries: LogEntry[] }>): Promise<T>;
  /**
   * Ends the claim. Throws LeaseLost. Nothing is written, and the refusal returned, if the run is asked to
   * cancel and would neither be 'cancelled' nor 'queued', nor wait while it knows that; if it is paused and would be 'queued' or 'waiting';
   * or if it would be 'paused' and is not paused any more.
   */
  settle(
    lease: Lease,
    settlement: Settlement,
    entries: readonly LogEntry[],
    at: number,
  ): Promise<Refusal | null>;

  /**
   * Records the request for the run and all runs below it but the shielded, and ends those that no worker holds; one
   * that tidies is due at once instead.
   */
  cancel(runId: string, reason: string, at: number): Promise<CancelOutcome>;
  /** Pauses the run and all runs below it. A run that begins below a paused one is paused. */
  pause(runId: string, reason: string, at: number): Promise<PauseOutcome>;
  /** Lets the run and all runs below it go on. */
  resume(runId: string, at: number): Promise<PauseOutcome>;
  /** Keeps a signal and wakes the run. Throws run_not_found, run_ended, too_many_signals. */
  signal(signal: NewSignal, db?: Db): Promise<void>;
  /** Takes the oldest signal of these names, inside a commit; its payload is JSON text. */
  takeSignal(
    db: Db,
    runId: string,
    names: readonly string[],
  ): Promise<{ name: string; payload: string } | null>;

  /** The kept result of this name, unless it has expired. */
  findResult(name: string, now: number): Promise<KeptResult | null>;
  /** Keeps a result inside a commit; it takes the place of an older one of its name. */
  keepResult(db: Db, result: KeptResult): Promise<void>;
}
