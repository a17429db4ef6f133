import { isIP } from 'node:net';
import type { Client as PgClient } from 'pg';
import { toolErrors } from '../errors.ts';
import { CONNECT_TIMEOUT_MS, rowBasket, type SqlQuestion, type SqlRows } from './driver.ts';
import { type ServerTarget, weighedSocket } from './server-place.ts';

const BATCH_ROWS = 100;
const GONE_CHECK_MS = 1_000;
/** Asks the server to give up a query: protocol of PostgreSQL, section 55.2.9. */
const CANCEL_CODE = 80_877_102;
const INTEGERS = new Set([21, 23, 26]);
const FLOATS = new Set([700, 701]);
const BOOL = 16;

/** Values as the server writes them, but for those that JSON has. */
const types = {
  getTypeParser: (oid: number) => (text: string) => {
    if (INTEGERS.has(oid) || FLOATS.has(oid)) return Number.isFinite(Number(text)) ? Number(text) : text;
    return oid === BOOL ? text === 't' : text;
  },
};

/** One question in a transaction that may not write; a query goes through a cursor, which takes nothing but a query. */
export async function askPostgresql(target: ServerTarget, question: SqlQuestion): Promise<SqlRows> {
  const { signal, limits } = question;
  const client = await open(target, limits.timeoutMs);
  const onAbort = () => {
    cancel(target, client);
    client.connection?.stream.destroy();
  };
  signal.addEventListener('abort', onAbort, { once: true });
  try {
    signal.throwIfAborted();
    // A cancel that comes between two statements is lost; a server from 14 on sees that the client is gone.
    await client.query(`SET client_connection_check_interval = ${GONE_CHECK_MS}`).catch(() => undefined);
    await client.query(
      `SET standard_conforming_strings = on; SET statement_timeout = ${limits.timeoutMs}; SET lock_timeout = ${limits.timeoutMs}; BEGIN TRANSACTION READ ONLY`,
    );
    return await read(client, question);
  } catch (error) {
    signal.throwIfAborted();
    throw toolErrors.sql_failed(messageOf(error));
  } finally {
    signal.removeEventListener('abort', onAbort);
    await client.end().catch(() => undefined);
  }
}

type Client = PgClient & {
  connection?: { stream: { destroy(): void } };
  processID?: number;
  secretKey?: number;
};

async function open({ place, password, address }: ServerTarget, timeoutMs: number): Promise<Client> {
  const { Client } = (await import('pg')).default;
  const { tls, database, user, port, host } = place;
  const ssl = { rejectUnauthorized: tls === 'verify', ...(isIP(host) ? {} : { servername: host }) };
  const client: Client = new Client({
    ...{ host: address, port, database, user, password },
    stream: () => weighedSocket(),
    ssl: tls === 'off' ? false : ssl,
    connectionTimeoutMillis: Math.min(CONNECT_TIMEOUT_MS, timeoutMs),
    application_name: 'AgenticGen',
  });
  client.on('error', () => undefined);
  try {
    await client.connect();
  } catch (error) {
    throw toolErrors.database_unreachable(messageOf(error));
  }
  return client;
}

async function read(client: Client, { sql, limits }: SqlQuestion): Promise<SqlRows> {
  const basket = rowBasket(limits);
  if (sql.kind !== 'rows') {
    const { fields, rows } = await ask(client, sql.text);
    for (const row of rows) if (!basket.add(row)) break;
    return { columns: fields.map(({ name }) => name), rows: basket.kept, isCut: basket.isCut };
  }
  await ask(client, `DECLARE answer NO SCROLL CURSOR FOR ${sql.text}`);
  for (;;) {
    const { fields, rows } = await ask(client, `FETCH ${BATCH_ROWS} FROM answer`);
    const isFull = rows.some((row) => !basket.add(row));
    if (isFull || rows.length < BATCH_ROWS)
      return { columns: fields.map(({ name }) => name), rows: basket.kept, isCut: basket.isCut };
  }
}

/** In the extended protocol, which takes one statement at a time. */
function ask(client: Client, text: string) {
  const config = { text, rowMode: 'array' as const, queryMode: 'extended', types };
  return client.query<unknown[]>(config);
}

/** By a connection of its own; nobody waits for it, and the time limit of the server is behind it. */
function cancel({ place, address }: ServerTarget, { processID = 0, secretKey = 0 }: Client): void {
  const message = Buffer.alloc(16);
  message.writeInt32BE(16, 0);
  message.writeInt32BE(CANCEL_CODE, 4);
  message.writeInt32BE(processID, 8);
  message.writeInt32BE(secretKey, 12);
  const socket = weighedSocket();
  socket.on('error', () => undefined);
  socket.setTimeout(CONNECT_TIMEOUT_MS, () => socket.destroy());
  socket.connect(place.port, address, () => socket.end(message));
}

function messageOf(error: unknown): string {
  return error instanceof Error && error.message !== '' ? error.message : 'the connection failed';
}
