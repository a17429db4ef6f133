import { CompiledQuery, type Kysely, type RawBuilder, sql } from 'kysely';
import { TRANSACTION_TRIES } from '../lib/limits.ts';
import type {
  OrchestratorTables,
  RunDurationsTable,
  RunResultsTable,
  RunsTable,
  SchedulesTable,
} from './tables.ts';

export const SQL_DIALECTS = ['sqlite', 'mysql'] as const;
export type SqlDialect = (typeof SQL_DIALECTS)[number];

export type Tables = Kysely<OrchestratorTables>;

/** All that SQLite and MySQL (MariaDB 10.11, MySQL 8) do differently. */
export interface DialectParts {
  /** A transaction keeps all other writers of this database out. */
  hasOneWriter: boolean;
  /**
   * A transaction that sees the latest of what it reads after its locks: on SQLite a writer from its
   * start, on MySQL at READ COMMITTED.
   */
  transact<T>(db: Tables, act: (tx: Tables) => Promise<T>): Promise<T>;
  /** Rows of runs by id, in the order of ids, kept from other writers until the transaction ends. */
  lockRuns(tx: Tables, ids: readonly string[]): Promise<RunsTable[]>;
  /** Like lockRuns, but only what a fence looks at: appends are what happens most. */
  lockFences(tx: Tables, ids: readonly string[]): Promise<Fence[]>;
  /** Like lockRuns, without those that another transaction has locked. */
  lockFreeRuns(tx: Tables, ids: readonly string[]): Promise<RunsTable[]>;
  /** Keeps other claims from counting under these names until the transaction ends. */
  lockCaps(tx: Tables, names: readonly string[]): Promise<void>;
  /** The row of a schedule, kept from other writers; undefined if one of them has it. */
  lockSchedule(tx: Tables, id: string): Promise<SchedulesTable | undefined>;
  lockDurations(tx: Tables, names: readonly string[]): Promise<RunDurationsTable[]>;
  putDuration(tx: Tables, row: RunDurationsTable): Promise<void>;
  putResult(tx: Tables, row: RunResultsTable): Promise<void>;
  /** Inserts a run unless its procedure has one with this key. */
  insertRunOfKey(tx: Tables, row: RunsTable): Promise<void>;
  /** The id of the run that has the key, even if it was committed after this transaction began to read. */
  findByKey(tx: Tables, procedure: string, key: string): Promise<string | undefined>;
  /** Reads runs by the index of their ends. */
  byEnd: RawBuilder<unknown>;
  /** Worth the same transaction again: a deadlock, or another writer was in the way for too long. */
  isPassing(error: unknown): boolean;
}

const FENCE = ['id', 'lease_epoch', 'state'] as const;
export type Fence = Pick<RunsTable, (typeof FENCE)[number]>;

const SQLITE_BUSY = 5;
const ER_LOCK_WAIT_TIMEOUT = 1205;
const ER_LOCK_DEADLOCK = 1213;

const byIds = (tx: Tables, ids: readonly string[]) =>
  tx.selectFrom('runs').selectAll().where('id', 'in', ids).orderBy('id');

const scheduleOf = (tx: Tables, id: string) => tx.selectFrom('schedules').selectAll().where('id', '=', id);

const byKey = (tx: Tables, procedure: string, key: string) =>
  tx.selectFrom('runs').select('id').where('procedure_name', '=', procedure).where('dedupe_key', '=', key);

const byNames = (tx: Tables, names: readonly string[]) =>
  tx.selectFrom('run_durations').selectAll().where('name', 'in', names).orderBy('name');

