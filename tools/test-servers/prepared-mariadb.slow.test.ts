import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createConnection } from 'mysql2/promise';
import { preparedMariadb } from './prepared-mariadb.ts';

let kinds = 0;

/** A preparation of its own kind, and how often it was done. */
function preparation({ fails = 0 } = {}) {
  const counted = {
    kind: `sample_${process.pid}_${++kinds}`,
    done: 0,
    async prepare(url: string) {
      counted.done += 1;
      await on(url, 'CREATE TABLE parent (id INT PRIMARY KEY)');
      if (counted.done <= fails) throw new TypeError('cut off');
      await on(url, 'CREATE TABLE child (id INT REFERENCES parent (id))');
      await on(url, 'CREATE TABLE version (id INT)');
      await on(url, 'INSERT INTO version VALUES (7)');
    },
  };
  return counted;
}

async function on(url: string, sql: string): Promise<unknown> {
  const connection = await createConnection(url);
  try {
    return (await connection.query(sql))[0];
  } finally {
    await connection.end();
  }
}

test('preparedMariadb() prepares once, and takes back what was written since', async () => {
  const sample = preparation();
  {
    await using first = await preparedMariadb(sample);
    await on(first.url, 'INSERT INTO parent VALUES (1)');
    await on(first.url, 'INSERT INTO child VALUES (1)');
    await on(first.url, 'UPDATE version SET id = 8');
  }
  await using second = await preparedMariadb(sample);
  assert.equal(sample.done, 1);
  assert.deepEqual(await on(second.url, 'SELECT * FROM parent'), []);
  assert.deepEqual(await on(second.url, 'SELECT * FROM child'), []);
  assert.deepEqual(await on(second.url, 'SELECT * FROM version'), [{ id: 7 }]);
});

test('preparedMariadb() gives a database to one at a time', async () => {
  const sample = preparation();
  await using first = await preparedMariadb(sample);
  await using second = await preparedMariadb(sample);
  assert.notEqual(first.url, second.url);
  assert.equal(sample.done, 2);
});

test('preparedMariadb() makes a database anew whose preparation was cut off', async () => {
  const sample = preparation({ fails: 1 });
  await assert.rejects(preparedMariadb(sample), /cut off/);
  await using second = await preparedMariadb(sample);
  assert.deepEqual(await on(second.url, 'SELECT * FROM child'), []);
});
