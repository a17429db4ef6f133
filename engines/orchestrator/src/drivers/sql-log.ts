import { LeaseLost } from '../lib/errors.ts';
import { ENDED_STATES, hasEnded } from '../lib/run.ts';
import { refusalOf, stateAfter } from '../lib/settlement.ts';
import type { Lease, LogEntry, Refusal, Settlement } from '../lib/store.ts';
import { type DialectParts, inTransaction, type Tables } from './dialect.ts';
import { holds, insertEntries } from './rows.ts';
import type { RunsTable } from './tables.ts';

type Write = { lease: Lease; entries: readonly LogEntry[] };

/** One transaction for all: the rows of the runs are locked first, then checked, then the logs grow. */
export async function appendLogs(
  db: Tables,
  parts: DialectParts,
  writes: readonly Write[],
): Promise<Set<string>> {
  if (writes.length === 0) return new Set();
  return inTransaction(db, parts, async (tx) => {
    const rows = await parts.lockFences(
      tx,
      writes.map(({ lease }) => lease.runId),
    );
    const byId = new Map(rows.map((row) => [row.id, row]));
    const held = writes.filter(({ lease }) => holds(lease, byId.get(lease.runId)));
    await insertEntries(
      tx,
      held.flatMap(({ entries }) => [...entries]),
    );
    const lost = writes.filter((write) => !held.includes(write));
    return new Set(lost.map(({ lease }) => lease.runId));
  });
}

export function commitLog<T>(
  db: Tables,
  parts: DialectParts,
  lease: Lease,
  act: (tx: Tables) => Promise<{ value: T; entries: LogEntry[] }>,
): Promise<T> {
  return inTransaction(db, parts, async (tx) => {
    await lockHeld(tx, parts, lease);
    const { value, entries } = await act(tx);
    await insertEntries(tx, entries);
    return value;
  });
}

async function lockHeld(tx: Tables, parts: DialectParts, lease: Lease): Promise<RunsTable> {
  const [row] = await parts.lockRuns(tx, [lease.runId]);
  if (!row || !holds(lease, row)) throw new LeaseLost(lease.runId);
  return row;
}

export interface Leaving {
  lease: Lease;
  settlement: Settlement;
  entries: readonly LogEntry[];
  at: number;
}

/** A parent's row is locked before its child's, here and in cancelTree, so the two can't block each other. */
export async function settleRun(
  tx: Tables,
  parts: DialectParts,
  { lease, settlement, entries, at }: Leaving,
): Promise<Refusal | null> {
  if (lease.parentId) await parts.lockRuns(tx, [lease.parentId]);
  const row = await lockHeld(tx, parts, lease);
  const refusal = refusalOf(settlement, {
    cancel: row.cancel_requested_at === null ? null : (row.cancel_reason ?? ''),
    pause: row.paused_at === null ? null : (row.pause_reason ?? ''),
  });
  if (refusal) return refusal;
  await insertEntries(tx, entries);
  const columns = await settledColumns(tx, lease.runId, settlement, at);
  await tx
    .updateTable('runs')
    .set({ state: stateAfter(settlement), lease_owner: null, ...columns })
    .where('id', '=', lease.runId)
    .execute();
  if (hasEnded(stateAfter(settlement)) && lease.parentId) await wakeParent(tx, lease.parentId, at);
  return null;
}

async function settledColumns(
  tx: Tables,
  runId: string,
  settlement: Settlement,
  at: number,
): Promise<Partial<RunsTable>> {
  const over = { due_at: null, finished_at: at, paused_at: null, pause_reason: null };
  switch (settlement.state) {
    case 'queued':
    case 'paused':
      return { due_at: at, tidies: settlement.tidies ? 1 : 0 };
    case 'waiting': {
      const dueAt = (await isDue(tx, runId, settlement)) ? at : settlement.dueAt;
      return { due_at: dueAt, tidies: settlement.tidies ? 1 : 0 };
    }
    case 'done':
      return { ...over, output: settlement.output };
    case 'failed':
      return { ...over, error_code: settlement.code, error_message: settlement.message };
    case 'cancelled':
      return { ...over, cancel_requested_at: at, cancel_reason: settlement.reason };
  }
}

/** Did what the run waits for come while it was still held? Its row is locked, so nothing comes in between. */
async function isDue(
  tx: Tables,
  runId: string,
  wait: Extract<Settlement, { state: 'waiting' }>,
): Promise<boolean> {
  const { signals, children } = wait;
  if (signals.length > 0) {
    const kept = tx
      .selectFrom('run_signals')
      .select('id')
      .where('run_id', '=', runId)
      .where('consumed', '=', 0);
    if (await kept.where('name', 'in', signals).limit(1).executeTakeFirst()) return true;
  }
  if (children.length === 0) return false;
  const ended = tx
    .selectFrom('runs')
    .select('id')
    .where('id', 'in', children)
    .where('state', 'in', ENDED_STATES);
  return (await ended.limit(1).executeTakeFirst()) !== undefined;
}

export async function wakeParent(tx: Tables, parentId: string, at: number): Promise<void> {
  const parent = tx.updateTable('runs').set({ due_at: at }).where('id', '=', parentId);
  await parent.where('state', '=', 'waiting').execute();
}
