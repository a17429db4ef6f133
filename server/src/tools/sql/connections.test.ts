import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';
import { grant, permit } from '../../access/index.ts';
import { createKeyring } from '../../data-protection/index.ts';
import type { Database } from '../../db/index.ts';
import { onBothDatabases, sqliteForTest } from '../../testing/databases.ts';
import { insertMember, insertWorkspace } from '../../testing/people.ts';
import { testRuntime } from '../../testing/runtime.ts';
import { addConnection, changeConnection, removeConnection } from './connections.ts';
import type { SqlConnectionInput, SqlPlace } from './contract.ts';
import { connectionsOf, findConnection, MAX_SQL_CONNECTIONS, passwordPlace } from './queries.ts';

const PLACE: SqlPlace = {
  ...{ kind: 'mysql', host: 'db.example', port: 3306, database: 'shop', user: 'reader' },
  tls: 'verify',
};
const input = (more: Partial<SqlConnectionInput> = {}): SqlConnectionInput => ({
  ...{ name: 'shop', description: 'Orders', place: PLACE, password: 'first secret' },
  ...more,
});

async function bench(db: Database) {
  const runtime = testRuntime();
  const keyring = createKeyring(randomBytes(32));
  const workspaceId = await insertWorkspace(db, runtime);
  const admin = await insertMember(db, runtime, workspaceId, 'admin');
  const needs = { db, runtime, keyring };
  const add = (more: Partial<SqlConnectionInput> = {}) =>
    addConnection(needs, permit(admin, 'create', 'Tool'), input(more));
  return {
    ...{ needs, workspaceId, admin, add },
    async change(id: string, more: Partial<SqlConnectionInput>) {
      const granted = grant(admin, 'edit', 'Tool', await findConnection(db, id));
      return changeConnection(needs, granted, input({ password: undefined, ...more }));
    },
    async passwordOf(id: string) {
      const { password_cipher: cipher } = (await findConnection(db, id)) ?? assert.fail();
      return cipher === null ? null : keyring.open(cipher, passwordPlace(id));
    },
  };
}

onBothDatabases('a database is registered, changed and forgotten', async ({ db }) => {
  const { add, change, admin, workspaceId } = await bench(db);
  const { id } = await add();
  const other = await add({ name: 'archive', place: { kind: 'sqlite', file: 'a.db' }, password: undefined });
  assert.deepEqual(
    (await connectionsOf(db, workspaceId)).map(({ name }) => name),
    ['archive', 'shop'],
  );
  await change(id, { name: 'store', description: 'Orders, 订单' });
  const found = await findConnection(db, id);
  assert.deepEqual([found?.name, found?.description], ['store', 'Orders, 订单']);
  await assert.rejects(add({ name: 'store' }), { code: 'database_name_taken' });
  await assert.rejects(change(other.id, { name: 'store' }), { code: 'database_name_taken' });
  await removeConnection(db, grant(admin, 'delete', 'Tool', found));
  assert.equal(await findConnection(db, id), undefined);
  assert.equal((await connectionsOf(db, workspaceId)).length, 1);
});

onBothDatabases('two workspaces may have one name each, and a workspace has a bound', async ({ db }) => {
  const first = await bench(db);
  const second = await bench(db);
  await first.add();
  await second.add();
  const place: SqlPlace = { kind: 'sqlite', file: 'a.db' };
  for (let count = 1; count < MAX_SQL_CONNECTIONS; count++) await first.add({ name: `db-${count}`, place });
  await assert.rejects(first.add({ name: 'more', place }), { code: 'too_many_databases' });
  assert.equal((await connectionsOf(db, second.workspaceId)).length, 1);
});

test('a password is sealed, kept for its server, and given to no other', async () => {
  const handle = await sqliteForTest();
  try {
    const { add, change, passwordOf } = await bench(handle.db);
    const { id, password_cipher: cipher } = await add();
    assert.ok(cipher && !cipher.includes('first secret'));
    await change(id, { place: { ...PLACE, database: 'other', host: 'DB.example' } });
    assert.equal(await passwordOf(id), 'first secret');
    for (const more of [
      { host: 'evil.example' },
      { port: 3307 },
      { user: 'root' },
      { tls: 'off' as const },
    ]) {
      await change(id, { password: 'first secret' });
      await change(id, { place: { ...PLACE, ...more } });
      assert.equal(await passwordOf(id), null, JSON.stringify(more));
    }
    await change(id, { password: 'second secret' });
    assert.equal(await passwordOf(id), 'second secret');
    await change(id, { place: { kind: 'sqlite', file: 'a.db' } });
    assert.equal(await passwordOf(id), null);
  } finally {
    await handle.close();
  }
});
