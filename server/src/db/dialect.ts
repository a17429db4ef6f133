import type { Kysely } from 'kysely';
import type { Database, Dialect } from './connect.ts';
import type { Schema } from './schema.ts';

type Table = keyof Schema & string;
type Row = Record<string, string | number | null>;

/** The adapter knows which SQL the handle speaks, a transaction included. */
export function dialectOf(db: Database): Dialect {
  return db.getExecutor().adapter.constructor.name.startsWith('Mysql') ? 'mysql' : 'sqlite';
}

function untyped(db: Database): Kysely<Record<string, Row>> {
  return db as unknown as Kysely<Record<string, Row>>;
}

/** Inserts `row`, or overwrites all its columns in the row that has the same `keys`. One statement on both. */
export function upsertQuery(db: Database, table: Table, row: Row, keys: readonly string[]) {
  const insert = untyped(db).insertInto(table).values(row);
  const rest = Object.fromEntries(Object.entries(row).filter(([column]) => !keys.includes(column)));
  if (dialectOf(db) === 'mysql') return insert.onDuplicateKeyUpdate(rest);
  return insert.onConflict((conflict) => conflict.columns([...keys]).doUpdateSet(rest));
}

export async function upsert(db: Database, table: Table, row: Row, keys: readonly string[]): Promise<void> {
  await upsertQuery(db, table, row, keys).execute();
}

/** Inserts `row` unless its key exists. Says whether it was inserted. */
export async function insertIgnore(db: Database, table: Table, row: Row): Promise<boolean> {
  return (await insertAllIgnore(db, table, [row])) > 0;
}

/** All of them in one statement; those that are there already stay as they are. Answers how many are new. */
export async function insertAllIgnore(db: Database, table: Table, rows: readonly Row[]): Promise<number> {
  if (rows.length === 0) return 0;
  const insert = untyped(db).insertInto(table).values(rows);
  const query = dialectOf(db) === 'mysql' ? insert.ignore() : insert.onConflict((c) => c.doNothing());
  const result = await query.executeTakeFirst();
  return Number(result.numInsertedOrUpdatedRows ?? 0n);
}

/**
 * Holds a row until the transaction ends, so that others who lock it wait. On SQLite there is nothing to do:
 * a transaction is the only writer from its beginning.
 */
export async function lockRow(tx: Database, table: Table, id: string): Promise<void> {
  if (dialectOf(tx) === 'sqlite') return;
  await untyped(tx).selectFrom(table).select('id').where('id', '=', id).forUpdate().execute();
}

/** The same, and whether the row is there now: what was read before in the transaction may tell otherwise. */
export async function lockFound(tx: Database, table: Table, id: string): Promise<boolean> {
  const query = untyped(tx).selectFrom(table).select('id').where('id', '=', id);
  const locking = dialectOf(tx) === 'mysql' ? query.forUpdate() : query;
  return (await locking.executeTakeFirst()) !== undefined;
}

/** True where a database has taken a transaction back, since two waited for each other: it may be tried again. */
export function isDeadlock(error: unknown): boolean {
  return error instanceof Error && (error as { code?: string }).code === 'ER_LOCK_DEADLOCK';
}

/** True for the error that either database gives when a unique key exists already. */
export function isUniqueViolation(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const { code, errcode } = error as { code?: string; errcode?: number };
  const sqliteConstraint = errcode === 2067 || errcode === 1555;
  return sqliteConstraint || code === 'ER_DUP_ENTRY';
}
