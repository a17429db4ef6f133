import { SandboxError } from './errors.ts';

/** Weight of the newest run in the running mean. */
const NEWEST_WEIGHT = 0.2;
const FIRST_ESTIMATE_MS = 1_000;
const MIN_RETRY_MS = 100;

export type Slots = {
  /**
   * Waits for a place; false when `signal` fired first. Places go to the share that holds the fewest, in turn between
   * equals; within a share in order of arrival. Where the queue is full the share that waits most is refused: this
   * one, or the newest of a greedier one.
   */
  take(share: string, signal?: AbortSignal): Promise<boolean>;
  /** Gives the place to the next in the queue. */
  free(share: string, heldMs: number): void;
  queued(): number;
  /** When a place is likely to be free for one more of this share. */
  retryAfterMs(share: string): number;
  close(): void;
};

type Waiter = { grant: (granted: boolean) => void; refuse: (error: SandboxError) => void };

/** At most `places` at once and `maxQueue` waiting. */
export function createSlots(places: number, maxQueue: number): Slots {
  /** In the order of their turns; a share without waiters is not in it. */
  const queues = new Map<string, Waiter[]>();
  const held = new Map<string, number>();
  let taken = 0;
  let meanMs = FIRST_ESTIMATE_MS;

  const holds = (share: string) => held.get(share) ?? 0;
  const waits = (share: string) => queues.get(share)?.length ?? 0;
  const queued = () => [...queues.values()].reduce((sum, waiters) => sum + waiters.length, 0);

  /** The places that this share can hope for are those of all, divided by who wants some. */
  const retryAfterMs = (share: string) => {
    const wanting = new Set([...queues.keys(), ...held.keys(), share]).size;
    const fairPlaces = Math.max(places / wanting, 1 / wanting);
    return Math.max(MIN_RETRY_MS, Math.round(((waits(share) + 1) * meanMs) / fairPlaces));
  };
  const busy = (share: string) =>
    new SandboxError('sandbox_busy', `Cannot queue run: ${queued()} are waiting, at most ${maxQueue}`, {
      retryAfterMs: retryAfterMs(share),
    });
  const greediest = () =>
    [...queues].reduce((most, entry) => (entry[1].length > most[1].length ? entry : most));

  const remove = (share: string, waiter: Waiter) => {
    const left = (queues.get(share) ?? []).filter((other) => other !== waiter);
    if (left.length > 0) queues.set(share, left);
    else queues.delete(share);
  };
  const makeRoom = (share: string) => {
    if (queued() < maxQueue) return;
    const [other, waiters] = queues.size > 0 ? greediest() : [share, []];
    const newest = waiters.at(-1);
    // Room for one more of this share must leave the other no worse off than this one.
    if (!newest || other === share || waiters.length <= waits(share) + 1) throw busy(share);
    remove(other, newest);
    newest.refuse(busy(other));
  };
  const hold = (share: string) => held.set(share, holds(share) + 1);
  const letGo = (share: string) =>
    holds(share) > 1 ? held.set(share, holds(share) - 1) : held.delete(share);

  const wait = (share: string, signal?: AbortSignal) =>
    new Promise<boolean>((resolve, reject) => {
      const settle =
        <T>(act: (value: T) => void) =>
        (value: T) => {
          signal?.removeEventListener('abort', onAbort);
          act(value);
        };
      const waiter: Waiter = { grant: settle(resolve), refuse: settle(reject) };
      const onAbort = () => {
        remove(share, waiter);
        waiter.grant(false);
      };
      signal?.addEventListener('abort', onAbort, { once: true });
      queues.set(share, [...(queues.get(share) ?? []), waiter]);
    });

  /** The share whose turn it is, which then goes to the end of the turns. */
  const next = (): [string, Waiter] | undefined => {
    const [share] = [...queues.keys()].sort((a, b) => holds(a) - holds(b));
    const [waiter, ...rest] = queues.get(share ?? '') ?? [];
    if (share === undefined || !waiter) return undefined;
    queues.delete(share);
    if (rest.length > 0) queues.set(share, rest);
    return [share, waiter];
  };

  return {
    async take(share, signal) {
      if (signal?.aborted) return false;
      if (taken < places) {
        taken++;
        hold(share);
        return true;
      }
      makeRoom(share);
      return wait(share, signal);
    },
    free(share, heldMs) {
      meanMs += (heldMs - meanMs) * NEWEST_WEIGHT;
      letGo(share);
      const following = next();
      // A place that is handed over stays taken.
      if (!following) taken--;
      else {
        hold(following[0]);
        following[1].grant(true);
      }
    },
    queued,
    retryAfterMs,
    close() {
      const waiters = [...queues.values()].flat();
      queues.clear();
      for (const waiter of waiters)
        waiter.refuse(new SandboxError('sandbox_closed', 'Cannot run code: the sandbox is closed'));
    },
  };
}
