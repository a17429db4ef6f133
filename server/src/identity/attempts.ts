import { LRUCache } from 'lru-cache';
import { identityErrors } from './errors.ts';

export const MAX_FAILED_ATTEMPTS = 10;
export const ATTEMPT_WINDOW_MS = 15 * 60_000;
const MAX_TRACKED_NAMES = 10_000;

/** Bounds the guessing of secrets, in this process: for each e-mail, whether such an account exists or not. */
export interface Attempts {
  /**
   * Answers what `prove` answers, and counts it where that is false. Proofs for one name wait for each other:
   * otherwise a thousand guesses sent at once would all begin before the first was seen to fail.
   * Throws `too_many_attempts` with a retry-after.
   */
  guard(name: string, prove: () => Promise<boolean>): Promise<boolean>;
}

export function createAttempts(now: () => number): Attempts {
  const failures = new LRUCache<string, { count: number; since: number }>({ max: MAX_TRACKED_NAMES });
  const tails = new Map<string, Promise<void>>();

  const current = (name: string) => {
    const entry = failures.get(name);
    return entry && now() - entry.since < ATTEMPT_WINDOW_MS ? entry : { count: 0, since: now() };
  };

  async function attempt(name: string, prove: () => Promise<boolean>): Promise<boolean> {
    const { count, since } = current(name);
    if (count >= MAX_FAILED_ATTEMPTS)
      throw identityErrors.too_many_attempts().retryAfter((since + ATTEMPT_WINDOW_MS - now()) / 1000);
    const right = await prove();
    if (right) failures.delete(name);
    else failures.set(name, { count: count + 1, since });
    return right;
  }

  function guard(name: string, prove: () => Promise<boolean>): Promise<boolean> {
    const turn = (tails.get(name) ?? Promise.resolve()).then(() => attempt(name, prove));
    const tail = turn
      .then(
        () => undefined,
        () => undefined,
      )
      .finally(() => {
        if (tails.get(name) === tail) tails.delete(name);
      });
    tails.set(name, tail);
    return turn;
  }

  return { guard };
}
