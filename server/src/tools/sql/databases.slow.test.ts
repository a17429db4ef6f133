import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import { waitFor } from '../../../../tools/test-servers/index.ts';
import { createKeyring } from '../../data-protection/index.ts';
import { type DatabasesToAsk, databasesToAsk } from '../../testing/databases-to-ask.ts';
import { admitSql } from './admit-sql.ts';
import { SQL_KINDS, type SqlKind, type SqlPlace } from './contract.ts';
import { createDatabases, type Databases } from './databases.ts';
import type { SqlLimits, SqlQuestion } from './driver.ts';
import { outlineOf, outlineText } from './outline.ts';
import { passwordPlace, type SqlConnectionRow } from './queries.ts';
import { testDatabase } from './test-database.ts';

const LIMITS: SqlLimits = { rows: 1_000, characters: 1_000_000, timeoutMs: 30_000 };
/** Hours of work, in each dialect. */
const ENDLESS: Record<SqlKind, string> = {
  sqlite: 'WITH RECURSIVE r(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM r) SELECT count(*) FROM r',
  mysql: `SELECT count(*) FROM ${Array.from({ length: 7 }, (_, index) => `information_schema.collations c${index}`).join(', ')}`,
  postgresql: 'SELECT count(*) FROM generate_series(1, 100000) a, generate_series(1, 1000000) b',
};
/** What would run: whoever gets past the parser meets these walls. */
const WRITES: Record<SqlKind, string[]> = {
  sqlite: [
    'DELETE FROM orders',
    'PRAGMA user_version = 7',
    "ATTACH '/tmp/x' AS y",
    'SELECT load_extension(1)',
    'VACUUM INTO "/tmp/x"',
    'SELECT zeroblob(10)',
    'SELECT * FROM pragma_database_list',
  ],
  mysql: ['DELETE FROM orders', 'CREATE TABLE x (a INT)', 'SELECT 1; DELETE FROM orders'],
  postgresql: [
    'DELETE FROM orders',
    'WITH d AS (DELETE FROM orders RETURNING id) SELECT * FROM d',
    'SELECT 1; DELETE FROM orders',
    'SELECT * INTO x FROM orders',
  ],
};

