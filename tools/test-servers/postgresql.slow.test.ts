import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Client } from 'pg';
import { startPostgresqlServer } from './postgresql.ts';

test('startPostgresqlServer() serves with and without TLS until it is disposed of', async () => {
  const server = await startPostgresqlServer();
  const { port, user, password } = server;
  const place = { host: '127.0.0.1', port, user, password, database: 'postgres' };
  for (const ssl of [false, { rejectUnauthorized: false }]) {
    const client = new Client({ ...place, ssl });
    await client.connect();
    const { rows } = await client.query('SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()');
    assert.deepEqual(rows, [{ ssl: ssl !== false }]);
    await client.end();
  }
  await server[Symbol.asyncDispose]();
  await assert.rejects(new Client(place).connect(), { code: 'ECONNREFUSED' });
});
