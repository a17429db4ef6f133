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
export function withTimeout<T>(limit: TimeLimit, body: (limited: Limited) => Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const watch = new Watch(limit, reject);
    attempt(body, watch).then(
      (value) => {
        watch.end();
        resolve(value);
      },
      (error) => watch.leave(error),
    );
  });
}

async function attempt<T>(body: (limited: Limited) => Promise<T>, limited: Limited): Promise<T> {
  return body(limited);
}

const arm = (watch: Watch) => watch.arm();

/** What ends one body from outside. Most bodies end before it is armed, so that it holds little until then. */
class Watch implements Limited {
  readonly #limit: TimeLimit;
  readonly #reject: (reason: unknown) => void;
  readonly #soon = setImmediate(arm, this);
  #controller: AbortController | undefined;
  #stopped: Error | undefined;
  #disarm: (() => void) | undefined;
  #abandon: NodeJS.Timeout | undefined;

  constructor(limit: TimeLimit, reject: (reason: unknown) => void) {
    this.#limit = limit;
    this.#reject = reject;
  }

  get signal(): AbortSignal {
    this.arm();
    this.#controller ??= new AbortController();
    if (this.#stopped) this.#controller.abort(this.#stopped);
    return this.#controller.signal;
  }

  arm(): void {
    if (this.#disarm) return;
    const { name, timeoutMs, outer, gone } = this.#limit;
    const onTime = () =>
      this.#stop(
        new OrchestratorError('step_timeout', `Cannot finish step ${name}: ${timeoutMs} ms are over`),
      );
    const onAbort = () => this.#stop(outer.reason);
    const onGone = () => this.leave(gone.reason);
    const timer = setTimeout(onTime, timeoutMs);
    outer.addEventListener('abort', onAbort, { once: true });
    gone.addEventListener('abort', onGone, { once: true });
    this.#disarm = () => {
      clearTimeout(timer);
      outer.removeEventListener('abort', onAbort);
      gone.removeEventListener('abort', onGone);
    };
    if (outer.aborted) onAbort();
    if (gone.aborted) onGone();
  }

  /** Gives up on the body, with the first reason that there was. */
  leave(reason: unknown): void {
    this.end();
    this.#reject(this.#stopped ?? reason);
  }

  end(): void {
    clearImmediate(this.#soon);
    clearTimeout(this.#abandon);
    this.#disarm?.();
  }

  #stop(reason: Error): void {
    this.#stopped ??= reason;
    this.#controller?.abort(this.#stopped);
    if (reason instanceof RunInterrupted && reason.kind === 'park') return;
    this.#abandon ??= setTimeout(() => this.leave(reason), ABANDON_MS);
  }
}
