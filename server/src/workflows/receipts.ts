import { LRUCache } from 'lru-cache';
import type { Database, Schema } from '../db/index.ts';
import type { Problem } from '../problem/index.ts';
import type { Runtime } from '../runtime/index.ts';
import type { RECEIPT_OUTCOMES } from './triggers-contract.ts';

export type ReceiptRow = Schema['trigger_receipts'];
type Outcome = (typeof RECEIPT_OUTCOMES)[number];

/** The last ones of each trigger are kept. */
export const MAX_RECEIPTS_PER_TRIGGER = 200;
/** Refusals for one reason are noted no more often, so that a wrong sender fills nothing. */
const REFUSAL_EVERY_MS = 10_000;
const MAX_TRACKED = 10_000;
const MAX_REASON = 1_000;

export interface NewReceipt {
  triggerId: string;
  outcome: Outcome;
  runId?: string;
  code?: string;
  reason?: string;
}

/** Notes what became of something that came to a trigger. */
export async function addReceipt(
  db: Database,
  runtime: Pick<Runtime, 'now' | 'newId'>,
  { triggerId, outcome, runId, code, reason }: NewReceipt,
): Promise<void> {
  const row: ReceiptRow = {
    id: runtime.newId(),
    trigger_id: triggerId,
    outcome,
    run_id: runId ?? null,
    code: code ?? null,
    reason: reason?.slice(0, MAX_REASON) ?? null,
    created_at: runtime.now(),
  };
  await db.insertInto('trigger_receipts').values(row).execute();
  const old = await db
    .selectFrom('trigger_receipts')
    .select('id')
    .where('trigger_id', '=', triggerId)
    .orderBy('id', 'desc')
    .limit(1)
    .offset(MAX_RECEIPTS_PER_TRIGGER)
    .executeTakeFirst();
  if (!old) return;
  const gone = db.deleteFrom('trigger_receipts').where('trigger_id', '=', triggerId);
  await gone.where('id', '<=', old.id).execute();
}

/** Notes refusals, each kind of a trigger's at most once in a while; the limit is this process's. */
export function createRefusals(db: Database, runtime: Pick<Runtime, 'now' | 'newId'>) {
  const noted = new LRUCache<string, number>({ max: MAX_TRACKED });
  return {
    async note(triggerId: string, { code, message }: Problem): Promise<void> {
      const key = `${triggerId}/${code}`;
      if (runtime.now() - (noted.get(key) ?? Number.NEGATIVE_INFINITY) < REFUSAL_EVERY_MS) return;
      noted.set(key, runtime.now());
      await addReceipt(db, runtime, { triggerId, outcome: 'refused', code, reason: message });
    },
  };
}

export function pageOfReceipts(
  db: Database,
  triggerId: string,
  before: string | undefined,
  limit: number,
): Promise<ReceiptRow[]> {
  let query = db.selectFrom('trigger_receipts').selectAll().where('trigger_id', '=', triggerId);
  if (before !== undefined) query = query.where('id', '<', before);
  return query.orderBy('id', 'desc').limit(limit).execute();
}
