import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Kysely } from 'kysely';
import { TEST_DIALECTS } from '../../../../tools/test-servers/dialects.ts';
import type { SqlDialect } from '../drivers/dialect.ts';
import { createSqlStore } from '../drivers/sql.ts';
import { currentText } from '../lib/fold.ts';
import { MAX_KEPT_RESULTS, SWEEP_LEASE_MS } from '../lib/limits.ts';
import { createOrchestrator } from '../lib/orchestrator.ts';
import { ended, fakeClock, inState, log, named } from '../testing/harness.ts';
import { openSqlContract } from '../testing/sql-contract.ts';
import type { TestTables } from '../testing/sqlite.ts';
import { createRetention, type RetentionLimits, type RetentionOptions } from './retention.ts';

type Db = Kysely<TestTables>;
const DAY = 86_400_000;
const NEVER: RetentionLimits = { keepMs: null, keepPerScope: null, compactMs: null };

const child = named<Db>('child', async () => 1);
const procedures = [
  child,
  named<Db>('parent', (ctx) => ctx.all([ctx.child('a', child, {}), ctx.child('b', child, {})])),
  named<Db>('asking', (ctx, given) => {
    const { key = 'k', ttlMs = 100 * DAY } = given as { key?: string; ttlMs?: number };
    const reuse = { key, mark: key, ttlMs, find: true, keep: (output: unknown) => output };
    return ctx.child('a', child, {}, { reuse });
  }),
  named<Db>('wait', (ctx) => ctx.waitFor('end')),
  named<Db>('talk', (ctx) =>
    ctx.step('say', async (step) => {
      for (let n = 0; n < 20; n++) {
        step.delta('text.delta', `word${n} `, { part: n < 10 ? 1 : 2 });
        step.emit('note', {});
        step.delta('text.delta', 'more ', { part: 1 });
        await new Promise((resolve) => setTimeout(resolve, 2));
        step.delta('text.delta', 'and ', { part: 1 });
        await new Promise((resolve) => setTimeout(resolve, 60));
      }
    }),
  ),
];

async function open(dialect: SqlDialect) {
  const on = await openSqlContract(dialect);
  const clock = fakeClock(100 * DAY);
  const store = createSqlStore({ db: on.db, dialect });
  const engine = createOrchestrator<Db>({ store, procedures, clock, pollMs: 10 });
  engine.work();
  const sweeper = (limits: Partial<RetentionLimits>, more: Partial<RetentionOptions<TestTables>> = {}) =>
    createRetention({ db: on.db, dialect, clock, owner: 'one', limits: { ...NEVER, ...limits }, ...more });
  return {
    db: on.db,
    clock,
    engine,
    sweeper,
    async run(procedure: string, scope = 'home', input: object = {}): Promise<string> {
      const { runId } = await engine.start(on.db, procedure, input, { scope });
      engine.announce();
      if (procedure !== 'wait') await ended(engine, runId);
      return runId;
    },
    count: async (table: 'runs' | 'run_events' | 'run_signals' | 'run_results') =>
      (await on.db.selectFrom(table).selectAll().execute()).length,
    async [Symbol.asyncDispose]() {
      await engine.stop({ graceMs: 0 });
      await on[Symbol.asyncDispose]();
    },
  };
}

