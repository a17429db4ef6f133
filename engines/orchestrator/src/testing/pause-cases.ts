import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createOrchestrator } from '../lib/orchestrator.ts';
import { createCrashingStore } from './crashing-store.ts';
import { begin, ended, gate, inState, log, named, type OpenStore, types, until, working } from './harness.ts';

const ask = <Db>() => named<Db>('ask', (ctx) => ctx.waitFor('answer'));
const count = (events: readonly string[], type: string) => events.filter((one) => one === type).length;

/** What pause and resume promise. */
export function pauseCases<Db>(name: string, open: OpenStore<Db>): void {
  test(`${name}: a paused run that waits keeps its signals and goes on with them once it is resumed`, async () => {
    await using on = await open();
    await using engine = working(on.store, [ask<Db>()]);
    const runId = await begin(engine, on.db, 'ask');
    await inState(engine, runId, 'waiting');
    assert.equal(await engine.pause(runId, 'lunch'), true);
    assert.equal(await engine.pause(runId, 'again'), false);
    const { pausedAt, pauseReason } = (await engine.run(runId))!;
    assert.ok(pausedAt);
    assert.equal(pauseReason, 'lunch');
    await engine.signal(runId, 'answer', 1);
    const other = await begin(engine, on.db, 'ask');
    await inState(engine, other, 'waiting');
    assert.equal((await engine.run(runId))!.attempt, 1, 'nobody took it meanwhile');
    assert.equal(await engine.resume(runId), true);
    assert.equal(await engine.resume(runId), false);
    const run = await ended(engine, runId);
    assert.deepEqual(run.output, { kind: 'signal', name: 'answer', payload: 1 });
    const said = await log(engine, runId);
    assert.deepEqual(
      said.map(({ sequence }) => sequence),
      said.map((_, index) => index + 1),
    );
    assert.equal(count(types(said), 'run.paused'), 1);
    assert.equal(count(types(said), 'run.resumed'), 1);
  });

  test(`${name}: pause() in another process parks what is under way, with the runs below`, async () => {
    await using on = await open();
    const release = gate();
    let tries = 0;
    const child = named<Db>('child', (ctx) =>
      ctx.step('long', async ({ signal }) => {
        if (++tries > 1) return release.passed.then(() => 7);
        return new Promise<never>((_, reject) => {
          signal.addEventListener('abort', () => reject(signal.reason));
        });
      }),
    );
    const parent = named<Db>('parent', (ctx) => ctx.child('below', child, {}));
    await using worker = working(on.store, [child, parent]);
    await using other = working(on.store, []);
    const runId = await begin(worker, on.db, 'parent');
    await inState(worker, runId, 'waiting');
    await until('the child at work', async () => tries === 1);
    const below = (await worker.list({ scope: null, limit: 10 })).find(({ parentId }) => parentId === runId)!;
    await other.pause(runId, 'stop');
    await until('the pause of the child', async () =>
      types(await log(worker, below.id)).includes('run.paused'),
    );
    assert.equal((await worker.run(below.id))!.state, 'queued');
    await other.resume(runId);
    release.open();
    const run = await ended(worker, runId);
    assert.equal(run.output, 7);
    for (const id of [runId, below.id]) {
      const said = types(await log(worker, id));
      assert.deepEqual([count(said, 'run.paused'), count(said, 'run.resumed')], [1, 1]);
    }
  });

  test(`${name}: a run that begins below a paused one is paused with it`, async () => {
    await using on = await open();
    const child = named<Db>('child', async () => 1);
    const opened = gate();
    const parent = named<Db>('parent', async (ctx) => {
      const late = ctx.step('late', () => opened.passed);
      await late.catch(() => {});
      return ctx.child('below', child, {});
    });
    await using engine = working(on.store, [child, parent]);
    const runId = await begin(engine, on.db, 'parent');
    await until('the step', async () => types(await log(engine, runId)).includes('step.started'));
    await on.store.pause(runId, 'quiet', Date.now());
    const { runId: childId } = await engine.start(on.db, 'child', {}, { parentId: runId });
    assert.equal((await engine.run(childId))!.pauseReason, 'quiet');
    opened.open();
    await engine.resume(runId);
    await ended(engine, childId);
    assert.equal((await ended(engine, runId)).output, 1);
  });

  test(`${name}: a paused run can be cancelled, held or not`, async () => {
    await using on = await open();
    await using engine = working(on.store, [ask<Db>()]);
    const runId = await begin(engine, on.db, 'ask');
    await inState(engine, runId, 'waiting');
    await engine.pause(runId, 'wait');
    assert.equal(await engine.cancel(runId, 'enough'), true);
    const run = await ended(engine, runId);
    assert.deepEqual([run.state, run.pausedAt], ['cancelled', null]);
    assert.equal(await engine.pause(runId, 'late'), false);
  });

  test(`${name}: a pause outlives the worker that held the run, and is told once`, async () => {
    await using on = await open();
    const slow = named<Db>('slow', async (ctx) => {
      await ctx.step('first', async () => 1);
      return ctx.commit('second', async (db) => on.addEffect(db, 'done').then(() => 2));
    });
    const doomed = createCrashingStore(on.store, 3, 'before');
    const first = createOrchestrator({ store: doomed.store, procedures: [slow], pollMs: 5, leaseMs: 200 });
    // Before the worker begins to look, since each look counts as a write.
    const { runId } = await first.start(on.db, 'slow', {});
    first.work();
    await doomed.dead;
    await on.store.pause(runId, 'hold', Date.now());
    await using second = working(on.store, [slow], { leaseMs: 200 });
    await new Promise((resolve) => setTimeout(resolve, 400));
    assert.equal((await second.run(runId))!.attempt, 1);
    await second.resume(runId);
    assert.equal((await ended(second, runId)).output, 2);
    const said = types(await log(second, runId));
    assert.deepEqual([count(said, 'run.paused'), count(said, 'run.resumed')], [1, 1]);
    assert.equal(await on.countEffects('done'), 1);
    doomed.bury();
    await first.stop({ graceMs: 0 });
  });
}
