import assert from 'node:assert/strict';
import { test } from 'node:test';
import { mariadb } from '../../../tools/test-servers/index.ts';
import { onBothDatabases, sqliteForTest } from '../testing/databases.ts';
import { type Database, openDatabase } from './connect.ts';
import { dialectOf, insertIgnore, isUniqueViolation, lockRow, upsert, upsertQuery } from './dialect.ts';
import { inTransaction } from './transaction.ts';

async function values(db: Database): Promise<string[]> {
  return (await db.selectFrom('settings').select('value').execute()).map((row) => row.value);
}

test('upsertQuery() speaks ON CONFLICT to SQLite', async () => {
  const { db, close } = await sqliteForTest();
  const { sql } = upsertQuery(db, 'settings', { name: 'a', value: '1' }, ['name']).compile();
  assert.equal(
    sql,
    'insert into "settings" ("name", "value") values (?, ?) on conflict ("name") do update set "value" = ?',
  );
  await close();
});

onBothDatabases('upsert() inserts a row and then overwrites it', async ({ db, dialect }) => {
  await upsert(db, 'settings', { name: 'a', value: '1' }, ['name']);
  await upsert(db, 'settings', { name: 'a', value: '2' }, ['name']);
  assert.deepEqual(await values(db), ['2']);
  assert.equal(dialectOf(db), dialect);
});

onBothDatabases('insertIgnore() says whether the row is new', async ({ db }) => {
  assert.equal(await insertIgnore(db, 'settings', { name: 'a', value: '1' }), true);
  assert.equal(await insertIgnore(db, 'settings', { name: 'a', value: '2' }), false);
  assert.deepEqual(await values(db), ['1']);
});

onBothDatabases('isUniqueViolation() knows a duplicate key and nothing else', async ({ db }) => {
  const insert = () => db.insertInto('settings').values({ name: 'a', value: '1' }).execute();
  await insert();
  await assert.rejects(insert, isUniqueViolation);
  assert.equal(isUniqueViolation(new TypeError('other')), false);
  assert.equal(isUniqueViolation('ER_DUP_ENTRY'), false);
});

onBothDatabases('inTransaction() takes everything back when the act throws', async ({ db }) => {
  const failing = inTransaction(db, async (tx) => {
    await tx.insertInto('settings').values({ name: 'a', value: '1' }).execute();
    throw new RangeError('stop');
  });
  await assert.rejects(failing, RangeError);
  assert.deepEqual(await values(db), []);
});

onBothDatabases('inTransaction() joins a transaction that is open already', async ({ db }) => {
  const outer = inTransaction(db, async (tx) => {
    await inTransaction(tx, (inner) =>
      inner.insertInto('settings').values({ name: 'a', value: '1' }).execute(),
    );
    throw new RangeError('stop');
  });
  await assert.rejects(outer, RangeError);
  assert.deepEqual(await values(db), []);
});

onBothDatabases('lockRow() makes who comes second wait for the first', async ({ db }) => {
  const workspace = { id: 'w', name: 'Workspace', created_at: 1 };
  await db.insertInto('workspaces').values(workspace).execute();
  const steps: string[] = [];
  const visit = (who: string) =>
    inTransaction(db, async (tx) => {
      await lockRow(tx, 'workspaces', 'w');
      steps.push(`${who} in`);
      await new Promise((resolve) => setImmediate(resolve));
      await tx.selectFrom('workspaces').select('name').execute();
      steps.push(`${who} out`);
    });
  await Promise.all([visit('a'), visit('b'), visit('c')]);
  for (let index = 0; index < steps.length; index += 2)
    assert.equal(steps[index + 1], steps[index]?.replace('in', 'out'), steps.join(', '));
});

test('upsertQuery() speaks ON DUPLICATE KEY to MariaDB', async () => {
  await using server = await mariadb();
  const { db, close } = await openDatabase(server.url);
  const { sql } = upsertQuery(db, 'settings', { name: 'a', value: '1' }, ['name']).compile();
  assert.equal(
    sql,
    'insert into `settings` (`name`, `value`) values (?, ?) on duplicate key update `value` = ?',
  );
  await close();
});

onBothDatabases('text comes back as it went in: Chinese, emoji, quotes, letter case', async ({ db }) => {
  const value = '知识库 🚀 "quoted" \\ back\nline';
  await upsert(db, 'settings', { name: 'Aa', value }, ['name']);
  await upsert(db, 'settings', { name: 'aa', value: 'other' }, ['name']);
  const row = await db.selectFrom('settings').select('value').where('name', '=', 'Aa').executeTakeFirst();
  assert.equal(row?.value, value);
});
