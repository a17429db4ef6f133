import type { Account } from './account.ts';
import { add, fitsIn, type Vector, vectorOf } from './resources.ts';
import type { Candidate } from './task.ts';

/** Room that is kept for a run which has found none for long. */
export interface Reservation {
  /** True if the run may start without making the one with the reservation wait for longer. */
  allows(task: Candidate, vector: Vector): boolean;
}

/**
 * EASY backfilling (Lifka, 1995; Mu'alem and Feitelson, 2001): the run is expected to fit once enough of what
 * is under way has ended. Until then others may start if they have ended by then, or take what it leaves.
 */
export function reserve(account: Account, task: Candidate, now: number): Reservation {
  const needed = vectorOf(task.needs);
  const needsTokens = task.needs?.tokensPerMinute ?? 0;
  const free = { ...account.free };
  let at = account.tokens.readyAt(needsTokens, now);
  if (!fitsIn(needed, free)) {
    const ends = [...account.running.values()]
      .map(({ vector, startedAt, expectedMs }) => ({ vector, endsAt: Math.max(now, startedAt + expectedMs) }))
      .sort((a, b) => a.endsAt - b.endsAt);
    for (const { vector, endsAt } of ends) {
      add(free, vector, 1);
      at = Math.max(at, endsAt);
      if (fitsIn(needed, free)) break;
    }
  }
  add(free, needed, -1);
  return {
    allows(other, vector) {
      const tokens = other.needs?.tokensPerMinute ?? 0;
      const takesTokens = needsTokens > 0 && tokens > 0;
      const endsInTime = other.expectedMs !== null && now + other.expectedMs <= at;
      if (!takesTokens && endsInTime) return true;
      if (takesTokens) return false;
      return ['cpu', 'memoryMb', 'gpu'].every((key) => {
        const dimension = key as keyof Vector;
        return needed[dimension] === 0 || vector[dimension] <= free[dimension] || vector[dimension] === 0;
      });
    },
  };
}
