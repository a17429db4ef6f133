import { randomBytes } from 'node:crypto';
import { type Runtime, uuidv7 } from '../runtime/index.ts';

/** A clock that stands still until it is told to move. */
export function testRuntime(start = Date.UTC(2026, 0, 1)): Runtime & { advance(ms: number): void } {
  let now = start;
  return {
    now: () => now,
    newId: () => uuidv7(now),
    randomBytes,
    advance: (ms) => {
      now += ms;
    },
  };
}
