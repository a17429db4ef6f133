import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  DummyDriver,
  Kysely,
  MysqlAdapter,
  MysqlIntrospector,
  MysqlQueryCompiler,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
} from 'kysely';
import { dialects, inTransaction, type SqlDialect } from './dialect.ts';
import { insertEntries } from './rows.ts';
import type { OrchestratorTables, RunsTable } from './tables.ts';

/** A database that only notes what it is asked. */
function noting(dialect: SqlDialect) {
  const asked: string[] = [];
  const driver = new DummyDriver();
  const parts = {
    sqlite: { adapter: SqliteAdapter, compiler: SqliteQueryCompiler, introspector: SqliteIntrospector },
    mysql: { adapter: MysqlAdapter, compiler: MysqlQueryCompiler, introspector: MysqlIntrospector },
  }[dialect];
  const db = new Kysely<OrchestratorTables>({
    dialect: {
      createAdapter: () => new parts.adapter(),
      createDriver: () => driver,
      createIntrospector: (inner) => new parts.introspector(inner),
      createQueryCompiler: () => new parts.compiler(),
    },
    log(event) {
      asked.push(event.query.sql);
    },
  });
  return { db, asked, parts: dialects[dialect] };
}

test('a transaction on SQLite begins as a writer', async () => {
  const { db, asked, parts } = noting('sqlite');
  await inTransaction(db, parts, async () => {});
  assert.ok(asked.includes("UPDATE runs SET attempt = attempt WHERE id = ''"));
});

test('MySQL locks the rows of runs in the order of ids, and SQLite needs no lock', async () => {
  const mysql = noting('mysql');
  await mysql.parts.lockRuns(mysql.db, ['a', 'b']);
  await mysql.parts.lockFreeRuns(mysql.db, ['a']);
  assert.deepEqual(mysql.asked, [
    'select * from `runs` where `id` in (?, ?) order by `id` for update',
    'select * from `runs` where `id` in (?) order by `id` for update skip locked',
  ]);
  const sqlite = noting('sqlite');
  await sqlite.parts.lockFreeRuns(sqlite.db, ['a']);
  assert.deepEqual(sqlite.asked, ['select * from "runs" where "id" in (?) order by "id"']);
});

test('a run with a key is inserted unless there is one, without hiding other errors', async () => {
  const row = { id: 'r', depth: 0 } as RunsTable;
  const mysql = noting('mysql');
  await mysql.parts.insertRunOfKey(mysql.db, row);
  await mysql.parts.findByKey(mysql.db, 'p', 'k');
  assert.match(mysql.asked[0] ?? '', /on duplicate key update `depth` = `runs`.`depth`$/);
  assert.match(mysql.asked[1] ?? '', /for update$/);
  const sqlite = noting('sqlite');
  await sqlite.parts.insertRunOfKey(sqlite.db, row);
  assert.match(sqlite.asked[0] ?? '', /on conflict \("procedure_name", "dedupe_key"\) do nothing$/);
});

test('a transaction is tried again after a deadlock and a busy database, and not after other errors', async () => {
  const failing = async (dialect: SqlDialect, error: object) => {
    const { db, parts } = noting(dialect);
    let tries = 0;
    const act = async () => {
      if (++tries < 3) throw Object.assign(new TypeError('refused'), error);
    };
    await inTransaction(db, parts, act).catch(() => {});
    return tries;
  };
  assert.equal(await failing('mysql', { errno: 1213 }), 3);
  assert.equal(await failing('mysql', { errno: 1062 }), 1);
  assert.equal(await failing('sqlite', { errcode: 5 }), 3);
  assert.equal(await failing('sqlite', { errcode: 517 }), 3);
  assert.equal(await failing('sqlite', { errcode: 2067 }), 1);
});

test('many events go into few statements of few sizes', async () => {
  const { db, asked } = noting('sqlite');
  const event = { runId: 'r', sequence: 1, at: 1, type: 't', step: null, attempt: 1, payload: {} };
  await insertEntries(db, Array(74).fill({ event, json: '{}' }));
  assert.deepEqual(
    asked.map((sql) => sql.split('(?').length - 1),
    [64, 8, 1, 1],
  );
});
