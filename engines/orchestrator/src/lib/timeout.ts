import { OrchestratorError, RunInterrupted } from './errors.ts';
import { ABANDON_MS } from './limits.ts';

export interface TimeLimit {
  name: string;
  timeoutMs: number;
  /** The signal of the run. */
  outer: AbortSignal;
  /** Aborts when the run has left its worker. */
  gone: AbortSignal;
}

/**
 * Runs `body` with a signal that aborts on time-out and with the run. What doesn't end by itself within
 * ABANDON_MS after that is left behind. Only a parked run waits on: its worker's stop has a grace of its own.
 */
export async function withTimeout<T>(
  limit: TimeLimit,
  body: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const { name, timeoutMs, outer, gone } = limit;
  const controller = new AbortController();
  const left = Promise.withResolvers<never>();
  let abandon: NodeJS.Timeout | undefined;
  const stop = (reason: Error) => {
    controller.abort(reason);
    if (reason instanceof RunInterrupted && reason.kind === 'park') return;
    abandon ??= setTimeout(() => left.reject(reason), ABANDON_MS);
  };
  const onTime = () =>
    stop(new OrchestratorError('step_timeout', `Cannot finish step ${name}: ${timeoutMs} ms are over`));
  const timer = setTimeout(onTime, timeoutMs);
  const onAbort = () => stop(outer.reason);
  outer.addEventListener('abort', onAbort, { once: true });
  const onGone = () => left.reject(gone.reason);
  gone.addEventListener('abort', onGone, { once: true });
  try {
    return await Promise.race([attempt(body, controller.signal), left.promise]);
  } catch (error) {
    throw controller.signal.aborted ? controller.signal.reason : error;
  } finally {
    clearTimeout(timer);
    clearTimeout(abandon);
    outer.removeEventListener('abort', onAbort);
    gone.removeEventListener('abort', onGone);
  }
}

async function attempt<T>(body: (signal: AbortSignal) => Promise<T>, signal: AbortSignal): Promise<T> {
  return body(signal);
}
