import { type Connection, createConnection } from 'mysql2/promise';
import { CounterpartError } from './errors.ts';
import { mariadbUrl, type TestDatabase } from './mariadb.ts';

/** Databases of one kind that are in use at once. */
const MAX_PREPARED = 64;
/** The table that says that `prepare` has ended. */
const PREPARED = 'prepared';
/** A table with rows from `prepare` has a copy under its name with this before it. */
const SEED = 'seed_';

export type Preparation = {
  /** Names the databases that are alike: small letters and underscores. */
  kind: string;
  /** Makes the tables and their first rows in the empty database at this address. */
  prepare: (url: string) => Promise<void>;
};

/**
 * A database with what `prepare` has made, and no other rows. Databases are used again, by one at a time,
 * because making tables takes much longer than emptying them. A database whose user was killed is emptied or
 * made anew by the next.
 */
export async function preparedMariadb({ kind, prepare }: Preparation): Promise<TestDatabase> {
  const server = await mariadbUrl();
  const connection = await createConnection({ uri: server, multipleStatements: true });
  try {
    const name = await claim(connection, kind);
    const url = new URL(`/${name}`, server).href;
    const tables = await tablesOf(connection, name);
    if (tables.includes(PREPARED)) await reset(connection, name, tables);
    else await make(connection, name, () => prepare(url));
    return { url, [Symbol.asyncDispose]: () => connection.end() };
  } catch (error) {
    await connection.end();
    throw error;
  }
}

/** The server frees the lock when the connection ends, be it by `kill -9`. */
async function claim(connection: Connection, kind: string): Promise<string> {
  for (let index = 0; index < MAX_PREPARED; index++) {
    const name = `${kind}_${index}`;
    const [rows] = await connection.query('SELECT GET_LOCK(?, 0) AS got', [name]);
    if ((rows as { got: number }[])[0]?.got === 1) return name;
  }
  throw new CounterpartError(
    'counterpart_failed',
    `Cannot give a database: ${MAX_PREPARED} of the kind ${kind} are in use`,
  );
}

async function tablesOf(connection: Connection, name: string): Promise<string[]> {
  const [rows] = await connection.query(
    'SELECT table_name AS name FROM information_schema.tables WHERE table_schema = ?',
    [name],
  );
  return (rows as { name: string }[]).map((row) => row.name);
}

async function reset(connection: Connection, name: string, tables: readonly string[]): Promise<void> {
  const seeds = tables.filter((table) => table.startsWith(SEED));
  const used = tables.filter((table) => table !== PREPARED && !table.startsWith(SEED));
  const deletes = used.map((table) => `DELETE FROM ${name}.${table};`);
  const inserts = seeds.map(
    (seed) => `INSERT INTO ${name}.${seed.slice(SEED.length)} SELECT * FROM ${name}.${seed};`,
  );
  await connection.query(
    `SET foreign_key_checks = 0; BEGIN; ${deletes.join('')} ${inserts.join('')} COMMIT;`,
  );
}

async function make(connection: Connection, name: string, prepare: () => Promise<void>): Promise<void> {
  await connection.query(`DROP DATABASE IF EXISTS ${name}; CREATE DATABASE ${name} CHARACTER SET utf8mb4;`);
  await prepare();
  for (const table of await tablesOf(connection, name)) {
    const [rows] = await connection.query(`SELECT 1 FROM ${name}.${table} LIMIT 1`);
    if ((rows as unknown[]).length === 0) continue;
    await connection.query(`CREATE TABLE ${name}.${SEED}${table} AS SELECT * FROM ${name}.${table}`);
  }
  await connection.query(`CREATE TABLE ${name}.${PREPARED} (id INT)`);
}
