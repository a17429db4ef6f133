import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { StepFailed } from '../lib/errors.ts';
import {
  begin,
  ended,
  fakeClock,
  inState,
  log,
  named,
  type OpenStore,
  types,
  until,
  working,
} from './harness.ts';

const ask = <Db>(timeoutMs?: number) => named<Db>('ask', (ctx) => ctx.waitFor('answer', { timeoutMs }));

/** What waits, children and cancels promise. */
export function waitCases<Db>(name: string, open: OpenStore<Db>): void {
  test(`${name}: waitFor() gives the worker back and gets the signal once`, async () => {
    await using on = await open();
    await using engine = working(on.store, [ask<Db>()]);
    const runId = await begin(engine, on.db, 'ask');
    await inState(engine, runId, 'waiting');
    await engine.signal(runId, 'other', 0);
    await engine.signal(runId, 'answer', { yes: true });
    assert.deepEqual((await ended(engine, runId)).output, {
      kind: 'signal',
      name: 'answer',
      payload: { yes: true },
    });
    const received = (await log(engine, runId)).filter(({ type }) => type === 'signal.received');
    assert.deepEqual(
      received.map(({ payload }) => payload),
      [{ signal: 'answer', payload: { yes: true } }],
    );
  });

  test(`${name}: a signal that comes before its wait is kept, and two signals reach two waits in order`, async () => {
    await using on = await open();
    const twice = named<Db>('twice', async (ctx) => {
      const first = await ctx.waitFor<number>('a');
      await ctx.step('work', async () => 1);
      return [first, await ctx.waitFor<number>('b')];
    });
    await using engine = working(on.store, [twice]);
    const { runId } = await engine.start(on.db, 'twice', {});
    await engine.signal(runId, 'b', 2);
    await engine.signal(runId, 'a', 1);
    const signals = [1, 2].map((payload) => ({ kind: 'signal', name: payload === 1 ? 'a' : 'b', payload }));
    assert.deepEqual((await ended(engine, runId)).output, signals);
  });

  test(`${name}: waitFor() ends with a timeout at the time that was fixed when it began`, async () => {
    await using on = await open();
    const clock = fakeClock();
    await using engine = working(on.store, [ask<Db>(60_000)], { clock });
    const runId = await begin(engine, on.db, 'ask');
    await inState(engine, runId, 'waiting');
    clock.advance(59_999);
    await engine.signal(runId, 'other', 0); // makes it look again
    await until('a second look', async () => (await engine.run(runId))?.attempt === 2);
    await inState(engine, runId, 'waiting');
    clock.advance(1);
    assert.deepEqual((await ended(engine, runId)).output, { kind: 'timeout' });
  });

  test(`${name}: a signal reaches a wait while another branch is at work`, async () => {
    await using on = await open();
    const both = named<Db>('both', async (ctx) => {
      let release: (() => void) | undefined;
      const work = ctx.step(
        'work',
        () => new Promise<string>((resolve) => (release = () => resolve('worked'))),
      );
      const answer = ctx.waitFor('answer').then((result) => {
        release?.();
        return result.kind;
      });
      return ctx.all([work, answer]);
    });
    await using engine = working(on.store, [both]);
    const runId = await begin(engine, on.db, 'both');
    await until('the wait', async () =>
      (await log(engine, runId)).some(({ payload }) => payload.signal === 'answer'),
    );
    await engine.signal(runId, 'answer', 1);
    assert.deepEqual((await ended(engine, runId)).output, ['worked', 'signal']);
  });

  test(`${name}: sleep() ends when its time has come`, async () => {
    await using on = await open();
    const clock = fakeClock();
    const nap = named<Db>('nap', async (ctx) => {
      await ctx.sleep('night', 30_000);
      return ctx.attempt;
    });
    await using engine = working(on.store, [nap], { clock });
    const runId = await begin(engine, on.db, 'nap');
    await inState(engine, runId, 'waiting');
    clock.advance(30_000);
    assert.equal((await ended(engine, runId)).output, 2);
    const seen = types(await log(engine, runId));
    assert.deepEqual(seen.slice(2), [
      'step.started',
      'run.waiting',
      'run.started',
      'step.finished',
      'run.finished',
    ]);
  });

  test(`${name}: child() gives the child's output, or its failure by code`, async () => {
    await using on = await open();
    const double = named<Db>('double', async (ctx, input) => {
      const { n } = input as { n: number };
      if (n < 0) throw Object.assign(new TypeError('negative'), { code: 'negative' });
      return ctx.step('double', async () => n * 2);
    });
    const parent = named<Db>('parent', async (ctx) => {
      const good = await ctx.all([ctx.child('a', double, { n: 1 }), ctx.child('b', double, { n: 2 })]);
      return [...good, await ctx.child('c', double, { n: -1 }).catch((error: StepFailed) => error.code)];
    });
    await using engine = working(on.store, [double, parent]);
    const runId = await begin(engine, on.db, 'parent');
    assert.deepEqual((await ended(engine, runId)).output, [2, 4, 'negative']);
    const runs = await engine.list({ scope: null, limit: 10 });
    assert.equal(runs.filter(({ parentId }) => parentId === runId).length, 3);
  });

  test(`${name}: cancel() ends a queued and a waiting run at once, and an ended one not`, async () => {
    await using on = await open();
    await using engine = working(on.store, [ask<Db>(), named<Db>('quick', async () => 1)]);
    const waiting = await begin(engine, on.db, 'ask');
    await inState(engine, waiting, 'waiting');
    assert.equal(await engine.cancel(waiting, 'enough'), true);
    assert.equal((await engine.run(waiting))?.state, 'cancelled');
    assert.deepEqual((await log(engine, waiting)).at(-1)?.payload, { reason: 'enough' });
    const quick = await begin(engine, on.db, 'quick');
    await ended(engine, quick);
    assert.equal(await engine.cancel(quick, 'late'), false);
    assert.equal(await engine.cancel('none', 'late'), false);
    await engine.stop({ graceMs: 0 });
    const { runId } = await engine.start(on.db, 'quick', {});
    assert.equal(await engine.cancel(runId, 'never began'), true);
    assert.deepEqual(types(await log(engine, runId)), ['run.queued', 'run.cancelled']);
  });

  test(`${name}: cancel() aborts a running run, which may still commit what it has`, async () => {
    await using on = await open();
    const talk = named<Db>('talk', async (ctx) => {
      await ctx.step('say', forever).catch(() => {});
      const refused = await ctx.step('more', async () => 1).catch((error) => error.code);
      await ctx.commit('keep', async (db) => on.addEffect(db, `kept after ${refused}`));
      return 'ignored';
    });
    await using engine = working(on.store, [talk]);
    const runId = await begin(engine, on.db, 'talk');
    await until('the step', async () => types(await log(engine, runId)).includes('step.started'));
    await engine.cancel(runId, 'stop');
    const run = await ended(engine, runId);
    assert.deepEqual([run.state, run.output, run.error], ['cancelled', undefined, null]);
    assert.equal(await on.countEffects('kept after run_cancelled'), 1);
  });

  test(`${name}: cancel() in another process reaches the worker, and children end with their parent`, async () => {
    await using on = await open();
    const child = named<Db>('child', (ctx) => ctx.step('long', forever));
    const parent = named<Db>('parent', (ctx) => ctx.child('below', child, {}));
    await using worker = working(on.store, [child, parent]);
    await using other = working(on.store, []);
    const runId = await begin(worker, on.db, 'parent');
    await inState(worker, runId, 'waiting');
    const below = await until('the child at work', async () => {
      const runs = await worker.list({ scope: null, limit: 10, states: ['running'] });
      return runs.find(({ parentId }) => parentId === runId);
    });
    assert.equal(await other.cancel(runId, 'enough'), true);
    assert.equal((await ended(worker, below.id)).state, 'cancelled');
    assert.equal((await ended(worker, runId)).state, 'cancelled');
  });
}

function forever({ signal }: { signal: AbortSignal }): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason));
  });
}
