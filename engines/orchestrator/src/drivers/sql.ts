import type { Kysely } from 'kysely';
import { OrchestratorError } from '../lib/errors.ts';
import { MAX_PENDING_SIGNALS } from '../lib/limits.ts';
import { hasEnded, type RunState } from '../lib/run.ts';
import type { NewRun, NewSignal, Store } from '../lib/store.ts';
import { type DialectParts, dialects, inTransaction, type SqlDialect, type Tables } from './dialect.ts';
import { insertEntries, lastSequences, toEvent, toldEntry, toRun } from './rows.ts';
import { cancelTree } from './sql-cancel.ts';
import { createFindCandidates } from './sql-candidates.ts';
import { claimRuns, releaseRuns, renewLeases } from './sql-claim.ts';
import { addDurations, depthOf, loadDurations } from './sql-depth.ts';
import { appendLogs, commitLog } from './sql-log.ts';
import { openRuns } from './sql-open.ts';
import { askedAbove, pauseTree, resumeTree, stopRequests } from './sql-pause.ts';
import { findResult, keepResult } from './sql-results.ts';
import { createSettle } from './sql-settle.ts';
import type { OrchestratorTables, RunsTable } from './tables.ts';

export interface SqlStoreOptions<T extends OrchestratorTables> {
  db: Kysely<T>;
  dialect: SqlDialect;
}

/**
 * Runs in SQLite or MySQL. `start` and `commit` take and give a handle of the same schema `T`.
 * Plugins of the handle aren't used for the engine's own tables.
 */
export function createSqlStore<T extends OrchestratorTables>(options: SqlStoreOptions<T>): Store<Kysely<T>> {
  const parts = dialects[options.dialect];
  const db = ownTables(options.db);
  const find = createFindCandidates();
  const settle = createSettle(db, parts);
  return {
    insert: (handle, run) => inTransaction(ownTables(handle), parts, (tx) => insertRun(tx, parts, run)),
    findByKey: async (handle, procedure, key) =>
      (await parts.findByKey(ownTables(handle), procedure, key)) ?? null,
    async find(runId, handle) {
      const from = handle ? ownTables(handle) : db;
      const row = await from.selectFrom('runs').selectAll().where('id', '=', runId).executeTakeFirst();
      return row ? toRun(row) : null;
    },
    async list({ scope, states, procedure, before, limit }) {
      let query = db
        .selectFrom('runs')
        .selectAll()
        .where('scope', scope === null ? 'is' : '=', scope);
      if (states) query = query.where('state', 'in', states.length > 0 ? states : ['']);
      if (procedure !== undefined) query = query.where('procedure_name', '=', procedure);
      if (before !== undefined) query = query.where('id', '<', before);
      return (await query.orderBy('id', 'desc').limit(limit).execute()).map(toRun);
    },
    open: (scope, limit) => openRuns(db, parts, scope, limit),
    read: async (runId, page, handle) =>
      (await events(handle ? ownTables(handle) : db, runId, page).execute()).map(toEvent),
    async readRecord(runId, page) {
      const all = events(db, runId, page);
      const query = all.where((eb) => eb.or([eb('step', 'is', null), eb('type', 'like', 'step.%')]));
      return (await query.execute()).map(toEvent);
    },
    heads: (ids) => lastSequences(db, ids),

    depth: (now, handle) => depthOf(handle ? ownTables(handle) : db, now),
    loadDurations: () => loadDurations(db),
    addDurations: (measured, at) => addDurations(db, parts, measured, at),
    claim: (request) => claimRuns(db, parts, find, request),
    renew: (leases, until) => renewLeases(db, parts, leases, until),
    releaseAll: (now) => releaseRuns(db, now),
    stopRequests: (workerId) => stopRequests(db, workerId),

    append: (writes) => appendLogs(db, parts, writes),
    commit: (lease, act) => commitLog(db, parts, lease, (tx) => act(callerTables<T>(tx))),
    settle: (lease, settlement, entries, at) => settle({ lease, settlement, entries, at }),

    cancel: (runId, reason, at) =>
      inTransaction(db, parts, (tx) => cancelTree(tx, parts, { runId, reason, at })),
    pause: (runId, reason, at) =>
      inTransaction(db, parts, (tx) => pauseTree(tx, parts, { runId, reason, at })),
    resume: (runId, at) => inTransaction(db, parts, (tx) => resumeTree(tx, parts, runId, at)),
    signal: (signal, handle) =>
      inTransaction(handle ? ownTables(handle) : db, parts, (tx) => insertSignal(tx, parts, signal)),
    takeSignal: (handle, runId, names) => takeSignal(ownTables(handle), runId, names),
    findResult: (name, now) => findResult(db, name, now),
    keepResult: (handle, result) => keepResult(ownTables(handle), parts, result),
  };
}

