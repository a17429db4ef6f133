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

/** Gives its signal when it is asked for it: most quick steps never do. */
export interface Limited {
  readonly signal: AbortSignal;
}

/**
 * Runs `body` with a signal that aborts on time-out and with the run. What doesn't end by itself within
 * ABANDON_MS after that is left behind. Only a parked run waits on: its worker's stop has a grace of its own.
 * Timer and listeners are set a turn of the event loop later, so that a step that ends at once pays for none.
 */
export async function withTimeout<T>(limit: TimeLimit, body: (limited: Limited) => Promise<T>): Promise<T> {
  const { name, timeoutMs, outer, gone } = limit;
  const left = Promise.withResolvers<never>();
  let controller: AbortController | undefined;
  let stopped: Error | undefined;
  let timer: NodeJS.Timeout | undefined;
  let abandon: NodeJS.Timeout | undefined;
  let isArmed = false;

  function stop(reason: Error): void {
    stopped ??= reason;
    controller?.abort(stopped);
    if (reason instanceof RunInterrupted && reason.kind === 'park') return;
    abandon ??= setTimeout(() => left.reject(reason), ABANDON_MS);
  }

  const onTime = () =>
    stop(new OrchestratorError('step_timeout', `Cannot finish step ${name}: ${timeoutMs} ms are over`));
  const onAbort = () => stop(outer.reason);
  const onGone = () => left.reject(gone.reason);

  function arm(): void {
    if (isArmed) return;
    isArmed = true;
    timer = setTimeout(onTime, timeoutMs);
    outer.addEventListener('abort', onAbort, { once: true });
    gone.addEventListener('abort', onGone, { once: true });
    if (outer.aborted) onAbort();
    if (gone.aborted) onGone();
  }

  const limited: Limited = {
    get signal() {
      arm();
      controller ??= new AbortController();
      if (stopped) controller.abort(stopped);
      return controller.signal;
    },
  };
  const soon = setImmediate(arm);
  try {
    return await Promise.race([attempt(body, limited), left.promise]);
  } catch (error) {
    throw stopped ?? error;
  } finally {
    clearImmediate(soon);
    clearTimeout(timer);
    clearTimeout(abandon);
    if (isArmed) {
      outer.removeEventListener('abort', onAbort);
      gone.removeEventListener('abort', onGone);
    }
  }
}

async function attempt<T>(body: (limited: Limited) => Promise<T>, limited: Limited): Promise<T> {
  return body(limited);
}
