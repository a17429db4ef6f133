import type { Kysely } from 'kysely';
import { dialects, type SqlDialect, type Tables } from '../drivers/dialect.ts';
import type { OrchestratorTables } from '../drivers/tables.ts';
import type { Clock } from '../lib/engine.ts';
import { MAX_KEPT_RESULTS, SWEEP_MS } from '../lib/limits.ts';
import { compactSome } from './compact.ts';
import { removeOld, removeSurplus } from './remove.ts';
import { removeResults } from './results.ts';
import type { Sweep } from './sweep.ts';
import { createSweepLease } from './sweep-lease.ts';

export interface RetentionLimits {
  /** Ended runs are removed after so long; null keeps them. */
  keepMs: number | null;
  /** Of each scope so many runs are kept, the newest; null keeps all. Children count with their run. */
  keepPerScope: number | null;
  /** The text of ended runs is joined to few events after so long; null leaves it. */
  compactMs: number | null;
}

export interface RetentionOptions<T extends OrchestratorTables> {
  db: Kysely<T>;
  dialect: SqlDialect;
  clock: Clock;
  /** Tells one process from the others. */
  owner: string;
  limits: RetentionLimits;
  /** Which of these runs somebody still needs; they are left alone. */
  needed?(db: Kysely<T>, runIds: readonly string[]): Promise<readonly string[]>;
  /** In the transaction that removes runs: what stands beside them goes, too. */
  onRemove?(db: Kysely<T>, runIds: readonly string[]): Promise<void>;
  /** Default SWEEP_MS. */
  sweepMs?: number;
  onTrouble?(trouble: { act: string; error: unknown }): void;
}

export interface Swept {
  removed: number;
  compacted: number;
}

export interface Retention {
  work(): void;
  /** Resolves once the batch that is under way has ended. */
  stop(): Promise<void>;
  /** Null if another process is at it. */
  sweep(): Promise<Swept | null>;
}

/**
 * Removes and compacts ended runs in small batches, in one process at a time. A batch is one transaction, so
 * a process may die at any moment: another one goes on when its lease has run out.
 */
export function createRetention<T extends OrchestratorTables>(options: RetentionOptions<T>): Retention {
  const db = options.db.withoutPlugins() as unknown as Tables;
  const lease = createSweepLease(db, options.owner, options.clock);
  const caller = (tx: Tables) => tx as unknown as Kysely<T>;
  let working = false;
  let stopping = false;
  let timer: NodeJS.Timeout | null = null;
  let sweeping: Promise<unknown> = Promise.resolve();

  async function sweep(): Promise<Swept | null> {
    if (!(await lease.take())) return null;
    const { keepMs, keepPerScope, compactMs } = options.limits;
    const now = options.clock.now();
    const shared: Sweep = {
      db,
      parts: dialects[options.dialect],
      now,
      needed: async (tx, ids) => (await options.needed?.(caller(tx), ids)) ?? [],
      onRemove: async (tx, ids) => options.onRemove?.(caller(tx), ids),
      async goesOn() {
        await new Promise((resolve) => setImmediate(resolve));
        return !stopping && lease.take();
      },
    };
    const compacted = compactMs === null ? 0 : await compactSome(shared, now - compactMs);
    const old = keepMs === null ? 0 : await removeOld(shared, now - keepMs);
    const surplus = keepPerScope === null ? 0 : await removeSurplus(shared, keepPerScope);
    await removeResults(shared, MAX_KEPT_RESULTS);
    await lease.giveBack();
    return { removed: old + surplus, compacted };
  }

  function loop(): void {
    if (!working) return;
    sweeping = sweep()
      .catch((error) => options.onTrouble?.({ act: 'sweep old runs', error }))
      .finally(() => {
        timer = working ? setTimeout(loop, options.sweepMs ?? SWEEP_MS) : null;
        timer?.unref();
      });
  }

  return {
    sweep,
    work() {
      if (working) return;
      working = true;
      loop();
    },
    async stop() {
      working = false;
      stopping = true;
      if (timer) clearTimeout(timer);
      await sweeping;
    },
  };
}
