import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { test } from 'node:test';
import { Worker } from 'node:worker_threads';
import { sql } from 'kysely';
import { MIGRATIONS } from '../testing/databases.ts';
import { openDatabase } from './connect.ts';
import { migrate } from './migrate.ts';
import { inTransaction } from './transaction.ts';

async function setUp() {
  const folder = mkdtempSync(join(tmpdir(), 'agenticgen-sqlite-'));
  const file = join(folder, 'deep', 'test.db');
  const handle = await openDatabase(`sqlite:${file}`);
  await migrate(handle, MIGRATIONS, () => 1);
  const set = (name: string, value = '1') => handle.db.insertInto('settings').values({ name, value });
  const names = async () =>
    (await handle.db.selectFrom('settings').select('name').orderBy('name').execute()).map(({ name }) => name);
  return {
    ...handle,
    file,
    set,
    names,
    async [Symbol.asyncDispose]() {
      await handle.close();
      rmSync(folder, { recursive: true });
    },
  };
}

const INSERT_BY_OTHER = "INSERT INTO settings (name, value) VALUES ('by-other', '1')";

test('the file is opened for what the design promises: WAL, bounded waits, foreign keys', async () => {
  await using store = await setUp();
  const pragma = async (name: string) => {
    const { rows } = await sql<Record<string, unknown>>`PRAGMA ${sql.raw(name)}`.execute(store.db);
    return Object.values(rows[0] ?? {})[0];
  };
  assert.equal(await pragma('journal_mode'), 'wal');
  assert.equal(await pragma('busy_timeout'), 5_000);
  assert.equal(await pragma('foreign_keys'), 1);
  assert.equal(await pragma('synchronous'), 1, 'NORMAL');
});

test('transactions of one process come one after the other, never into each other', async () => {
  await using store = await setUp();
  await store.set('count', '0').execute();
  const add = () =>
    inTransaction(store.db, async (tx) => {
      const row = await tx
        .selectFrom('settings')
        .select('value')
        .where('name', '=', 'count')
        .executeTakeFirstOrThrow();
      await new Promise((resolve) => setImmediate(resolve));
      const value = String(Number(row.value) + 1);
      await tx.updateTable('settings').set({ value }).where('name', '=', 'count').execute();
    });
  await Promise.all(Array.from({ length: 50 }, add));
  const row = await store.db.selectFrom('settings').select('value').executeTakeFirst();
  assert.equal(row?.value, '50');
});

test('a transaction is the only writer from its beginning, though it first reads', async () => {
  await using store = await setUp();
  using other = new DatabaseSync(store.file, { timeout: 0 });
  await inTransaction(store.db, async (tx) => {
    await tx.selectFrom('settings').select('name').execute();
    assert.throws(() => other.exec(INSERT_BY_OTHER), /locked/);
    await tx.insertInto('settings').values({ name: 'ours', value: '1' }).execute();
  });
  other.exec(INSERT_BY_OTHER);
  assert.deepEqual(await store.names(), ['by-other', 'ours']);
});

test('others read while a transaction writes, and see what was before it', async () => {
  await using store = await setUp();
  using other = new DatabaseSync(store.file, { timeout: 0 });
  const count = () => other.prepare('SELECT count(*) AS n FROM settings').get()?.n;
  await inTransaction(store.db, async (tx) => {
    await tx.insertInto('settings').values({ name: 'ours', value: '1' }).execute();
    assert.equal(count(), 0);
  });
  assert.equal(count(), 1);
});

test('a write waits for another process that holds the lock, and then goes on', async () => {
  await using store = await setUp();
  const code = `import { DatabaseSync } from 'node:sqlite'; import { parentPort, workerData } from 'node:worker_threads';
    const db = new DatabaseSync(workerData); db.exec('BEGIN IMMEDIATE'); db.exec(${JSON.stringify(INSERT_BY_OTHER)});
    parentPort.postMessage('held'); setTimeout(() => { db.exec('COMMIT'); db.close(); }, 200);`;
  const worker = new Worker(new URL(`data:text/javascript,${encodeURIComponent(code)}`), {
    workerData: store.file,
  });
  await once(worker, 'message');
  await store.set('ours').execute();
  assert.deepEqual(await store.names(), ['by-other', 'ours']);
  await once(worker, 'exit');
});

test('a row that refers to nothing is refused', async () => {
  await using store = await setUp();
  const row = { workspace_id: 'none', user_id: 'none', role: 'viewer', created_at: 1 };
  await assert.rejects(store.db.insertInto('memberships').values(row).execute(), /FOREIGN KEY/);
});

test('undefined is stored as null, true and false as 1 and 0', async () => {
  await using store = await setUp();
  const { rows } = await sql`SELECT ${undefined} AS a, ${true} AS b, ${false} AS c`.execute(store.db);
  assert.deepEqual({ ...(rows[0] as object) }, { a: null, b: 1, c: 0 });
});

test('more statements than are kept compiled all work', async () => {
  await using store = await setUp();
  for (let count = 0; count < 1_200; count++) {
    const { rows } = await sql<{ n: number }>`SELECT ${sql.raw(String(count))} AS n`.execute(store.db);
    assert.equal(rows[0]?.n, count);
  }
});

test('ping() says whether the database answers', async () => {
  const handle = await openDatabase('sqlite::memory:');
  assert.equal(await handle.ping(), true);
  await handle.close();
  assert.equal(await handle.ping(), false);
  const nowhere = await openDatabase('mysql://root@127.0.0.1:1/none');
  assert.equal(await nowhere.ping(), false);
  await nowhere.close();
});
