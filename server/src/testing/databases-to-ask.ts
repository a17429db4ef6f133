import { mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { createConnection } from 'mysql2/promise';
import { Client } from 'pg';
import { mariadb, startPostgresqlServer } from '../../../tools/test-servers/index.ts';
import type { SqlPlace } from '../tools/sql/contract.ts';

const ORDERS = [
  `INSERT INTO orders (id, customer, paid, note) VALUES (1, 'Ada', 12.5, NULL)`,
  `INSERT INTO orders (id, customer, paid, note) VALUES (2, '知识, "库"', 7.25, 'two\nlines')`,
  `INSERT INTO orders (id, customer, paid, note) VALUES (9007199254740993, 'Bob', 0, 'big')`,
];
const TABLE =
  'CREATE TABLE orders (id BIGINT NOT NULL, customer VARCHAR(40) NOT NULL, paid DECIMAL(8,2), note TEXT)';

export interface AskedDatabase {
  place: SqlPlace;
  password: string | undefined;
  /** As its owner, beside what is tested. */
  run(sql: string): Promise<unknown[]>;
}

export interface DatabasesToAsk extends AsyncDisposable {
  /** The folder of SQLite files. */
  folder: string;
  of: Record<'sqlite' | 'mysql' | 'postgresql', AskedDatabase>;
}

/** The same orders on three real databases, whose users may write. */
export async function databasesToAsk(): Promise<DatabasesToAsk> {
  const folder = mkdtempSync(join(tmpdir(), 'agenticgen-sql-'));
  const sqlite = sqliteIn(folder);
  const maria = await mariadb();
  const postgresql = await startPostgresqlServer();
  const of = {
    sqlite,
    mysql: await mysqlAt(maria.url),
    postgresql: await postgresqlAt(postgresql),
  };
  for (const { run } of Object.values(of)) for (const sql of [TABLE, ...ORDERS]) await run(sql);
  return {
    folder,
    of,
    async [Symbol.asyncDispose]() {
      await of.mysql.run(`DROP USER '${of.mysql.user}'@'%'`);
      await maria[Symbol.asyncDispose]();
      await postgresql[Symbol.asyncDispose]();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function sqliteIn(folder: string): AskedDatabase {
  const path = join(folder, 'shop.db');
  symlinkSync('/etc/passwd', join(folder, 'link.db'));
  return {
    place: { kind: 'sqlite', file: 'shop.db' },
    password: undefined,
    async run(sql) {
      const database = new DatabaseSync(path);
      try {
        return database.prepare(sql).all();
      } finally {
        database.close();
      }
    },
  };
}

async function mysqlAt(url: string): Promise<AskedDatabase & { user: string }> {
  const { port, pathname } = new URL(url);
  const user = `reader_${pathname.slice(6, 20)}`;
  const run = async (sql: string) => {
    const connection = await createConnection(url);
    try {
      const [rows] = await connection.query(sql);
      return rows as unknown[];
    } finally {
      await connection.end();
    }
  };
  await run(`CREATE USER '${user}'@'%' IDENTIFIED BY 'secret of mysql'`);
  await run(`GRANT ALL ON ${pathname.slice(1)}.* TO '${user}'@'%'`);
  const server = { host: '127.0.0.1', port: Number(port), database: pathname.slice(1), user };
  return { place: { kind: 'mysql', ...server, tls: 'off' }, password: 'secret of mysql', run, user };
}

async function postgresqlAt(at: { port: number; user: string; password: string }): Promise<AskedDatabase> {
  const server = { host: '127.0.0.1', port: at.port, database: 'postgres', user: at.user };
  const run = async (sql: string) => {
    const client = new Client({ ...server, password: at.password });
    await client.connect();
    try {
      return (await client.query(sql)).rows as unknown[];
    } finally {
      await client.end();
    }
  };
  return { place: { kind: 'postgresql', ...server, tls: 'off' }, password: at.password, run };
}
