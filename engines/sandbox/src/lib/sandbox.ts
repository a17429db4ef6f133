import { availableParallelism } from 'node:os';
import { SandboxError } from './errors.ts';
import type { SandboxEvent } from './events.ts';
import {
  cancelledExecution,
  type Driver,
  type Execution,
  type Job,
  type Language,
  type Level,
  type PreparedJob,
  type Probe,
  type RunOptions,
} from './execution.ts';
import { prepareJob } from './job.ts';
import { atLeast, DEFAULT_MIN_LEVEL } from './level.ts';
import { type Limits, resolveLimits } from './limits.ts';
import { createSessions, DEFAULT_MAX_SESSIONS, type Session, type SessionOptions } from './sessions.ts';
import { createSlots } from './slots.ts';

export const DEFAULT_MAX_QUEUE = 64;
/** Of all runs that name none. */
const NO_SHARE = '';

export type SandboxOptions = {
  driver: Driver;
  /** Over DEFAULT_LIMITS and under the limits of a job. */
  defaults?: Partial<Limits>;
  /** Runs at the same time; default: one per core. */
  concurrency?: number;
  /** Runs that may wait; one more is refused with `sandbox_busy` and `retryAfterMs`. */
  maxQueue?: number;
  /** Open sessions at a time; one more is refused with `sandbox_busy`. Default 16. */
  maxSessions?: number;
  onEvent?: (event: SandboxEvent) => void;
  /** Anything less isolated is not run. Default: 'namespace without cgroups'. */
  minLevel?: Level;
  /** Monotonic milliseconds. */
  now?: () => number;
};

export type Sandbox = {
  /** What works here. Asked once, then remembered while the level is good. */
  probe(): Promise<Probe>;
  /** Resolves with whatever the code did; rejects with a SandboxError where it could not be run. */
  run(job: Job, options?: RunOptions): Promise<Execution>;
  /** A process that keeps its variables from cell to cell, like a notebook. */
  openSession(options: SessionOptions): Promise<Session>;
  /** Makes ready what makes runs quick, if the driver has such a thing; it also comes with the first run. */
  warmUp(): Promise<boolean>;
  /** When a run of this share that is refused as busy has a chance; milliseconds. */
  retryAfterMs(share?: string): number;
  /** Refuses what waits, cancels what runs, and resolves when nothing is left. */
  close(): Promise<void>;
};

export function createSandbox(options: SandboxOptions): Sandbox {
  const { driver, defaults, onEvent = () => {}, now = () => performance.now() } = options;
  const { minLevel = DEFAULT_MIN_LEVEL } = options;
  resolveLimits(defaults);
  const slots = createSlots(
    options.concurrency ?? availableParallelism(),
    options.maxQueue ?? DEFAULT_MAX_QUEUE,
  );
  const closing = new AbortController();
  const running = new Set<Promise<Execution>>();

  async function execute(job: PreparedJob, runOptions: RunOptions): Promise<Execution> {
    const startedAt = now();
    try {
      const execution = await driver.run(job, runOptions);
      const { durationMs, cpuMs, exitCode, killedBy } = execution;
      onEvent({ type: 'run-finished', language: job.language, durationMs, cpuMs, exitCode, killedBy });
      return execution;
    } catch (error) {
      onEvent({
        type: 'run-failed',
        language: job.language,
        code: error instanceof SandboxError ? error.code : 'unknown',
      });
      throw error;
    } finally {
      slots.free(runOptions.share ?? NO_SHARE, now() - startedAt);
    }
  }

  async function waitForPlace(job: PreparedJob, share: string, signal: AbortSignal): Promise<boolean> {
    const askedAt = now();
    const place = slots.take(share, signal);
    if (slots.queued() > 0) onEvent({ type: 'run-queued', language: job.language, queued: slots.queued() });
    try {
      const granted = await place;
      if (granted) onEvent({ type: 'run-started', language: job.language, waitedMs: now() - askedAt });
      return granted;
    } catch (error) {
      if (error instanceof SandboxError && error.retryAfterMs !== undefined) {
        onEvent({ type: 'run-refused', language: job.language, retryAfterMs: error.retryAfterMs });
      }
      throw error;
    }
  }

  const probe = async () => atLeast(minLevel, await driver.probe());

  async function refuseUnavailable({ language }: { language: Language }): Promise<void> {
    const { level, reason, fix } = await probe();
    if (level !== 'unavailable') return;
    onEvent({ type: 'run-failed', language, code: 'sandbox_unavailable' });
    throw new SandboxError('sandbox_unavailable', `Cannot run code: no sandbox: ${reason}`, { fix });
  }

  async function inPlace<T>(share: string, signal: AbortSignal, act: () => Promise<T>): Promise<T | false> {
    if (!(await slots.take(share, signal))) return false;
    const startedAt = now();
    try {
      return await act();
    } finally {
      slots.free(share, now() - startedAt);
    }
  }

  const { maxSessions = DEFAULT_MAX_SESSIONS } = options;
  const sessions = createSessions({ driver, defaults, maxSessions, inPlace });

  return {
    probe,
    async openSession(sessionOptions) {
      if (closing.signal.aborted)
        throw new SandboxError('sandbox_closed', 'Cannot open session: the sandbox is closed');
      await refuseUnavailable(sessionOptions);
      return sessions.open(sessionOptions);
    },
    retryAfterMs: (share = NO_SHARE) => slots.retryAfterMs(share),
    warmUp: async () => (await probe()).level !== 'unavailable' && ((await driver.warmUp?.()) ?? false),
    async run(job, runOptions = {}) {
      if (closing.signal.aborted)
        throw new SandboxError('sandbox_closed', 'Cannot run code: the sandbox is closed');
      const prepared = prepareJob(job, defaults);
      await refuseUnavailable(prepared);
      const signal = runOptions.signal
        ? AbortSignal.any([runOptions.signal, closing.signal])
        : closing.signal;
      if (!(await waitForPlace(prepared, runOptions.share ?? NO_SHARE, signal))) return cancelledExecution();
      const execution = execute(prepared, { ...runOptions, signal });
      running.add(execution);
      return execution.finally(() => running.delete(execution));
    },
    async close() {
      slots.close();
      closing.abort();
      await sessions.close();
      await Promise.allSettled(running);
      await driver.close();
    },
  };
}
