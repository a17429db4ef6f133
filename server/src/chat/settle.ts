import type { Orchestrator } from '@agenticgen/orchestrator';
import type { Database } from '../db/index.ts';
import { type MessageRow, settleMessage } from './queries.ts';

/**
 * Settles answers whose run ended without its procedure: cancelled before it began, or given up as poisoned.
 * Read after the rows, so that a run that ends in between has settled its row itself.
 */
export async function settleEnded(
  db: Database,
  orchestrator: Orchestrator<Database>,
  rows: readonly MessageRow[],
): Promise<MessageRow[]> {
  return Promise.all(rows.map((row) => (row.state === 'streaming' ? settle(db, orchestrator, row) : row)));
}

async function settle(
  db: Database,
  orchestrator: Orchestrator<Database>,
  row: MessageRow,
): Promise<MessageRow> {
  const run = row.run_id === null ? null : await orchestrator.run(row.run_id);
  if (run && run.state !== 'failed' && run.state !== 'cancelled') return row;
  const state = run?.state === 'cancelled' ? 'stopped' : 'failed';
  const error_code = state === 'failed' ? (run?.error?.code ?? 'internal_error') : null;
  const settled = await settleMessage(db, row.id, { state, error_code });
  if (settled) return { ...row, state, error_code };
  const now = await db.selectFrom('messages').selectAll().where('id', '=', row.id).executeTakeFirst();
  return now ?? row;
}
