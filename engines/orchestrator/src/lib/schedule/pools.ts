import { type Candidate, lookUp } from './task.ts';

export interface PoolBounds {
  min: number;
  max: number;
  /** A run that waits for this long makes its pool grow. Default GROW_AFTER_MS. */
  growAfterMs?: number;
  /** A pool with idle workers and no queue shrinks after this. Default SHRINK_AFTER_MS. */
  shrinkAfterMs?: number;
}

/** By the name of a pool, or by prefix: each pool of an `agent:*` has bounds of its own. */
export type PoolOptions = Readonly<Record<string, PoolBounds>>;

export interface PoolView {
  pool: string;
  size: number;
  min: number;
  max: number;
  busy: number;
  /** Due runs of the pool that the last claim saw. */
  queued: number;
  oldestWaitMs: number;
}

export interface PoolChange extends PoolView {
  /** The size before. */
  from: number;
  reason: 'queue' | 'idle';
}

export const GROW_AFTER_MS = 100;
export const SHRINK_AFTER_MS = 30_000;
/** Pools of one process; runs of pools beyond these use the default one. */
export const MAX_POOLS = 1_000;

/** The size that a pool should have. Pure. Doubles under a queue, halves when idle, stays in its bounds. */
export function resize(
  view: Omit<PoolView, 'pool' | 'min' | 'max'> & { idleMs: number },
  bounds: PoolBounds,
): number {
  const { size, busy, queued, oldestWaitMs, idleMs } = view;
  const isLate = size === 0 || oldestWaitMs >= (bounds.growAfterMs ?? GROW_AFTER_MS);
  if (queued > 0 && busy >= size && isLate)
    return Math.min(bounds.max, size + Math.max(1, Math.min(size, queued)));
  if (queued === 0 && busy < size && idleMs >= (bounds.shrinkAfterMs ?? SHRINK_AFTER_MS))
    return Math.max(bounds.min, busy, Math.floor(size / 2));
  return Math.min(bounds.max, Math.max(bounds.min, size));
}

export interface Pools {
  /** The pool that counts for a run; '' is the default one. */
  keyOf(pool: string): string;
  sizeOf(key: string): number;
  /** What is due now: pools grow by it, and shrink when they have been idle. */
  see(due: readonly Candidate[], now: number): void;
  view(): PoolView[];
}

interface Pool {
  bounds: PoolBounds;
  size: number;
  queued: number;
  oldestWaitMs: number;
  idleSince: number;
}

export function createPools(
  options: PoolOptions,
  concurrency: number,
  busyIn: (key: string) => number,
  onChange: (change: PoolChange) => void,
): Pools {
  const pools = new Map<string, Pool>();
  const fixed = { min: concurrency, max: concurrency };
  open('', fixed);
  for (const [name, bounds] of Object.entries(options)) if (!name.endsWith('*')) open(name, bounds);

  function open(name: string, bounds: PoolBounds): void {
    pools.set(name, { bounds, size: bounds.min, queued: 0, oldestWaitMs: 0, idleSince: 0 });
  }

  function keyOf(name: string): string {
    if (pools.has(name)) return name;
    const bounds = lookUp(options, name);
    if (!bounds || pools.size > MAX_POOLS) return '';
    open(name, bounds);
    return name;
  }

  function adjust(name: string, pool: Pool, now: number): void {
    const { size, queued, oldestWaitMs } = pool;
    const busy = busyIn(name);
    if (queued > 0 || busy >= size) pool.idleSince = now;
    const to = resize({ size, busy, queued, oldestWaitMs, idleMs: now - pool.idleSince }, pool.bounds);
    if (to === size) return;
    pool.size = to;
    if (to < size) pool.idleSince = now;
    const reason = to > size ? 'queue' : 'idle';
    const { min, max } = pool.bounds;
    onChange({ pool: name, from: size, size: to, min, max, busy, queued, oldestWaitMs, reason });
  }

  return {
    keyOf,
    sizeOf: (key) => pools.get(key)?.size ?? 0,
    see(due, now) {
      for (const pool of pools.values()) Object.assign(pool, { queued: 0, oldestWaitMs: 0 });
      for (const { pool: name, dueAt } of due) {
        const pool = pools.get(keyOf(name))!;
        pool.queued++;
        pool.oldestWaitMs = Math.max(pool.oldestWaitMs, now - dueAt);
      }
      for (const [name, pool] of pools) adjust(name, pool, now);
    },
    view: () =>
      [...pools].map(([pool, { bounds, size, queued, oldestWaitMs }]) => {
        const { min, max } = bounds;
        return { pool, size, min, max, busy: busyIn(pool), queued, oldestWaitMs };
      }),
  };
}
