import { sql } from 'kysely';
import { type OpenRun, stepOfKey } from '../lib/run.ts';
import type { DialectParts, Tables } from './dialect.ts';
import { toNeeds } from './sql-candidates.ts';
import type { RunsTable } from './tables.ts';

const COLUMNS = [
  'id',
  'procedure_name',
  'label',
  'state',
  'parent_id',
  'dedupe_key',
  'created_at',
  'started_at',
  'attempt',
  'cancel_requested_at',
  'paused_at',
  'pause_reason',
  'priority',
  'deadline_at',
  'pool',
  'needs',
] as const;
type Row = Pick<RunsTable, (typeof COLUMNS)[number]>;

/** By the index of ends, where the open ones stand together: a scope may have any number of ended runs. */
export async function openRuns(
  db: Tables,
  parts: DialectParts,
  scope: string,
  limit: number,
): Promise<OpenRun[]> {
  const columns = sql.join(COLUMNS.map((name) => sql.ref(name)));
  const query = sql<Row>`SELECT ${columns} FROM runs ${parts.byEnd} WHERE finished_at IS NULL AND scope = ${scope} ORDER BY id DESC LIMIT ${sql.lit(limit)}`;
  return (await query.execute(db)).rows.map(toOpenRun);
}

function toOpenRun(row: Row): OpenRun {
  return {
    id: row.id,
    procedure: row.procedure_name,
    label: row.label,
    state: row.state as OpenRun['state'],
    parentId: row.parent_id,
    step: stepOfKey(row.dedupe_key, row.parent_id),
    createdAt: row.created_at,
    startedAt: row.started_at,
    attempt: row.attempt,
    cancelRequestedAt: row.cancel_requested_at,
    pausedAt: row.paused_at,
    pauseReason: row.pause_reason,
    priority: row.priority,
    deadlineAt: row.deadline_at,
    pool: row.pool,
    needs: toNeeds(row.needs),
  };
}