const sqlite: DialectParts = {
  hasOneWriter: true,
  transact: (db, act) =>
    db.transaction().execute(async (tx) => {
      // Touches no row, but takes the write lock: a plain BEGIN would read first and could then be refused.
      await tx.executeQuery(CompiledQuery.raw("UPDATE runs SET attempt = attempt WHERE id = ''"));
      return act(tx);
    }),
  lockRuns: (tx, ids) => byIds(tx, ids).execute(),
  async lockFences(tx, ids) {
    // One statement for any number of ids, so that it stays compiled.
    const list = sql<string>`(SELECT value FROM json_each(${JSON.stringify(ids)}))`;
    return tx.selectFrom('runs').select(FENCE).where('id', 'in', list).execute();
  },
  lockFreeRuns: (tx, ids) => byIds(tx, ids).execute(),
  lockCaps: async () => {},
  lockSchedule: (tx, id) => scheduleOf(tx, id).executeTakeFirst(),
  lockDurations: (tx, names) => byNames(tx, names).execute(),
  async putDuration(tx, { name, counts, updated_at }) {
    const insert = tx.insertInto('run_durations').values({ name, counts, updated_at });
    await insert
      .onConflict((conflict) => conflict.column('name').doUpdateSet({ counts, updated_at }))
      .execute();
  },
  async putResult(tx, { name, ...row }) {
    const insert = tx.insertInto('run_results').values({ name, ...row });
    await insert.onConflict((conflict) => conflict.column('name').doUpdateSet(row)).execute();
  },
  async insertRunOfKey(tx, row) {
    const insert = tx.insertInto('runs').values(row);
    await insert
      .onConflict((conflict) => conflict.columns(['procedure_name', 'dedupe_key']).doNothing())
      .execute();
  },
  findByKey: async (tx, procedure, key) => (await byKey(tx, procedure, key).executeTakeFirst())?.id,
  byEnd: sql`INDEXED BY runs_by_end`,
  isPassing: (error) => numberOf(error, 'errcode') % 256 === SQLITE_BUSY,
};

const mysql: DialectParts = {
  hasOneWriter: false,
  transact: (db, act) => db.transaction().setIsolationLevel('read committed').execute(act),
  lockRuns: (tx, ids) => byIds(tx, ids).forUpdate().execute(),
  lockFences: (tx, ids) =>
    tx.selectFrom('runs').select(FENCE).where('id', 'in', ids).orderBy('id').forUpdate().execute(),
  lockFreeRuns: (tx, ids) => byIds(tx, ids).forUpdate().skipLocked().execute(),
  lockDurations: (tx, names) => byNames(tx, names).forUpdate().execute(),
  async putDuration(tx, { name, counts, updated_at }) {
    const insert = tx.insertInto('run_durations').values({ name, counts, updated_at });
    await insert.onDuplicateKeyUpdate({ counts, updated_at }).execute();
  },
  async putResult(tx, { name, ...row }) {
    await tx
      .insertInto('run_results')
      .values({ name, ...row })
      .onDuplicateKeyUpdate(row)
      .execute();
  },
  async lockCaps(tx, names) {
    const locked = () =>
      tx
        .selectFrom('run_caps')
        .select('name')
        .where('name', 'in', names)
        .orderBy('name')
        .forUpdate()
        .execute();
    const known = new Set((await locked()).map(({ name }) => name));
    const missing = names.filter((name) => !known.has(name));
    if (missing.length === 0) return;
    const insert = tx.insertInto('run_caps').values(missing.map((name) => ({ name })));
    await insert.onDuplicateKeyUpdate((eb) => ({ name: eb.ref('run_caps.name') })).execute();
  },
  lockSchedule: (tx, id) => scheduleOf(tx, id).forUpdate().skipLocked().executeTakeFirst(),
  async insertRunOfKey(tx, row) {
    const insert = tx.insertInto('runs').values(row);
    // A no-op update instead of INSERT IGNORE, which would swallow every other error too.
    await insert.onDuplicateKeyUpdate((eb) => ({ depth: eb.ref('runs.depth') })).execute();
  },
  findByKey: async (tx, procedure, key) =>
    (await byKey(tx, procedure, key).forUpdate().executeTakeFirst())?.id,
  byEnd: sql`FORCE INDEX (runs_by_end)`,
  isPassing: (error) => [ER_LOCK_WAIT_TIMEOUT, ER_LOCK_DEADLOCK].includes(numberOf(error, 'errno')),
};

export const dialects: Record<SqlDialect, DialectParts> = { sqlite, mysql };

/** A transaction, tried again after a passing refusal. A handle that is one already is used as it is. */
export async function inTransaction<T>(
  db: Tables,
  parts: DialectParts,
  act: (tx: Tables) => Promise<T>,
): Promise<T> {
  if (db.isTransaction) return act(db);
  for (let tried = 1; ; tried++) {
    try {
      return await parts.transact(db, act);
    } catch (error) {
      if (tried >= TRANSACTION_TRIES || !parts.isPassing(error)) throw error;
    }
  }
}

function numberOf(error: unknown, property: 'errcode' | 'errno'): number {
  if (!(error instanceof Error) || !(property in error)) return 0;
  const value = (error as Error & Partial<Record<typeof property, unknown>>)[property];
  return typeof value === 'number' ? value : 0;
}
