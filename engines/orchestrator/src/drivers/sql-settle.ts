import { LeaseLost } from '../lib/errors.ts';
import { SETTLE_BATCH } from '../lib/limits.ts';
import type { Refusal } from '../lib/store.ts';
import { type DialectParts, inTransaction, type Tables } from './dialect.ts';
import { type Leaving, settleRun } from './sql-log.ts';

type Outcome = { refusal: Refusal | null } | { error: unknown };

interface Queued {
  leaving: Leaving;
  settled: PromiseWithResolvers<Refusal | null>;
}

/**
 * Ends claims. Where there is one writer, all that end within a turn of the event loop share a transaction, since
 * a commit costs more than what is in it. Elsewhere each has its own, so that no locks are held for others.
 */
export function createSettle(db: Tables, parts: DialectParts): (leaving: Leaving) => Promise<Refusal | null> {
  const alone = (leaving: Leaving) => inTransaction(db, parts, (tx) => settleRun(tx, parts, leaving));
  if (!parts.hasOneWriter) return alone;
  let queue: Queued[] = [];
  let draining = false;

  async function drain(): Promise<void> {
    while (queue.length > 0) {
      const batch = queue.slice(0, SETTLE_BATCH);
      queue = queue.slice(SETTLE_BATCH);
      await settleAll(batch);
    }
    draining = false;
  }

  /** If the database refuses the batch, each is tried alone: one run's trouble isn't the others'. */
  async function settleAll(batch: readonly Queued[]): Promise<void> {
    try {
      const outcomes = await inTransaction(db, parts, (tx) => tryEach(tx, batch));
      for (const [index, { settled }] of batch.entries()) conclude(settled, outcomes[index]!);
    } catch {
      for (const { leaving, settled } of batch) await alone(leaving).then(settled.resolve, settled.reject);
    }
  }

  /** A lost lease is found before anything is written, so it leaves the others' transaction whole. */
  async function tryEach(tx: Tables, batch: readonly Queued[]): Promise<Outcome[]> {
    const outcomes: Outcome[] = [];
    for (const { leaving } of batch) {
      try {
        outcomes.push({ refusal: await settleRun(tx, parts, leaving) });
      } catch (error) {
        if (!(error instanceof LeaseLost)) throw error;
        outcomes.push({ error });
      }
    }
    return outcomes;
  }

  return (leaving) => {
    const settled = Promise.withResolvers<Refusal | null>();
    queue.push({ leaving, settled });
    if (!draining) setImmediate(() => void drain());
    draining = true;
    return settled.promise;
  };
}

function conclude(settled: Queued['settled'], outcome: Outcome): void {
  if ('error' in outcome) settled.reject(outcome.error);
  else settled.resolve(outcome.refusal);
}
