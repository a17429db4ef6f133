/** What a run waits for with nothing left to do. */
export interface Wait {
  /** Due at this time in ms, or null if only something outside ends the wait. */
  until: number | null;
  signals?: readonly string[];
  childId?: string;
}

export interface Blocking {
  /** Counts work that must end before the run can be given back. */
  busy<T>(work: () => Promise<T>): Promise<T>;
  /** Resolves when it is worth looking again; rejects when one of the signals aborts. */
  block(wait: Wait, signal: AbortSignal, abort?: AbortSignal): Promise<void>;
  /** Something happened: every wait looks again. */
  nudge(): void;
  /** Leaves all waits open for good. */
  close(): void;
}

interface Turn {
  resolve(): void;
  timer: NodeJS.Timeout | null;
}

/** A timer for a longer time would overflow; the wait then simply looks again. */
const MAX_TIMER_MS = 2 ** 31 - 1;

/**
 * Finds out when a run only waits. It may linger for `lingerMs`, to be there when what it waits for comes soon. Then
 * `onBlocked` is called, the run leaves its worker, and the promises of the waits are left open: nothing of the
 * procedure goes on, no catch or finally runs. Not once `leaving` has aborted, since then it leaves anyway.
 */
export function createBlocking(
  now: () => number,
  leaving: AbortSignal,
  onBlocked: (waits: Wait[]) => void,
  lingerMs: (waits: readonly Wait[]) => number = () => 0,
): Blocking {
  const waits = new Map<Wait, Turn>();
  let working = 0;
  let checking = false;
  let lingering: NodeJS.Timeout | undefined;

  async function busy<T>(work: () => Promise<T>): Promise<T> {
    working++;
    stay();
    try {
      return await work();
    } finally {
      working--;
      check();
    }
  }

  async function block(wait: Wait, signal: AbortSignal, abort?: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    abort?.throwIfAborted();
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const timer = wait.until === null ? null : setTimeout(resolve, timerMs(wait.until - now()));
    const onAbort = () => {
      if (waits.has(wait)) reject(signal.aborted ? signal.reason : abort?.reason);
    };
    signal.addEventListener('abort', onAbort, { once: true });
    abort?.addEventListener('abort', onAbort, { once: true });
    waits.set(wait, { resolve, timer });
    stay();
    check();
    try {
      await promise;
    } finally {
      forget(wait);
      signal.removeEventListener('abort', onAbort);
      abort?.removeEventListener('abort', onAbort);
    }
  }

  /** What happens now ends the lingering; the next check begins it anew. */
  function stay(): void {
    clearTimeout(lingering);
    lingering = undefined;
  }

  function forget(wait: Wait): void {
    clearTimeout(waits.get(wait)?.timer ?? undefined);
    waits.delete(wait);
  }

  function nudge(): void {
    stay();
    for (const turn of waits.values()) turn.resolve();
  }

  function close(): void {
    stay();
    for (const wait of [...waits.keys()]) forget(wait);
  }

  /** Looks after a turn of the event loop: what just ended may go on to something new. */
  function check(): void {
    if (checking || working > 0 || waits.size === 0) return;
    checking = true;
    setImmediate(() => {
      checking = false;
      if (working > 0 || waits.size === 0 || leaving.aborted) return;
      const ms = lingerMs([...waits.keys()]);
      if (ms <= 0) leave();
      else lingering ??= setTimeout(leave, ms);
    });
  }

  function leave(): void {
    const all = [...waits.keys()];
    close();
    onBlocked(all);
  }

  return { busy, block, nudge, close };
}

function timerMs(ms: number): number {
  return Math.min(Math.max(ms, 0), MAX_TIMER_MS);
}
