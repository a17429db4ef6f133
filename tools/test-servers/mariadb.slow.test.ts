import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createConnection } from 'mysql2/promise';
import { mariadb } from './mariadb.ts';
import { startMariadbServer } from './mariadb-server.ts';

test('mariadb() gives every caller an empty database of its own', async () => {
  await using first = await mariadb();
  await using second = await mariadb();
  assert.notEqual(first.url, second.url);
  const connection = await createConnection(first.url);
  await connection.query('CREATE TABLE note (text TEXT)');
  await connection.query('INSERT INTO note VALUES (?)', ['知识库 😀']);
  const [rows] = await connection.query('SELECT text FROM note');
  assert.deepEqual(rows, [{ text: '知识库 😀' }]);
  await connection.end();
  const other = await createConnection(second.url);
  const [tables] = await other.query('SHOW TABLES');
  assert.deepEqual(tables, []);
  await other.end();
});

test('mariadb() drops the database at its disposal', async () => {
  let url = '';
  {
    await using database = await mariadb();
    url = database.url;
  }
  await assert.rejects(createConnection(url), { code: 'ER_BAD_DB_ERROR' });
});

test('startMariadbServer() serves until it is stopped', async () => {
  const server = await startMariadbServer();
  const connection = await createConnection(server.url);
  const [rows] = await connection.query('SELECT @@innodb_doublewrite AS doublewrite');
  assert.deepEqual(rows, [{ doublewrite: 0 }]);
  await connection.end();
  await server.stop();
  await assert.rejects(createConnection(server.url), { code: 'ECONNREFUSED' });
});
