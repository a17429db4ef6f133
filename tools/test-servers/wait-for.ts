import { setTimeout as sleep } from 'node:timers/promises';
import { WaitTimeoutError } from './errors.ts';

const DEFAULT_BOUND_MS = 15_000;
const DEFAULT_EVERY_MS = 10;

export type WaitOptions = { boundMs?: number; everyMs?: number; what?: string };

/**
 * Answers the first truthy value of `condition`. A throwing condition counts as "not yet"; what it threw
 * last is the cause of the WaitTimeoutError.
 */
export async function waitFor<T>(
  condition: () => T | Promise<T>,
  { boundMs = DEFAULT_BOUND_MS, everyMs = DEFAULT_EVERY_MS, what = 'the condition' }: WaitOptions = {},
): Promise<NonNullable<T>> {
  const giveUpAt = performance.now() + boundMs;
  let cause: unknown;
  for (;;) {
    try {
      const value = await condition();
      if (value) return value;
    } catch (error) {
      cause = error;
    }
    if (performance.now() >= giveUpAt) {
      throw new WaitTimeoutError(`Cannot wait longer: ${what} did not hold within ${boundMs} ms`, { cause });
    }
    await sleep(everyMs);
  }
}
