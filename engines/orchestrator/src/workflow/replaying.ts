import { OrchestratorError, RunInterrupted, StepFailed } from '../lib/errors.ts';
import type { Host } from './host.ts';

/**
 * A replay goes through what the log has in an order of its own. So that it decides as the first time: what has
 * ended according to the log has ended, whatever stops it; and stops come, and new work begins, only after all of
 * that was gone through.
 */
export interface Replaying {
  /** Does `act` once nothing recorded is left to go through: at once, if this is no replay. */
  settle(act: () => void): void;
  /** Resolves when a step that the log does not have may begin. Throws the reason if `signal` has aborted by then. */
  reach(step: string, signal?: AbortSignal): Promise<void>;
  /** Resolves when nothing recorded is left to go through. */
  readonly over: Promise<void>;
}

export function createReplaying(host: Pick<Host, 'isReplay' | 'isRecorded'>): Replaying {
  const over = Promise.withResolvers<void>();
  let acts: (() => void)[] = [];
  let isOver = !host.isReplay;
  if (isOver) over.resolve();
  else void goThrough();

  async function goThrough(): Promise<void> {
    for (;;) {
      // What is recorded goes on without waiting for anything, so one turn is enough for all of it.
      await new Promise((resolve) => setTimeout(resolve, 0));
      const due = acts;
      acts = [];
      for (const act of due) act();
      if (due.length === 0) break;
    }
    isOver = true;
    over.resolve();
  }

  return {
    over: over.promise,
    settle(act) {
      if (isOver) act();
      else acts.push(act);
    },
    async reach(step, signal) {
      if (isOver || host.isRecorded(step)) return;
      await (signal ? Promise.race([over.promise, abortOf(signal)]) : over.promise);
      signal?.throwIfAborted();
    },
  };
}

function abortOf(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
}

/** The run itself has to end or to go on elsewhere: no failure of a node. */
export function isInterruption(error: unknown): error is OrchestratorError {
  return (
    error instanceof RunInterrupted || (error instanceof OrchestratorError && error.code === 'lease_lost')
  );
}

/** Only a cancelled run tidies up; any other goes on elsewhere. */
export function isCancel(error: unknown): boolean {
  return error instanceof RunInterrupted && error.kind === 'cancel';
}

/** The node failed by itself, and the log says so: that counts even if it was stopped in the same instant. */
export function isOwnFailure(error: unknown): boolean {
  return error instanceof StepFailed && !error.stopped;
}

/** It ended since it was not wanted any more. */
export function isStopped(error: unknown): boolean {
  return error instanceof StepFailed && error.stopped;
}
