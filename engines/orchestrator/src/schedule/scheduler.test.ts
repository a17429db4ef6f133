import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Kysely } from 'kysely';
import { TEST_DIALECTS } from '../../../../tools/test-servers/dialects.ts';
import type { SqlDialect } from '../drivers/dialect.ts';
import { createSqlStore } from '../drivers/sql.ts';
import { createOrchestrator } from '../lib/orchestrator.ts';
import type { Run } from '../lib/run.ts';
import { fakeClock, inState, named } from '../testing/harness.ts';
import { openSqlContract } from '../testing/sql-contract.ts';
import type { TestTables } from '../testing/sqlite.ts';
import { type Schedule, toRow, toSchedule } from './schedule.ts';
import { createScheduler, type Fired } from './scheduler.ts';

type Db = Kysely<TestTables>;
const MINUTE = 60_000;
const START = 1_000 * MINUTE;

const procedures = [named<Db>('work', (ctx) => ctx.waitFor('end'))];

/** A schedule every minute, and processes that look at it when the test says so. */
async function open(dialect: SqlDialect, changes: Partial<Schedule> = {}, refuse?: string) {
  const on = await openSqlContract(dialect);
  const clock = fakeClock(START);
  const store = createSqlStore({ db: on.db, dialect });
  const engine = createOrchestrator<Db>({ store, procedures, clock, pollMs: 10 });
  const process = () =>
    createScheduler<TestTables>({
      db: on.db,
      dialect,
      clock,
      orchestrator: engine,
      async fire(db, schedule, { at, key }): Promise<Fired> {
        if (refuse) return { kind: 'refused', reason: refuse };
        const { runId } = await engine.start(db, 'work', { at }, { scope: schedule.scope, key });
        return { kind: 'started', runId };
      },
    });
  const schedule: Schedule = {
    id: 's',
    scope: 'home',
    subject: 'w',
    timing: { kind: 'every', intervalMs: MINUTE, from: START },
    target: null,
    missed: 'skip',
    missedLimit: 3,
    overlap: 'skip',
    enabled: true,
    disabledReason: null,
    nextAt: START + MINUTE,
    queuedTick: null,
    lastTick: null,
    lastRunId: null,
    createdAt: START,
    updatedAt: START,
    ...changes,
  };
  await on.db.insertInto('schedules').values(toRow(schedule)).execute();
  const runs = async () => (await engine.list({ scope: 'home', limit: 100 })).reverse();
  const ticks = async () =>
    (await runs()).map(({ input }) => ((input as { at: number }).at - START) / MINUTE);
  const row = async () =>
    toSchedule(await on.db.selectFrom('schedules').selectAll().executeTakeFirstOrThrow());
  return {
    engine,
    clock,
    process,
    runs,
    ticks,
    row,
    /** A run is claimed, waits, and ends by its signal. */
    async end({ id }: Run): Promise<void> {
      engine.work();
      await inState(engine, id, 'waiting');
      await engine.signal(id, 'end', null);
      await inState(engine, id, 'done');
      await engine.stop({ graceMs: 0 });
    },
    [Symbol.asyncDispose]: () => on[Symbol.asyncDispose](),
  };
}

for (const dialect of TEST_DIALECTS) {
  const claim = (text: string, body: () => Promise<void>) => test(`${text} (${dialect})`, body);

  claim('four processes that look at the same time start one run for each time', async () => {
    await using on = await open(dialect, { overlap: 'allow' });
    const processes = Array.from({ length: 4 }, on.process);
    for (let minute = 0; minute < 5; minute++) {
      on.clock.advance(MINUTE);
      await Promise.all(processes.flatMap((one) => [one.look(), one.look()]));
    }
    assert.deepEqual(await on.ticks(), [1, 2, 3, 4, 5]);
    const { nextAt, lastTick } = await on.row();
    assert.deepEqual([nextAt, lastTick], [START + 6 * MINUTE, START + 5 * MINUTE]);
  });

  claim('after a standstill, missed times are skipped, run once, or run up to a bound', async () => {
    for (const [missed, expected] of [
      ['skip', []],
      ['once', [40]],
      ['all', [20, 30, 40]],
    ] as const) {
      const timing = { kind: 'every' as const, intervalMs: 10 * MINUTE, from: START };
      await using on = await open(dialect, { missed, overlap: 'allow', timing });
      on.clock.advance(45 * MINUTE);
      await on.process().look();
      assert.deepEqual(await on.ticks(), expected);
      assert.equal((await on.row()).nextAt, START + 50 * MINUTE);
    }
  });

  claim('a daily time that passed during a standstill is skipped or made up for', async () => {
    const timing = { kind: 'once' as const, at: START + MINUTE };
    for (const missed of ['skip', 'once'] as const) {
      await using on = await open(dialect, { missed, timing });
      on.clock.advance(60 * MINUTE);
      await on.process().look();
      assert.deepEqual(await on.ticks(), missed === 'skip' ? [] : [1]);
      const { enabled, nextAt } = await on.row();
      assert.deepEqual([enabled, nextAt], [false, null], 'nothing comes any more');
    }
  });

  claim('overlap: skip leaves out times while the run before goes on', async () => {
    await using on = await open(dialect, { overlap: 'skip' });
    const scheduler = on.process();
    for (let minute = 0; minute < 3; minute++) {
      on.clock.advance(MINUTE);
      await scheduler.look();
    }
    assert.deepEqual(await on.ticks(), [1]);
    await on.end((await on.runs())[0]!);
    on.clock.advance(MINUTE);
    await scheduler.look();
    assert.deepEqual(await on.ticks(), [1, 4]);
  });

  claim('overlap: queue keeps one time, and runs it when the run before has ended', async () => {
    await using on = await open(dialect, { overlap: 'queue' });
    const scheduler = on.process();
    for (let minute = 0; minute < 4; minute++) {
      on.clock.advance(MINUTE);
      await scheduler.look();
    }
    assert.deepEqual(await on.ticks(), [1]);
    assert.equal((await on.row()).queuedTick, START + 2 * MINUTE);
    await scheduler.look();
    await on.end((await on.runs())[0]!);
    await Promise.all([scheduler.look(), on.process().look()]);
    assert.deepEqual(await on.ticks(), [1, 2]);
    assert.equal((await on.row()).queuedTick, null);
  });

  claim('overlap: cancel ends the run before', async () => {
    await using on = await open(dialect, { overlap: 'cancel', missed: 'all' });
    const scheduler = on.process();
    for (let minute = 0; minute < 2; minute++) {
      on.clock.advance(MINUTE);
      await scheduler.look();
    }
    assert.deepEqual(
      (await on.runs()).map(({ state }) => state),
      ['cancelled', 'queued'],
    );
  });

  claim('a refusal switches the schedule off and says why', async () => {
    await using on = await open(dialect, {}, 'nobody may');
    on.clock.advance(MINUTE);
    await on.process().look();
    const { enabled, disabledReason } = await on.row();
    assert.deepEqual([enabled, disabledReason], [false, 'nobody may']);
    assert.deepEqual(await on.runs(), []);
  });
}

test('a scheduler that works looks by itself, and stops', async () => {
  await using on = await open('sqlite');
  on.clock.advance(MINUTE);
  const scheduler = on.process();
  scheduler.work();
  const deadline = Date.now() + 10_000;
  while ((await on.runs()).length === 0 && Date.now() < deadline)
    await new Promise((resolve) => setTimeout(resolve, 5));
  await scheduler.stop();
  assert.deepEqual(await on.ticks(), [1]);
});
