import { QueueFull } from './errors.ts';
import {
  ADMISSION_SLACK,
  DEPTH_MS,
  MAX_QUEUED,
  MAX_QUEUED_PER_SCOPE,
  MAX_RETRY_AFTER_MS,
  MIN_RETRY_AFTER_MS,
  REFUSAL_DEPTH_MS,
} from './limits.ts';
import type { Store } from './store.ts';

export interface AdmissionOptions {
  /** Due runs past which nothing more is started. Default MAX_QUEUED. */
  maxQueued?: number;
  /** The same for each scope. Default MAX_QUEUED_PER_SCOPE. */
  maxQueuedPerScope?: number;
}

interface Needs<Db> {
  store: Pick<Store<Db>, 'depth'>;
  clock: { now(): number };
  admission: AdmissionOptions;
}

/** Throws `queue_full` where a start would make the queue too deep. */
export type Admit<Db> = (db: Db, scope: string | null) => Promise<void>;

/**
 * Counts what is due once in a while, and adds what this process has started since. With several processes
 * the depth may be passed by what they start in that time. `perSecond`: runs that end here, 0 if nobody knows.
 */
export function createAdmission<Db>(needs: Needs<Db>, perSecond: () => number): Admit<Db> {
  const { maxQueued = MAX_QUEUED, maxQueuedPerScope = MAX_QUEUED_PER_SCOPE } = needs.admission;
  let total = 0;
  let byScope = new Map<string | null, number>();
  let countedAt = Number.NEGATIVE_INFINITY;

  async function count(db: Db, now: number): Promise<void> {
    const lanes = await needs.store.depth(now, db);
    const counts = new Map<string | null, number>();
    for (const { scope, queued } of lanes) counts.set(scope, (counts.get(scope) ?? 0) + queued);
    total = lanes.reduce((sum, { queued }) => sum + queued, 0);
    byScope = counts;
    countedAt = now;
  }

  function refuse(queued: number, limit: number, of: 'scope' | 'all'): void {
    if (queued < limit) return;
    const perMs = perSecond() / 1_000;
    const over = queued - limit * (1 - ADMISSION_SLACK);
    const drainMs = perMs > 0 ? over / perMs : MIN_RETRY_AFTER_MS;
    const retryAfterMs = Math.round(Math.min(MAX_RETRY_AFTER_MS, Math.max(MIN_RETRY_AFTER_MS, drainMs)));
    const doneAt = perMs > 0 ? Math.round(needs.clock.now() + queued / perMs) : null;
    throw new QueueFull({ queued, limit, of, retryAfterMs, doneAt });
  }

  return async (db, scope) => {
    const now = needs.clock.now();
    const isFull = total >= maxQueued || (scope !== null && (byScope.get(scope) ?? 0) >= maxQueuedPerScope);
    // What has ended since is only known from a count, so nobody is refused by an old one.
    const staleAfter = isFull ? REFUSAL_DEPTH_MS : DEPTH_MS;
    if (now - countedAt >= staleAfter || now < countedAt) await count(db, now);
    const queued = byScope.get(scope) ?? 0;
    if (scope !== null) refuse(queued, maxQueuedPerScope, 'scope');
    refuse(total, maxQueued, 'all');
    byScope.set(scope, queued + 1);
    total++;
  };
}

/**
 * Admits a start, or gives the run that an earlier one with the same key has begun: that is asked of the store only
 * where there is no room for another.
 */
export async function admitOrFind<Db>(
  store: Pick<Store<Db>, 'findByKey'>,
  admit: Admit<Db>,
  db: Db,
  { scope, procedure, key }: { scope: string | null; procedure: string; key: string | undefined },
): Promise<string | null> {
  try {
    await admit(db, scope);
    return null;
  } catch (error) {
    const known =
      error instanceof QueueFull && key !== undefined ? await store.findByKey(db, procedure, key) : null;
    if (known === null) throw error;
    return known;
  }
}
