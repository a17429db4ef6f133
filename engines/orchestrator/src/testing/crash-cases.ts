import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { RunEvent } from '../lib/event.ts';
import { currentText } from '../lib/fold.ts';
import { createOrchestrator } from '../lib/orchestrator.ts';
import { createCrashingStore, type DeathMoment } from './crashing-store.ts';
import { begin, type ContractStore, ended, log, named, type OpenStore, working } from './harness.ts';

/** More than the procedure below writes; the loop ends where nobody dies any more. */
const MAX_WRITES = 60;

/** Steps, text, commits, a sleep, a child, an emission: all that can be cut in two. */
function journey<Db>(on: ContractStore<Db>) {
  const below = named<Db, number>('below', (ctx) =>
    ctx.commit('write', async (db) => on.addEffect(db, 'child').then(() => 7)),
  );
  const travel = named<Db>('travel', async (ctx) => {
    ctx.emit('note', { n: 1 });
    const a = await ctx.step('a', async (step) => {
      for (const word of ['one ', 'two ', 'three']) step.delta('text.delta', word);
      return 1;
    });
    const b = await ctx.commit('b', async (db) => on.addEffect(db, 'first').then(() => a + 1));
    ctx.emit('note', { n: 2 });
    await ctx.sleep('nap', 1);
    const reuse = { key: 'c', mark: 'c', ttlMs: 1_000, find: true, keep: (output: number) => output };
    const [c, d] = await ctx.all([ctx.child('c', below, {}, { reuse }), ctx.step('d', async () => 10)]);
    const e = await ctx.commit('e', async (db) => on.addEffect(db, 'second').then(() => b + c + d));
    return { total: e };
  });
  return [below, travel];
}

async function dieAndRecover<Db>(
  on: ContractStore<Db>,
  atWrite: number,
  moment: DeathMoment,
): Promise<boolean> {
  const procedures = journey(on);
  const doomed = createCrashingStore(on.store, atWrite, moment);
  const first = createOrchestrator({ store: doomed.store, procedures, pollMs: 5, exclusive: true });
  first.work();
  const runId = await begin(first, on.db, 'travel');
  await Promise.race([doomed.dead, ended(first, runId).catch(() => {})]);
  const died = doomed.died();
  await using second = working(on.store, procedures, { exclusive: true, pollMs: 5 });
  const run = await ended(second, runId);
  const where = `death ${moment} write ${atWrite}`;
  assert.deepEqual([run.state, run.output], ['done', { total: 19 }], where);
  check(await log(second, runId), where);
  for (const effect of ['first', 'second', 'child']) assert.equal(await on.countEffects(effect), 1, where);
  doomed.bury();
  await first.stop({ graceMs: 0 });
  return died;
}

function check(events: RunEvent[], where: string): void {
  assert.deepEqual(
    events.map(({ sequence }) => sequence),
    events.map((_, index) => index + 1),
    where,
  );
  const notes = events.filter(({ type }) => type === 'note').map(({ payload }) => payload.n);
  assert.deepEqual(notes, [1, 2], where);
  assert.equal(currentText(events), 'one two three', where);
  const finished = events.filter(({ type }) => type === 'step.finished').map(({ step }) => step);
  assert.deepEqual([...finished].sort(), ['a', 'b', 'c', 'd', 'e', 'nap'], where);
}

/** Dies at every write that a run makes, on both sides of it. */
export function crashCases<Db>(name: string, open: OpenStore<Db>): void {
  for (const moment of ['before', 'after'] as const) {
    test(`${name}: a worker that dies ${moment} any of its writes changes neither output nor effects`, async () => {
      let deaths = 0;
      for (let atWrite = 1; atWrite < MAX_WRITES; atWrite++) {
        await using on = await open();
        if (!(await dieAndRecover(on, atWrite, moment))) break;
        deaths++;
      }
      assert.ok(deaths >= 12 && deaths < MAX_WRITES - 1, `it died ${deaths} times`);
    });
  }
}
