import type { Tags, Urgency } from './urgency.ts';

export interface RetryPolicy {
  /** How often to try again after the first failure, at most MAX_RETRIES. */
  times: number;
  /** Pause before the first retry in ms; doubles each time up to MAX_BACKOFF_MS. */
  backoffMs: number;
  /** Retry only errors for which this says true. Default: all but the engine's own. */
  when?(error: unknown): boolean;
}

/** 'once': a step that had begun when its worker died isn't run again, it throws StepInterrupted. */
export const STEP_EFFECTS = ['repeatable', 'once'] as const;
export type StepEffect = (typeof STEP_EFFECTS)[number];

export interface StepOptions {
  /** Default: no retry. */
  retry?: RetryPolicy;
  /** Limit of one try. Default STEP_TIMEOUT_MS. */
  timeoutMs?: number;
  /** Default 'repeatable'. */
  effect?: StepEffect;
}

export interface StepContext {
  /** 1, and one more for each retry and each take-over. */
  readonly attempt: number;
  /** Aborts when the run is interrupted or the step's time is over. */
  readonly signal: AbortSignal;
  /** A durable event of this step. After the step has ended it does nothing. */
  emit(type: string, payload?: object): void;
  /**
   * A piece of text. Pieces of one type (and equal `payload`) are joined into events
   * `{ ...payload, text }`: the first at once, later ones every DELTA_FLUSH_MS or DELTA_FLUSH_BYTES.
   */
  delta(type: string, text: string, payload?: object): void;
}

export type SignalResult<T> = { kind: 'signal'; name: string; payload: T } | { kind: 'timeout' };

export interface PauseOptions {
  /** Ends the wait early: it throws the signal's reason and leaves no end in the log. */
  abort?: AbortSignal;
}

export interface WaitOptions extends PauseOptions {
  timeoutMs?: number;
  /** The first of these to come ends the wait. Default: the one that is called like the step. */
  signals?: readonly string[];
}

/** A result of an earlier child that is taken instead of starting one. */
export interface Reuse<O = unknown> {
  /** Whose results these are and what they are of: all that must be equal, beside the run's scope. */
  key: string;
  ttlMs: number;
  /** A short text that tells keys apart in the log. */
  mark: string;
  /** False: what is kept is not looked at, the child is started. */
  find: boolean;
  /** What of a result is kept for others; null for nothing. */
  keep(output: O): O | null;
  /** Who made a result, and who would make it now: only the same one's is taken. Default: nobody in particular. */
  makerOf?(output: O): string;
  maker?(): Promise<string>;
}

export interface ChildOptions<O = unknown> extends Urgency {
  /** Default: the name of the step. */
  label?: string;
  /** Names that the child counts for, looked up when it starts; added to `needs`. */
  tags?(): Promise<Tags>;
  /** After this the child is cancelled and the step fails with `step_timeout`. */
  timeoutMs?: number;
  /** Cancels the child; the step then fails with `child_cancelled`. */
  abort?: AbortSignal;
  /** In a run that tidies up: once begun, its end is waited for and recorded also when the run is cancelled with it. */
  outlasts?: boolean;
  /** Default: every child is started. */
  reuse?: Reuse<O>;
}

/** What a procedure may do. `Db` is the handle of the store: `Kysely<...>` for the SQL store. */
export interface Context<Db = unknown> {
  readonly runId: string;
  readonly scope: string | null;
  /** When a worker took the run for the first time, in ms since 1970: the same on every replay. */
  readonly startedAt: number;
  /** How often the run was taken up, this time included. */
  readonly attempt: number;
  /** Aborts with a RunInterrupted: `reason.kind` is 'park', 'cancel' or 'lost'. */
  readonly signal: AbortSignal;
  /** Whether the log had anything of the procedure when this worker took the run. */
  readonly isReplay: boolean;
  /** Whether the log has the end of a step. */
  isRecorded(step: string): boolean;
  /**
   * From here on a cancel leaves the end of the run to the procedure, wherever the run is: a worker takes it up, calls
   * throw RunInterrupted, and `tidying` does what has to be undone. Say it before the first wait.
   */
  tidyOnCancel(): void;
  /**
   * The same run for what tidies up: its calls also work while the run is being cancelled, for up to TIDY_MS, and its
   * children are out of reach of the cancel.
   */
  readonly tidying: Context<Db>;
  /**
   * Runs `fn` and records what it returns; a replay returns the record. Names are unique in a run.
   * Throws StepFailed (with the code of the cause) once the retries are used up.
   */
  step<T>(name: string, fn: (step: StepContext) => Promise<T>, options?: StepOptions): Promise<T>;
  /**
   * `fn`'s writes and the record of the step are one database transaction: they happen exactly once.
   * Use only the handle that is passed. May be called again by the engine if the database reports a
   * deadlock, after all was rolled back. Still allowed while the run is being cancelled, to tidy up.
   */
  commit<T>(name: string, fn: (db: Db) => Promise<T>): Promise<T>;
  /** A durable event of the run. The n-th emission of a type is in the log once, however often replayed. */
  emit(type: string, payload?: object): void;
  /** Gives the worker back for `ms`. */
  sleep(name: string, ms: number, options?: PauseOptions): Promise<void>;
  /** Gives the worker back until a time in ms since 1970. */
  sleepUntil(name: string, at: number, options?: PauseOptions): Promise<void>;
  /** Gives the worker back until `signal(runId, name, ...)`, or until `timeoutMs` have passed. */
  waitFor<T>(name: string, options?: WaitOptions): Promise<SignalResult<T>>;
  /** Runs another procedure as a run of its own and waits for it. Throws StepFailed if it failed. */
  child<I, O>(name: string, procedure: Procedure<I, O, Db>, input: I, options?: ChildOptions<O>): Promise<O>;
  /** All results in order. Waits for every one, then throws the first failure if there is one. */
  all<const P extends readonly Promise<unknown>[]>(
    promises: P,
  ): Promise<{ -readonly [K in keyof P]: Awaited<P[K]> }>;
}

/**
 * Something that takes time, by name. `run` is replayed from its start after a crash or a wait, so
 * outside of steps it must do the same each time: no clock, no chance, no network of its own.
 */
export interface Procedure<I = unknown, O = unknown, Db = unknown> {
  readonly name: string;
  /** Any zod schema fits. Used when a run starts and again each time it is taken up. */
  readonly input: { parse(value: unknown): I };
  run(ctx: Context<Db>, input: I): Promise<O>;
}
