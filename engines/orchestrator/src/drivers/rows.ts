import { CompiledQuery } from 'kysely';
import type { Payload, RunEvent } from '../lib/event.ts';
import type { Run, RunState } from '../lib/run.ts';
import type { Lease, LogEntry } from '../lib/store.ts';
import type { Fence, Tables } from './dialect.ts';
import type { RunEventsTable, RunsTable } from './tables.ts';

/** Rows in one INSERT: SQLite allows 32,766 parameters, and few distinct statements stay cached. */
const INSERT_SIZES = [64, 8, 1] as const;
const ROW = '(?, ?, ?, ?, ?, ?, ?)';

export function toRun(row: RunsTable): Run {
  const failed = row.error_code !== null;
  return {
    id: row.id,
    procedure: row.procedure_name,
    scope: row.scope,
    label: row.label,
    state: row.state as RunState,
    input: JSON.parse(row.input),
    output: row.output === null ? undefined : JSON.parse(row.output),
    error: failed ? { code: row.error_code ?? '', message: row.error_message ?? '' } : null,
    parentId: row.parent_id,
    createdAt: row.created_at,
    startedAt: row.started_at,
    finishedAt: row.finished_at,
    attempt: row.attempt,
    cancelRequestedAt: row.cancel_requested_at,
    pausedAt: row.paused_at,
    pauseReason: row.pause_reason,
    priority: row.priority,
    deadlineAt: row.deadline_at,
    pool: row.pool,
    forkedFrom: row.forked_from,
  };
}

export function toEvent(row: RunEventsTable): RunEvent {
  const { run_id: runId, payload, ...rest } = row;
  return { runId, ...rest, payload: JSON.parse(payload) };
}

/** What the store itself says of a run that no worker holds. */
export function toldEntry(
  row: Pick<RunsTable, 'id' | 'attempt'>,
  sequence: number,
  at: number,
  type: string,
  payload: Payload,
): LogEntry {
  const event = { runId: row.id, sequence, at, type, step: null, attempt: row.attempt, payload };
  return { event, json: JSON.stringify(payload) };
}

export function toLease(row: RunsTable): Lease {
  const { id, lease_epoch, parent_id, procedure_name, scope } = row;
  return { runId: id, epoch: lease_epoch, parentId: parent_id, procedure: procedure_name, scope };
}

/** The fence: false once another claim, or the end of the run, came after this one. */
export function holds(lease: Lease, row: Fence | undefined): boolean {
  return row !== undefined && row.lease_epoch === lease.epoch && row.state === 'running';
}

/** Inserts many events with few statements, without building a query node per value. */
export async function insertEntries(tx: Tables, entries: readonly LogEntry[]): Promise<void> {
  for (let from = 0; from < entries.length; ) {
    const left = entries.length - from;
    const size = INSERT_SIZES.find((candidate) => candidate <= left) ?? 1;
    const rows = entries.slice(from, from + size);
    await tx.executeQuery(CompiledQuery.raw(insertStatement(size), rows.flatMap(toValues)));
    from += size;
  }
}

function insertStatement(size: number): string {
  const columns = 'run_id, sequence, at, type, step, attempt, payload';
  return `INSERT INTO run_events (${columns}) VALUES ${Array(size).fill(ROW).join(', ')}`;
}

function toValues({ event, json }: LogEntry): unknown[] {
  return [event.runId, event.sequence, event.at, event.type, event.step, event.attempt, json];
}

/** The last sequence of each log. */
export async function lastSequences(db: Tables, ids: readonly string[]): Promise<Map<string, number>> {
  if (ids.length === 0) return new Map();
  const rows = await db
    .selectFrom('run_events')
    .select(['run_id', (eb) => eb.fn.max('sequence').as('last')])
    .where('run_id', 'in', ids)
    .groupBy('run_id')
    .execute();
  return new Map(rows.map(({ run_id, last }) => [run_id, last]));
}
