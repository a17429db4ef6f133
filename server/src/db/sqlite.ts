import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite';
import { SqliteDialect } from 'kysely';
import { LRUCache } from 'lru-cache';

/** How long SQLite waits for another process that holds the write lock, in ms. */
const BUSY_TIMEOUT_MS = 5_000;
/** Pages in the WAL before they are carried into the file: 16 MB. Less often costs less for each. */
const CHECKPOINT_PAGES = 4_000;
/** Compiled statements kept per connection. */
const MAX_CACHED_STATEMENTS = 500;

type Value = SQLInputValue | boolean | undefined;

function toSql(value: Value): SQLInputValue {
  if (value === undefined) return null;
  if (typeof value === 'boolean') return value ? 1 : 0;
  return value;
}

function adapt(statement: StatementSync) {
  const reader = statement.columns().length > 0;
  return {
    reader,
    all: (values: readonly unknown[]) => statement.all(...(values as Value[]).map(toSql)),
    run: (values: readonly unknown[]) => statement.run(...(values as Value[]).map(toSql)),
    iterate: (values: readonly unknown[]) =>
      statement.iterate(...(values as Value[]).map(toSql)) as IterableIterator<unknown>,
  };
}

/**
 * Opens an SQLite file with one coordinated writer: every query of this process goes through one
 * connection, which Kysely hands out one at a time, so a transaction is never interleaved.
 * Transactions begin as writers: one that read first and wrote later would fail at once, without waiting,
 * where another process (the command line) wrote between.
 * WAL with synchronous=NORMAL survives `kill -9` of the process: what was committed is in the
 * operating system's hands. `path` may be ':memory:'.
 */
export function sqliteDialect(path: string): { dialect: SqliteDialect; raw: DatabaseSync } {
  const raw = new DatabaseSync(path);
  raw.exec(
    `PRAGMA busy_timeout = ${BUSY_TIMEOUT_MS}; PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;
     PRAGMA foreign_keys = ON; PRAGMA temp_store = MEMORY;
     PRAGMA wal_autocheckpoint = ${CHECKPOINT_PAGES}; PRAGMA cache_size = -16384;`,
  );
  const statements = new LRUCache<string, ReturnType<typeof adapt>>({ max: MAX_CACHED_STATEMENTS });
  const prepare = (sql: string) => {
    const cached = statements.get(sql);
    if (cached) return cached;
    const prepared = adapt(raw.prepare(sql === 'begin' ? 'begin immediate' : sql));
    statements.set(sql, prepared);
    return prepared;
  };
  const dialect = new SqliteDialect({ database: { prepare, close: () => raw.close() } });
  return { dialect, raw };
}
