import type { Kysely, Transaction } from 'kysely';
import type { Database } from './connect.ts';
import type { Schema } from './schema.ts';

/**
 * Runs `act` in a transaction: all of its writes are there, or none.
 * A handle that is a transaction already is used as it is, so verbs that need one can be combined.
 * Inside, use only the handle that is passed: on SQLite the connection is held until `act` ends.
 */
export function inTransaction<T>(db: Database, act: (tx: Transaction<Schema>) => Promise<T>): Promise<T> {
  if (db.isTransaction) return act(db as Transaction<Schema>);
  return (db as Kysely<Schema>).transaction().execute(act);
}
