import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { mariadb } from '../../../tools/test-servers/index.ts';
import { isProblem } from '../problem/index.ts';
import { MIGRATIONS, onBothDatabases } from '../testing/databases.ts';
import { openDatabase } from './connect.ts';
import { migrate, pendingMigrations } from './migrate.ts';

function sourceOf(migrations: Record<string, string>) {
  const folder = mkdtempSync(join(tmpdir(), 'agenticgen-migrations-'));
  for (const [name, sql] of Object.entries(migrations)) {
    mkdirSync(join(folder, name));
    writeFileSync(join(folder, name, 'sqlite.sql'), sql);
    writeFileSync(join(folder, name, 'mysql.sql'), sql);
  }
  const sources = [{ name: 'test', folder: pathToFileURL(`${folder}/`) }];
  return { sources, [Symbol.dispose]: () => rmSync(folder, { recursive: true }) };
}

const ONE = { '0001-one': 'CREATE TABLE one (id BIGINT NOT NULL PRIMARY KEY);' };
const TWO = { ...ONE, '0002-two': 'CREATE TABLE two (id BIGINT NOT NULL PRIMARY KEY);' };

onBothDatabases('migrate() applies each migration once', async (handle) => {
  assert.deepEqual(await migrate(handle, MIGRATIONS, () => 2), []);
  const states = await pendingMigrations(handle, MIGRATIONS);
  assert.ok(states.length >= 8);
  assert.ok(states.every((state) => state.applied));
});

test('migrate() goes on where the last start ended', async () => {
  const handle = await openDatabase('sqlite::memory:');
  using first = sourceOf(ONE);
  using second = sourceOf(TWO);
  assert.deepEqual(await migrate(handle, first.sources, () => 1), ['test/0001-one']);
  assert.deepEqual(await pendingMigrations(handle, second.sources), [
    { name: 'test/0001-one', applied: true },
    { name: 'test/0002-two', applied: false },
  ]);
  assert.deepEqual(await migrate(handle, second.sources, () => 2), ['test/0002-two']);
  await handle.close();
});

test('migrate() refuses a database that a newer version wrote', async () => {
  const handle = await openDatabase('sqlite::memory:');
  using newer = sourceOf(TWO);
  using older = sourceOf(ONE);
  await migrate(handle, newer.sources, () => 1);
  await assert.rejects(
    migrate(handle, older.sources, () => 2),
    (error) => isProblem(error, 'migration_unknown'),
  );
  await handle.close();
});

test('migrate() refuses a migration whose text was changed after it ran', async () => {
  const handle = await openDatabase('sqlite::memory:');
  using before = sourceOf(ONE);
  using after = sourceOf({ '0001-one': `${ONE['0001-one']} -- changed` });
  await migrate(handle, before.sources, () => 1);
  await assert.rejects(
    migrate(handle, after.sources, () => 2),
    (error) => isProblem(error, 'migration_changed'),
  );
  await handle.close();
});

test('migrate() does not slip a migration in before one that is applied', async () => {
  const handle = await openDatabase('sqlite::memory:');
  const { '0002-two': two, ...one } = TWO;
  using later = sourceOf({ '0002-two': two });
  using both = sourceOf({ ...one, '0002-two': two });
  await migrate(handle, later.sources, () => 1);
  const late = (error: unknown) => isProblem(error, 'migration_late');
  await assert.rejects(
    migrate(handle, both.sources, () => 2),
    late,
  );
  await assert.rejects(pendingMigrations(handle, both.sources), late);
  await handle.close();
});

test('each source has an order of its own', async () => {
  const handle = await openDatabase('sqlite::memory:');
  using first = sourceOf({ '0005-five': ONE['0001-one'] });
  using second = sourceOf({ '0001-two': TWO['0002-two'] });
  const sources = [
    { name: 'engine', folder: first.sources[0]!.folder },
    { name: 'server', folder: second.sources[0]!.folder },
  ];
  assert.deepEqual(await migrate(handle, sources.slice(0, 1), () => 1), ['engine/0005-five']);
  assert.deepEqual(await migrate(handle, sources, () => 2), ['server/0001-two']);
  await handle.close();
});

test('of several processes that migrate one MariaDB at once, one does the work', async () => {
  await using server = await mariadb();
  using source = sourceOf(TWO);
  const handles = await Promise.all([1, 2, 3].map(() => openDatabase(server.url)));
  const outcomes = await Promise.all(handles.map((handle) => migrate(handle, source.sources, () => 1)));
  assert.deepEqual(outcomes.flat().sort(), ['test/0001-one', 'test/0002-two']);
  await Promise.all(handles.map((handle) => handle.close()));
});

test('every migration of the product has a file for each database, and a number of its own', () => {
  for (const { folder } of MIGRATIONS) {
    const names = readdirSync(folder).sort();
    for (const name of names) {
      assert.match(name, /^\d{4}-[a-z-]+$/);
      assert.deepEqual(readdirSync(new URL(`${name}/`, folder)).sort(), ['mysql.sql', 'sqlite.sql']);
    }
    const numbers = names.map((name) => name.slice(0, 4));
    assert.deepEqual(
      numbers,
      [...new Set(numbers)],
      'no number is taken twice, so the order is the same everywhere',
    );
  }
});

test('a migration that fails half way leaves nothing on SQLite', async () => {
  const handle = await openDatabase('sqlite::memory:');
  using broken = sourceOf({
    '0001-broken': 'CREATE TABLE half (id BIGINT);\nCREATE TABLE half (id BIGINT);',
  });
  using mended = sourceOf({ '0001-broken': 'CREATE TABLE half (id BIGINT);' });
  await assert.rejects(migrate(handle, broken.sources, () => 1));
  assert.deepEqual(await migrate(handle, mended.sources, () => 2), ['test/0001-broken']);
  await handle.close();
});

test('openDatabase() refuses a scheme that it does not speak', async () => {
  await assert.rejects(openDatabase('postgres://x'), (error) => isProblem(error, 'database_url_unknown'));
});
