import type { Connection } from 'mysql2';
import { toolErrors } from '../errors.ts';
import { CONNECT_TIMEOUT_MS, rowBasket, type SqlQuestion, type SqlRows } from './driver.ts';
import { type ServerTarget, weighedSocket } from './server-place.ts';

/** One question in a transaction that may not write, on MySQL or MariaDB. */
export async function askMysql(target: ServerTarget, question: SqlQuestion): Promise<SqlRows> {
  const { signal, limits } = question;
  const connection = await open(target);
  const aborted = Promise.withResolvers<never>();
  aborted.promise.catch(() => undefined);
  const onAbort = () => aborted.reject(signal.reason);
  signal.addEventListener('abort', onAbort, { once: true });
  let isDone = false;
  try {
    signal.throwIfAborted();
    // A connection that is destroyed tells nobody: who waits for an answer would wait for ever.
    const asked = prepare(connection, limits.timeoutMs).then(() => read(connection, question));
    const answer = await Promise.race([asked, aborted.promise]);
    isDone = !answer.isCut;
    return answer;
  } catch (error) {
    signal.throwIfAborted();
    throw toolErrors.sql_failed(messageOf(error));
  } finally {
    signal.removeEventListener('abort', onAbort);
    const { threadId } = connection;
    connection.destroy();
    // The server works on for a client that is gone, until it writes.
    if (!isDone && threadId) void kill(target, threadId);
  }
}

async function open({ place, password, address }: ServerTarget): Promise<Connection> {
  const { createConnection } = (await import('mysql2')).default;
  const { tls, database, user, port, host } = place;
  const verified = tls === 'verify';
  const connection = createConnection({
    ...{ host, port, database, user, password },
    stream: () => weighedSocket().connect(port, address),
    ...(tls === 'off' ? {} : { ssl: { rejectUnauthorized: verified, verifyIdentity: verified } }),
    connectTimeout: CONNECT_TIMEOUT_MS,
    multipleStatements: false,
    dateStrings: true,
    supportBigNumbers: true,
    bigNumberStrings: true,
    charset: 'utf8mb4',
  });
  connection.on('error', () => undefined);
  await new Promise<void>((resolve, reject) => {
    connection.connect((error) => {
      if (error === null) return resolve();
      connection.destroy();
      reject(toolErrors.database_unreachable(messageOf(error)));
    });
  });
  return connection;
}

/** How strings are read must be as `plainSql` reads them. Both servers have a time limit, under different names. */
async function prepare(connection: Connection, timeoutMs: number): Promise<void> {
  await run(connection, `SET SESSION sql_mode = ''`);
  await run(connection, `SET SESSION max_statement_time = ${timeoutMs / 1_000}`).catch(() =>
    run(connection, `SET SESSION max_execution_time = ${timeoutMs}`),
  );
  await run(connection, `SET SESSION lock_wait_timeout = ${Math.ceil(timeoutMs / 1_000)}`);
  // Of the session and not only of a transaction, which a CREATE TABLE would end, and then be done.
  await run(connection, 'SET SESSION TRANSACTION READ ONLY');
  await run(connection, 'START TRANSACTION READ ONLY');
}

function run(connection: Connection, sql: string): Promise<void> {
  return new Promise((resolve, reject) => {
    connection.query(sql, (error) => (error ? reject(error) : resolve()));
  });
}

/** Row by row, so that what is too much is never held. */
function read(connection: Connection, { sql, limits }: SqlQuestion): Promise<SqlRows> {
  const basket = rowBasket(limits);
  let columns: string[] = [];
  const answer = () => ({ columns, rows: basket.kept, isCut: basket.isCut });
  return new Promise((resolve, reject) => {
    connection
      .query({ sql: sql.text, rowsAsArray: true })
      .on('fields', (fields: { name: string }[] | undefined) => {
        columns = (fields ?? []).map(({ name }) => name);
      })
      .on('result', (row: unknown) => {
        if (!basket.add(row as unknown[])) resolve(answer());
      })
      .on('error', reject)
      .on('end', () => resolve(answer()));
    connection.once('error', reject);
  });
}

async function kill(target: ServerTarget, threadId: number): Promise<void> {
  try {
    const connection = await open(target);
    await run(connection, `KILL ${threadId}`).catch(() => undefined);
    connection.destroy();
  } catch {
    // The time limit of the server is behind it.
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error && error.message !== '' ? error.message : 'the connection failed';
}
