import { OrchestratorError } from '../errors.ts';
import type { Needs } from '../urgency.ts';
import type { Resources } from './policy.ts';

export const DIMENSIONS = ['cpu', 'memoryMb', 'gpu'] as const;
export type Vector = Record<(typeof DIMENSIONS)[number], number>;

const MINUTE_MS = 60_000;
/** Sums of fractions of cores are not exact. */
const TOLERANCE = 1e-9;

export function vectorOf(needs: Needs | Resources | null, absent = 0): Vector {
  return {
    cpu: needs?.cpu ?? absent,
    memoryMb: needs?.memoryMb ?? absent,
    gpu: needs?.gpu ?? absent,
  };
}

export function add(to: Vector, what: Vector, sign: 1 | -1): void {
  to.cpu += sign * what.cpu;
  to.memoryMb += sign * what.memoryMb;
  to.gpu += sign * what.gpu;
}

export function fitsIn(what: Vector, free: Vector): boolean {
  return (
    what.cpu <= free.cpu + TOLERANCE &&
    what.memoryMb <= free.memoryMb + TOLERANCE &&
    what.gpu <= free.gpu + TOLERANCE
  );
}

/** It would wait for ever. Throws `resources_unmet`. Processes of one store are taken to have the same capacity. */
export function refuseUnmet(needs: Needs | null, capacity: Resources, act: string): void {
  for (const name of [...DIMENSIONS, 'tokensPerMinute'] as const) {
    const wanted = needs?.[name] ?? 0;
    const there = capacity[name] ?? Number.POSITIVE_INFINITY;
    if (wanted <= there + TOLERANCE) continue;
    throw new OrchestratorError(
      'resources_unmet',
      `Cannot ${act}: it needs ${wanted} ${name}, there is ${there}`,
    );
  }
}

export interface TokenBucket {
  /** When so many tokens are there; `now` if they are there already, Infinity if they never are. */
  readyAt(tokens: number, now: number): number;
  take(tokens: number, now: number): void;
  copy(): TokenBucket;
}

/** Tokens per minute as a token bucket: full at first, filled evenly, never above its size. */
export function createTokenBucket(perMinute: number, level = perMinute, filledAt = 0): TokenBucket {
  const at = (now: number) =>
    Math.min(perMinute, level + (Math.max(0, now - filledAt) * perMinute) / MINUTE_MS);
  return {
    readyAt(tokens, now) {
      if (perMinute === Number.POSITIVE_INFINITY || tokens === 0) return now;
      if (tokens > perMinute) return Number.POSITIVE_INFINITY;
      return now + Math.max(0, Math.ceil(((tokens - at(now)) * MINUTE_MS) / perMinute));
    },
    take(tokens, now) {
      if (perMinute === Number.POSITIVE_INFINITY) return;
      level = at(now) - tokens;
      filledAt = now;
    },
    copy: () => createTokenBucket(perMinute, level, filledAt),
  };
}
