import type { RunEvent } from '../lib/event.ts';
import { MAX_CANCELLED_CHILDREN } from '../lib/limits.ts';
import { hasEnded, type RunState } from '../lib/run.ts';
import type { CancelOutcome } from '../lib/store.ts';
import type { DialectParts, Tables } from './dialect.ts';
import { insertEntries, lastSequences } from './rows.ts';
import { wakeParent } from './sql-log.ts';
import type { RunsTable } from './tables.ts';

interface CancelRequest {
  runId: string;
  reason: string;
  at: number;
}

/**
 * Level by level from the run down. What no worker holds ends here, unless it tidies up: then it is due at once. A
 * holder ends its run itself.
 */
export async function cancelTree(
  tx: Tables,
  parts: DialectParts,
  request: CancelRequest,
): Promise<CancelOutcome> {
  const outcome: CancelOutcome = { accepted: false, ended: [], running: [] };
  const parentId = await parentOf(tx, request.runId);
  if (parentId) await parts.lockRuns(tx, [parentId]);
  let level = [request.runId];
  for (let reached = 0; level.length > 0 && reached < MAX_CANCELLED_CHILDREN; reached += level.length) {
    const rows = await parts.lockRuns(tx, level);
    for (const row of rows) {
      const accepted = await cancelOne(tx, row, request, outcome);
      if (row.id === request.runId) outcome.accepted = accepted;
    }
    if (!outcome.accepted) break;
    level = await childrenOf(tx, level, { shielded: 0 });
  }
  if (parentId && outcome.ended.some(({ runId }) => runId === request.runId))
    await wakeParent(tx, parentId, request.at);
  return outcome;
}

async function parentOf(tx: Tables, runId: string): Promise<string | null> {
  const row = await tx.selectFrom('runs').select('parent_id').where('id', '=', runId).executeTakeFirst();
  return row?.parent_id ?? null;
}

export async function childrenOf(
  tx: Tables,
  ids: readonly string[],
  only?: { shielded: number },
): Promise<string[]> {
  let query = tx.selectFrom('runs').select('id').where('parent_id', 'in', ids);
  if (only) query = query.where('shielded', '=', only.shielded);
  const rows = await query.orderBy('id').execute();
  return rows.map(({ id }) => id);
}

async function cancelOne(
  tx: Tables,
  row: RunsTable,
  request: CancelRequest,
  outcome: CancelOutcome,
): Promise<boolean> {
  if (hasEnded(row.state as RunState)) return false;
  const { reason, at } = request;
  const going = { paused_at: null, pause_reason: null };
  const asked =
    row.cancel_requested_at === null ? { ...going, cancel_requested_at: at, cancel_reason: reason } : going;
  if (row.state === 'running') {
    if (row.cancel_requested_at === null || row.paused_at !== null)
      await tx.updateTable('runs').set(asked).where('id', '=', row.id).execute();
    outcome.running.push(row.id);
    return true;
  }
  if (row.tidies === 1) {
    const again = row.cancel_requested_at === null || row.paused_at !== null ? { due_at: at } : {};
    await tx
      .updateTable('runs')
      .set({ ...asked, ...again })
      .where('id', '=', row.id)
      .execute();
    return true;
  }
  const last = (await lastSequences(tx, [row.id])).get(row.id) ?? 0;
  const event = cancelled(row, last + 1, request);
  await insertEntries(tx, [{ event, json: JSON.stringify(event.payload) }]);
  const ended = { ...asked, state: 'cancelled', due_at: null, finished_at: at };
  await tx.updateTable('runs').set(ended).where('id', '=', row.id).execute();
  outcome.ended.push(event);
  return true;
}

function cancelled(row: RunsTable, sequence: number, { reason, at }: CancelRequest): RunEvent {
  const { id, attempt } = row;
  return { runId: id, sequence, at, type: 'run.cancelled', step: null, attempt, payload: { reason } };
}
