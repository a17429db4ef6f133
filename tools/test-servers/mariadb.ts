import { randomBytes } from 'node:crypto';
import { createConnection } from 'mysql2/promise';
import { type MariadbServer, startMariadbServer } from './mariadb-server.ts';

export type TestDatabase = {
  /** mysql://root@127.0.0.1:port/name */
  url: string;
  [Symbol.asyncDispose](): Promise<void>;
};

/** The one server of this process; its watchdog ends it with the process. */
let own: Promise<MariadbServer> | undefined;

/**
 * A fresh database without tables on a real MariaDB server. The server is the test runner's
 * (TEST_MARIADB_URL) or one that this process starts once and shares between its tests. Disposing drops the
 * database.
 */
export async function mariadb(): Promise<TestDatabase> {
  const server = await mariadbUrl();
  const name = `test_${randomBytes(8).toString('hex')}`;
  await execute(server, `CREATE DATABASE ${name} CHARACTER SET utf8mb4`);
  return {
    url: new URL(`/${name}`, server).href,
    [Symbol.asyncDispose]: () => execute(server, `DROP DATABASE IF EXISTS ${name}`),
  };
}

/** The address of the server that the tests of this process use. */
export async function mariadbUrl(): Promise<string> {
  if (process.env.TEST_MARIADB_URL) return process.env.TEST_MARIADB_URL;
  own ??= startMariadbServer();
  return (await own).url;
}

async function execute(server: string, sql: string): Promise<void> {
  const connection = await createConnection(server);
  try {
    await connection.query(sql);
  } finally {
    await connection.end();
  }
}
