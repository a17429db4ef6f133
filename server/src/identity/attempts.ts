import { LRUCache } from 'lru-cache';
import { identityErrors } from './errors.ts';

export const MAX_FAILED_ATTEMPTS = 10;
export const ATTEMPT_WINDOW_MS = 15 * 60_000;
const MAX_TRACKED_EMAILS = 10_000;

/** Counts failed sign-ins for each e-mail in this process, whether such an account exists or not. */
export interface Attempts {
  /** Throws `too_many_attempts` with a retry-after. */
  check(email: string): void;
  fail(email: string): void;
  succeed(email: string): void;
}

export function createAttempts(now: () => number): Attempts {
  const failures = new LRUCache<string, { count: number; since: number }>({ max: MAX_TRACKED_EMAILS });
  const current = (email: string) => {
    const entry = failures.get(email);
    return entry && now() - entry.since < ATTEMPT_WINDOW_MS ? entry : { count: 0, since: now() };
  };
  return {
    check(email) {
      const { count, since } = current(email);
      if (count < MAX_FAILED_ATTEMPTS) return;
      throw identityErrors.too_many_attempts().retryAfter((since + ATTEMPT_WINDOW_MS - now()) / 1000);
    },
    fail(email) {
      const entry = current(email);
      failures.set(email, { ...entry, count: entry.count + 1 });
    },
    succeed: (email) => void failures.delete(email),
  };
}