for (const dialect of TEST_DIALECTS) {
  const claim = (text: string, body: () => Promise<void>) => test(`${text} (${dialect})`, body);

  claim('runs that ended long ago go with their children, log and all; others stay', async () => {
    await using on = await open(dialect);
    const old = await on.run('parent');
    const open_ = await on.run('wait');
    await inState(on.engine, open_, 'waiting');
    on.clock.advance(10 * DAY);
    const young = await on.run('parent');
    const told: string[] = [];
    const sweep = on.sweeper({ keepMs: 9 * DAY }, { onRemove: async (_db, ids) => void told.push(...ids) });
    assert.deepEqual(await sweep.sweep(), { removed: 3, compacted: 0 });
    assert.equal(await on.engine.run(old), null);
    assert.deepEqual(await log(on.engine, old), []);
    assert.equal(told.length, 3);
    assert.equal(told.at(-1), old, 'the run itself goes last');
    assert.ok((await on.engine.run(young)) && (await on.engine.run(open_)));
    assert.equal(await on.count('runs'), 4);
    assert.deepEqual(await sweep.sweep(), { removed: 0, compacted: 0 });
  });

  claim('of each scope the newest runs are kept, and what goes on or is needed', async () => {
    await using on = await open(dialect);
    const going = await on.run('wait');
    const needed = await on.run('child');
    const runs: string[] = [];
    for (let n = 0; n < 5; n++) runs.push(await on.run('child'));
    const other = await on.run('child', 'away');
    const sweep = on.sweeper(
      { keepPerScope: 2 },
      { needed: async (_db, ids) => ids.filter((id) => id === needed) },
    );
    assert.deepEqual(await sweep.sweep(), { removed: 3, compacted: 0 });
    const left = (await on.engine.list({ scope: 'home', limit: 10 })).map(({ id }) => id);
    assert.deepEqual(left, [runs[4], runs[3], needed, going]);
    assert.ok(await on.engine.run(other));
  });

  claim('the text of ended runs is joined once, and says the same', async () => {
    await using on = await open(dialect);
    const runId = await on.run('talk');
    const before = await log(on.engine, runId);
    on.clock.advance(2 * DAY);
    const sweep = on.sweeper({ compactMs: DAY });
    const { compacted } = (await sweep.sweep())!;
    assert.ok(compacted > 0);
    const after = await log(on.engine, runId);
    assert.equal(after.length, before.length - compacted);
    assert.equal(currentText(after), currentText(before));
    const others = (events: typeof before) => events.filter(({ type }) => type !== 'text.delta');
    assert.deepEqual(others(after), others(before));
    const followed: number[] = [];
    for await (const { sequence } of on.engine.follow(runId, {
      after: 0,
      signal: new AbortController().signal,
    }))
      followed.push(sequence);
    assert.deepEqual(
      followed,
      after.map(({ sequence }) => sequence),
      'a reader gets over the gaps',
    );
    assert.deepEqual(await sweep.sweep(), { removed: 0, compacted: 0 });
  });

  claim(
    'kept results go when their time is over, with the run that gave them, and beyond the newest',
    async () => {
      await using on = await open(dialect);
      await on.run('asking', 'home', { key: 'short', ttlMs: DAY });
      await on.run('asking', 'home', { key: 'long' });
      await on.sweeper({}).sweep();
      assert.equal(await on.count('run_results'), 2);
      on.clock.advance(DAY);
      await on.sweeper({}).sweep();
      assert.equal(await on.count('run_results'), 1);
      on.clock.advance(DAY);
      await on.run('asking', 'away', { key: 'young' });
      assert.deepEqual(await on.sweeper({ keepMs: DAY }).sweep(), { removed: 4, compacted: 0 });
      const left = await on.db.selectFrom('run_results').select('scope').execute();
      assert.deepEqual(
        left.map(({ scope }) => scope),
        ['away'],
      );
      const name = (n: number) => `n${String(n).padStart(5, '0')}`;
      const rows = Array.from({ length: MAX_KEPT_RESULTS + 700 }, (_, n) => ({
        ...{ name: name(n), scope: 'full', run_id: 'r', output: '1', created_at: n },
        expires_at: on.clock.now() + DAY,
      }));
      for (let from = 0; from < rows.length; from += 500)
        await on.db
          .insertInto('run_results')
          .values(rows.slice(from, from + 500))
          .execute();
      await on.sweeper({}).sweep();
      const kept = await on.db
        .selectFrom('run_results')
        .select('name')
        .where('scope', '=', 'full')
        .orderBy('name')
        .execute();
      assert.deepEqual([kept.length, kept[0]!.name], [MAX_KEPT_RESULTS, name(700)]);
      assert.equal(await on.count('run_results'), MAX_KEPT_RESULTS + 1);
    },
  );

  claim('one process sweeps at a time, and another goes on where one has died', async () => {
    await using on = await open(dialect);
    for (let n = 0; n < 6; n++) await on.run('child');
    on.clock.advance(2 * DAY);
    const died = Promise.withResolvers<void>();
    let removed = 0;
    // The process dies with a transaction under way: it is undone, and its lease stays.
    const dying = on.sweeper(
      { keepMs: DAY },
      {
        onRemove: async () => {
          if (++removed <= 2) return;
          died.resolve();
          throw Object.assign(new TypeError('dead'), { code: 'dead' });
        },
      },
    );
    await assert.rejects(dying.sweep(), { code: 'dead' });
    await died.promise;
    assert.equal(await on.count('runs'), 4);
    const other = on.sweeper({ keepMs: DAY }, { owner: 'two' });
    assert.equal(await other.sweep(), null);
    on.clock.advance(SWEEP_LEASE_MS);
    assert.deepEqual(await other.sweep(), { removed: 4, compacted: 0 });
    assert.equal(await on.count('run_events'), 0);
  });
}

test('a sweep that works looks by itself, and stops', async () => {
  await using on = await open('sqlite');
  await on.run('child');
  on.clock.advance(2 * DAY);
  const sweep = on.sweeper({ keepMs: DAY });
  sweep.work();
  const deadline = Date.now() + 10_000;
  while ((await on.count('runs')) > 0 && Date.now() < deadline)
    await new Promise((resolve) => setTimeout(resolve, 5));
  await sweep.stop();
  assert.equal(await on.count('runs'), 0);
});
