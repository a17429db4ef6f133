import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { Kysely, MysqlDialect, sql, type Transaction } from 'kysely';
import { databaseErrors } from './errors.ts';
import type { Schema } from './schema.ts';
import { sqliteDialect } from './sqlite.ts';

/** Connections that one process opens to MySQL. */
const MAX_MYSQL_CONNECTIONS = 20;
/** How long a MySQL connection attempt may take, in ms. */
const CONNECT_TIMEOUT_MS = 10_000;

/** The two databases. What differs between them is in `dialect.ts`. */
export type Dialect = 'sqlite' | 'mysql';

/** What every query takes first: a connection or a transaction. */
export type Database = Kysely<Schema> | Transaction<Schema>;

export interface DatabaseHandle {
  db: Kysely<Schema>;
  dialect: Dialect;
  /** Runs a script of several statements outside of any transaction (migrations only). */
  script(sql: string): Promise<void>;
  /** True if the database answers. */
  ping(): Promise<boolean>;
  close(): Promise<void>;
}

async function ping(db: Kysely<Schema>): Promise<boolean> {
  try {
    await sql`SELECT 1`.execute(db);
    return true;
  } catch {
    return false;
  }
}

function openSqlite(path: string): DatabaseHandle {
  if (path !== ':memory:') mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const { dialect, raw } = sqliteDialect(path);
  const db = new Kysely<Schema>({ dialect });
  const script = async (sql: string) => {
    try {
      raw.exec(sql);
    } catch (error) {
      if (raw.isTransaction) raw.exec('ROLLBACK');
      throw error;
    }
  };
  return { db, dialect: 'sqlite', script, ping: () => ping(db), close: () => db.destroy() };
}

async function openMysql(url: string): Promise<DatabaseHandle> {
  const { createPool } = await import('mysql2');
  const options = {
    uri: url,
    connectionLimit: MAX_MYSQL_CONNECTIONS,
    connectTimeout: CONNECT_TIMEOUT_MS,
    charset: 'utf8mb4_bin',
    timezone: 'Z',
  };
  const pool = createPool(options);
  const db = new Kysely<Schema>({ dialect: new MysqlDialect({ pool }) });
  const script = async (sql: string) => {
    const { createConnection } = await import('mysql2/promise');
    const connection = await createConnection({ uri: url, multipleStatements: true });
    try {
      await connection.query(sql);
    } finally {
      await connection.end();
    }
  };
  return { db, dialect: 'mysql', script, ping: () => ping(db), close: () => db.destroy() };
}

/** Opens `sqlite:<path>` (or `sqlite::memory:`) or `mysql://...`. Throws `database_url_unknown` otherwise. */
export async function openDatabase(url: string): Promise<DatabaseHandle> {
  if (url.startsWith('sqlite:')) return openSqlite(url.slice('sqlite:'.length));
  if (url.startsWith('mysql:')) return openMysql(url);
  throw databaseErrors.database_url_unknown(url.split(':')[0] ?? '');
}
