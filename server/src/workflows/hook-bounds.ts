import { LRUCache } from 'lru-cache';
import { workflowErrors } from './errors.ts';

/** Signed requests to one trigger in a minute, in this process. */
export const MAX_HOOKS_PER_MINUTE = 120;
/** Wrong signatures for one trigger from one address in a minute, in this process. */
export const MAX_WRONG_SIGNATURES_PER_MINUTE = 30;
const MINUTE_MS = 60_000;
const MAX_TRACKED = 10_000;

export interface Bound {
  /** Throws `too_many_hooks` if the name has come too often in the last minute. */
  check(name: string): void;
  add(name: string): void;
}

export function createBound(perMinute: number, now: () => number): Bound {
  const counts = new LRUCache<string, { count: number; since: number }>({ max: MAX_TRACKED });
  const current = (name: string) => {
    const known = counts.get(name);
    return known && now() - known.since < MINUTE_MS ? known : { count: 0, since: now() };
  };
  return {
    check(name) {
      const { count, since } = current(name);
      if (count >= perMinute)
        throw workflowErrors.too_many_hooks().retryAfter((since + MINUTE_MS - now()) / 1_000);
    },
    add(name) {
      const { count, since } = current(name);
      counts.set(name, { count: count + 1, since });
    },
  };
}