describe('databases that are asked', () => {
  let asked: DatabasesToAsk;
  let databases: Databases;
  const keyring = createKeyring(randomBytes(32));
  before(async () => {
    asked = await databasesToAsk();
    databases = createDatabases({
      keyring,
      egress: { resolve: async () => [], namedHosts: ['127.0.0.1'] },
      folder: asked.folder,
    });
  });
  after(() => asked[Symbol.asyncDispose]());

  const rowOf = (kind: SqlKind, more: object = {}): SqlConnectionRow => {
    const { place, password } = asked.of[kind];
    return {
      ...{
        id: kind,
        workspace_id: 'w',
        name: kind,
        description: '',
        created_by: 'u',
        created_at: 1,
        updated_at: 1,
      },
      place: JSON.stringify({ ...place, ...more }),
      password_cipher: password === undefined ? null : keyring.seal(password, passwordPlace(kind)),
    };
  };
  const ask = (kind: SqlKind, sql: string, more: Partial<SqlQuestion> = {}) =>
    databases.ask(rowOf(kind), {
      ...{ sql: admitSql(kind, sql), limits: LIMITS, signal: new AbortController().signal },
      ...more,
    });

  for (const kind of SQL_KINDS) {
    test(`${kind} answers rows with exact numbers, text of all scripts and nulls`, async () => {
      const { columns, rows, isCut } = await ask(
        kind,
        'SELECT id, customer, note, id FROM orders ORDER BY id',
      );
      assert.deepEqual([columns, isCut], [['id', 'customer', 'note', 'id'], false]);
      assert.deepEqual(
        rows.map(([id, customer, note]) => [String(id), customer, note]),
        [
          ['1', 'Ada', null],
          ['2', '知识, "库"', 'two\nlines'],
          ['9007199254740993', 'Bob', 'big'],
        ],
      );
    });

    test(`${kind} counts and groups`, async () => {
      const { rows } = await ask(kind, 'SELECT count(*) AS n, max(paid) AS most FROM orders WHERE paid > 5');
      assert.deepEqual(
        rows.map((row) => row.map(Number)),
        [[2, 12.5]],
      );
    });

    test(`${kind} is cut at the limit of rows and of characters`, async () => {
      const sql = 'SELECT a.id FROM orders a, orders b, orders c, orders d, orders e, orders f';
      const few = await ask(kind, sql, { limits: { ...LIMITS, rows: 5 } });
      assert.deepEqual([few.rows.length, few.isCut], [5, true]);
      const short = await ask(kind, sql, { limits: { ...LIMITS, characters: 40 } });
      assert.ok(short.isCut && short.rows.length < 41);
      assert.equal((await ask(kind, sql)).rows.length, 729);
    });

    test(`${kind} shows how it would run a query`, async () => {
      const { rows } = await ask(kind, 'EXPLAIN SELECT * FROM orders');
      assert.ok(rows.length > 0);
    });

    test(`${kind} tells its tables`, async () => {
      const { signal } = new AbortController();
      const text = outlineText(await outlineOf(databases, rowOf(kind), signal));
      assert.match(text, /^orders\(id \w+.* not null, customer .* not null, paid .*, note text\)$/im);
    });

    test(`${kind} takes no write, whatever gets past the parser`, async () => {
      for (const text of WRITES[kind])
        await assert.rejects(
          ask(kind, 'SELECT 1', { sql: { text, kind: 'rows' } }),
          { code: 'sql_failed' },
          text,
        );
      for (const text of WRITES[kind])
        await assert.rejects(
          ask(kind, 'SELECT 1', { sql: { text, kind: 'plan' } }),
          { code: 'sql_failed' },
          text,
        );
      const [count] = (await asked.of[kind].run('SELECT count(*) AS n FROM orders')) as { n: unknown }[];
      assert.equal(Number(count?.n), 3);
    });

    test(`${kind} is stopped where it takes too long`, async () => {
      await assert.rejects(ask(kind, ENDLESS[kind], { limits: { ...LIMITS, timeoutMs: 300 } }), {
        code: 'sql_failed',
      });
    });

    test(`${kind} is stopped, on its server too, when nobody waits any more`, async () => {
      const stop = new AbortController();
      const answer = ask(kind, ENDLESS[kind], { signal: stop.signal });
      answer.catch(() => undefined);
      if (kind !== 'sqlite') await waitFor(async () => (await busy(kind)) > 0);
      stop.abort(new Error('enough'));
      await assert.rejects(answer, { message: 'enough' });
      if (kind !== 'sqlite') await waitFor(async () => (await busy(kind)) === 0);
    });

    test(`${kind} that is not there is told`, async () => {
      const row = rowOf(kind, kind === 'sqlite' ? { file: 'none.db' } : { port: 1 });
      const code = kind === 'sqlite' ? 'database_file_refused' : 'database_unreachable';
      const result = await testDatabase(databases, row);
      assert.deepEqual([result.ok, result.error?.code], [false, code]);
    });
  }

  async function busy(kind: Exclude<SqlKind, 'sqlite'>): Promise<number> {
    const mysql = `SELECT id FROM information_schema.processlist WHERE user LIKE 'reader%' AND info LIKE '%collations c6%'`;
    const postgresql = `SELECT pid FROM pg_stat_activity WHERE application_name = 'AgenticGen' AND state = 'active'`;
    return (await asked.of[kind].run(kind === 'mysql' ? mysql : postgresql)).length;
  }

  test('a test tells how many tables there are and whether the user may write', async () => {
    for (const kind of SQL_KINDS) {
      const { ok, tables, mayWrite, error } = await testDatabase(databases, rowOf(kind));
      assert.deepEqual([ok, tables, mayWrite, error], [true, 1, kind !== 'sqlite', null], kind);
    }
  });

  test('a wrong password is told without the password', async () => {
    for (const kind of ['mysql', 'postgresql'] as const) {
      const wrong = { ...rowOf(kind), password_cipher: keyring.seal('wrong one', passwordPlace(kind)) };
      const { error } = await testDatabase(databases, wrong);
      assert.equal(error?.code, 'database_unreachable');
      assert.doesNotMatch(error?.message ?? '', /wrong one/);
    }
  });

  test('a file outside of the folder is not opened, by no way of naming it', async () => {
    for (const file of ['../x.db', '/etc/passwd', 'link.db', '.', 'shop.db/../../x', 'none.db']) {
      const { error } = await testDatabase(databases, rowOf('sqlite', { file }));
      assert.equal(error?.code, 'database_file_refused', file);
    }
  });

  test('a private address is reached only where the configuration names it', async () => {
    const strict = createDatabases({
      keyring,
      egress: { resolve: async () => [{ address: '10.0.0.7', family: 4 }], namedHosts: ['other.example'] },
      folder: asked.folder,
    });
    for (const host of ['127.0.0.1', 'db.example', '::1']) {
      const { error } = await testDatabase(strict, rowOf('postgresql', { host }));
      assert.equal(error?.code, 'url_refused', host);
    }
  });

  test('TLS is what the connection says: any certificate, or only one that is trusted', async () => {
    const place = (tls: Extract<SqlPlace, { tls: string }>['tls']) => rowOf('postgresql', { tls });
    assert.equal((await testDatabase(databases, place('encrypt'))).error, null);
    const { error } = await testDatabase(databases, place('verify'));
    assert.match(error?.message ?? '', /self-signed/);
    const { error: plain } = await testDatabase(databases, rowOf('mysql', { tls: 'encrypt' }));
    assert.equal(plain?.code, 'database_unreachable');
  });

  test('more questions than a process takes are told to come back', async () => {
    const stop = new AbortController();
    const endless = Array.from({ length: 16 }, () => ask('sqlite', ENDLESS.sqlite, { signal: stop.signal }));
    for (const answer of endless) answer.catch(() => undefined);
    await assert.rejects(ask('sqlite', 'SELECT 1'), { code: 'database_busy' });
    stop.abort();
    await Promise.allSettled(endless);
    assert.deepEqual((await ask('sqlite', 'SELECT 1')).rows, [[1]]);
  });

  test('what a server sends is weighed before it is kept', async () => {
    const heavy = ask('postgresql', `SELECT repeat('x', 100000000), repeat('y', 100000000)`);
    await assert.rejects(heavy, { code: 'sql_failed', message: /larger than \d+ bytes/ });
  });

  test('a query of SQLite leaves the event loop free', async () => {
    const stop = new AbortController();
    const endless = ask('sqlite', ENDLESS.sqlite, { signal: stop.signal });
    endless.catch(() => undefined);
    assert.equal((await ask('sqlite', 'SELECT count(*) FROM orders')).rows[0]?.[0], 3);
    stop.abort();
  });
});
