import { SandboxError } from './errors.ts';

/** Weight of the newest run in the running mean. */
const NEWEST_WEIGHT = 0.2;
const FIRST_ESTIMATE_MS = 1_000;
const MIN_RETRY_MS = 100;

export type Slots = {
  /** Waits for a place, in order of arrival; false when `signal` fired first. Rejects when the queue is full. */
  take(signal?: AbortSignal): Promise<boolean>;
  /** Gives the place to the next in the queue. */
  free(heldMs: number): void;
  queued(): number;
  close(): void;
};

type Waiter = { grant: (granted: boolean) => void; refuse: (error: SandboxError) => void };

/** At most `places` at once and `maxQueue` waiting. */
export function createSlots(places: number, maxQueue: number): Slots {
  const waiters: Waiter[] = [];
  let taken = 0;
  let meanMs = FIRST_ESTIMATE_MS;

  const busy = () => {
    const retryAfterMs = Math.max(MIN_RETRY_MS, Math.round(((waiters.length + 1) * meanMs) / places));
    return new SandboxError(
      'sandbox_busy',
      `Cannot queue run: ${waiters.length} are waiting, at most ${maxQueue}`,
      { retryAfterMs },
    );
  };
  const remove = (waiter: Waiter) => {
    const index = waiters.indexOf(waiter);
    if (index >= 0) waiters.splice(index, 1);
  };
  const wait = (signal?: AbortSignal) =>
    new Promise<boolean>((resolve, reject) => {
      const settle =
        <T>(act: (value: T) => void) =>
        (value: T) => {
          signal?.removeEventListener('abort', onAbort);
          act(value);
        };
      const waiter: Waiter = { grant: settle(resolve), refuse: settle(reject) };
      const onAbort = () => {
        remove(waiter);
        waiter.grant(false);
      };
      signal?.addEventListener('abort', onAbort, { once: true });
      waiters.push(waiter);
    });

  return {
    async take(signal) {
      if (signal?.aborted) return false;
      if (taken < places) {
        taken++;
        return true;
      }
      if (waiters.length >= maxQueue) throw busy();
      return wait(signal);
    },
    free(heldMs) {
      meanMs += (heldMs - meanMs) * NEWEST_WEIGHT;
      const next = waiters.shift();
      // A place that is handed over stays taken.
      if (next) next.grant(true);
      else taken--;
    },
    queued: () => waiters.length,
    close() {
      for (const waiter of waiters.splice(0))
        waiter.refuse(new SandboxError('sandbox_closed', 'Cannot run code: the sandbox is closed'));
    },
  };
}