/** The caller's schema has our tables beside others: within the engine only ours are of interest. */
function ownTables<T extends OrchestratorTables>(db: Kysely<T>): Tables {
  return db.withoutPlugins() as unknown as Tables;
}

function callerTables<T extends OrchestratorTables>(tx: Tables): Kysely<T> {
  return tx as unknown as Kysely<T>;
}

function events(db: Tables, runId: string, { after, limit }: { after: number; limit: number }) {
  const log = db.selectFrom('run_events').selectAll().where('run_id', '=', runId);
  return log.where('sequence', '>', after).orderBy('sequence').limit(limit);
}

async function insertRun(tx: Tables, parts: DialectParts, run: NewRun): Promise<string> {
  const above = run.parentId === null || run.shielded ? null : await askedAbove(tx, run.parentId);
  const row = { ...newRow(run), ...above };
  if (run.key === null) {
    await tx.insertInto('runs').values(row).execute();
  } else {
    await parts.insertRunOfKey(tx, row);
    const known = await parts.findByKey(tx, run.procedure, run.key);
    if (known !== undefined && known !== run.id) return known;
  }
  const queued = toldEntry(row, 1, run.createdAt, 'run.queued', {});
  const paused =
    row.paused_at === null
      ? null
      : toldEntry(row, 2, run.createdAt, 'run.paused', { reason: row.pause_reason ?? '' });
  await insertEntries(tx, [queued, ...(paused ? [paused] : []), ...(run.history ?? [])]);
  return run.id;
}

function newRow(run: NewRun): RunsTable {
  return {
    id: run.id,
    procedure_name: run.procedure,
    scope: run.scope,
    label: run.label,
    dedupe_key: run.key,
    parent_id: run.parentId,
    depth: run.depth,
    priority: run.priority,
    state: 'queued',
    input: run.input,
    output: null,
    error_code: null,
    error_message: null,
    attempt: 0,
    lease_owner: null,
    lease_epoch: 0,
    due_at: run.createdAt,
    created_at: run.createdAt,
    started_at: null,
    finished_at: null,
    cancel_requested_at: null,
    cancel_reason: null,
    deadline_at: run.deadlineAt,
    pool: run.pool,
    needs: run.needs === null ? null : JSON.stringify(run.needs),
    paused_at: null,
    pause_reason: null,
    forked_from: run.forkedFrom,
    tidies: 0,
    shielded: run.shielded ? 1 : 0,
  };
}

async function insertSignal(tx: Tables, parts: DialectParts, signal: NewSignal): Promise<void> {
  const { id, runId, name, payload, at } = signal;
  const [run] = await parts.lockRuns(tx, [runId]);
  if (!run)
    throw new OrchestratorError('run_not_found', `Cannot send signal ${name}: there is no run ${runId}`);
  if (hasEnded(run.state as RunState)) {
    throw new OrchestratorError('run_ended', `Cannot send signal ${name}: run ${runId} is ${run.state}`);
  }
  const kept = tx.selectFrom('run_signals').select((eb) => eb.fn.countAll<number>().as('count'));
  const { count } = await kept
    .where('run_id', '=', runId)
    .where('consumed', '=', 0)
    .executeTakeFirstOrThrow();
  if (count >= MAX_PENDING_SIGNALS) {
    const message = `Cannot send signal ${name}: ${count} signals wait for run ${runId} already`;
    throw new OrchestratorError('too_many_signals', message);
  }
  await tx
    .insertInto('run_signals')
    .values({ id, run_id: runId, name, payload, created_at: at, consumed: 0 })
    .execute();
  if (run.state === 'waiting')
    await tx.updateTable('runs').set({ due_at: at }).where('id', '=', runId).execute();
}

async function takeSignal(
  tx: Tables,
  runId: string,
  names: readonly string[],
): Promise<{ name: string; payload: string } | null> {
  const kept = tx.selectFrom('run_signals').select(['id', 'name', 'payload']).where('run_id', '=', runId);
  const oldest = kept.where('consumed', '=', 0).where('name', 'in', names).orderBy('id').limit(1);
  const row = await oldest.executeTakeFirst();
  if (!row) return null;
  await tx.updateTable('run_signals').set({ consumed: 1 }).where('id', '=', row.id).execute();
  return { name: row.name, payload: row.payload };
}
