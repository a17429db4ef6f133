import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { EstimateError } from '../lib/estimate.ts';
import { DEPTH_MS } from '../lib/limits.ts';
import type { PoolChange } from '../lib/schedule/pools.ts';
import { begin, ended, fakeClock, gate, inState, named, type OpenStore, until, working } from './harness.ts';

/** What the scheduling of one process promises on top of a store: caps, pools, admission, estimates, state. */
export function scheduleCases<Db>(name: string, open: OpenStore<Db>): void {
  test(`${name}: a cap holds over two workers, and all runs end`, async () => {
    await using on = await open();
    let running = 0;
    let most = 0;
    const work = named<Db>('p', (ctx) =>
      ctx.step('work', async () => {
        most = Math.max(most, ++running);
        await new Promise((resolve) => setTimeout(resolve, 3));
        running--;
      }),
    );
    const options = { scheduling: { caps: { 'agent:*': 2 } } };
    await using one = working(on.store, [work], options);
    await using two = working(on.store, [work], options);
    const needs = { caps: ['agent:x'] };
    const starts = Array.from({ length: 12 }, () => one.start(on.db, 'p', {}, { needs }));
    const runs = await Promise.all(starts);
    one.announce();
    for (const { runId } of runs) assert.equal((await ended(two, runId)).state, 'done');
    assert.ok(most >= 1 && most <= 2, `${most} at a time`);
  });

  test(`${name}: what a worker that is gone had under a cap does not keep those that wait from running`, async () => {
    await using on = await open();
    const needs = { caps: ['agent:x'], limits: { 'agent:x': 2 } };
    const never = named<Db>('p', () => new Promise(() => undefined));
    let isGone = false;
    const store: typeof on.store = {
      ...on.store,
      claim: async (request) => (isGone ? [] : on.store.claim(request)),
      renew: async (leases, until) => (isGone ? new Set() : on.store.renew(leases, until)),
    };
    await using first = working(store, [never], { exclusive: true });
    const runs = await Promise.all(Array.from({ length: 6 }, () => first.start(on.db, 'p', {}, { needs })));
    first.announce();
    await until('two runs', async () => (await first.state()).running.length === 2);
    isGone = true;
    await using second = working(on.store, [named<Db>('p', async () => 1)], { exclusive: true });
    for (const { runId } of runs) assert.equal((await ended(second, runId)).state, 'done');
  });

  test(`${name}: a child counts for what is looked up when it starts, and one that can never fit is refused`, async () => {
    await using on = await open();
    const child = named<Db>('child', async () => 1);
    const parent = named<Db>('parent', async (ctx) => {
      const tags = async () => ({ caps: ['agent:x'], limits: { 'agent:x': 7 } });
      await ctx.child('a', child, {}, { needs: { cpu: 1 }, tags });
      return ctx.child('b', child, {}, { needs: { cpu: 3 } }).catch(({ code }) => code);
    });
    const seen: unknown[] = [];
    const store = { ...on.store };
    store.insert = (db, run) => {
      seen.push(run.needs);
      return on.store.insert(db, run);
    };
    await using engine = working(store, [child, parent], { scheduling: { capacity: { cpu: 2 } } });
    const runId = await begin(engine, on.db, 'parent');
    assert.equal((await ended(engine, runId)).output, 'resources_unmet');
    assert.deepEqual(seen, [null, { cpu: 1, caps: ['agent:x'], limits: { 'agent:x': 7 } }]);
    const greedy = engine.start(on.db, 'child', {}, { needs: { cpu: 2.5 } });
    await assert.rejects(greedy, { code: 'resources_unmet' });
  });

  test(`${name}: a pool grows under its queue, and others keep their places meanwhile`, async () => {
    await using on = await open();
    const doors = gate();
    const told: PoolChange[] = [];
    const hold = named<Db>('hold', (ctx) => ctx.step('hold', () => doors.passed));
    const quick = named<Db>('quick', async () => 1);
    await using engine = working(on.store, [hold, quick], {
      concurrency: 1,
      pools: { 'agent:*': { min: 1, max: 3, growAfterMs: 1 } },
      onPool: (change) => told.push(change),
    });
    const held: string[] = [];
    for (let n = 0; n < 5; n++) held.push((await engine.start(on.db, 'hold', {}, { pool: 'agent:x' })).runId);
    engine.announce();
    await until('the pool at its bound', async () => {
      const { pools } = await engine.state();
      return pools.some(({ pool, size, busy }) => pool === 'agent:x' && size === 3 && busy === 3);
    });
    assert.equal((await ended(engine, await begin(engine, on.db, 'quick'))).state, 'done');
    assert.ok(told.every(({ pool, reason }) => pool === 'agent:x' && reason === 'queue'));
    const { queued, running } = await engine.state();
    assert.deepEqual(
      queued.map((lane) => [lane.rank, lane.pool, lane.queued]),
      [[2, 'agent:x', 2]],
    );
    assert.equal(running.length, 3);
    doors.open();
    for (const runId of held) assert.equal((await ended(engine, runId)).state, 'done');
  });

  test(`${name}: a start past the depth is refused with a time to come back, and children never are`, async () => {
    await using on = await open();
    const doors = gate();
    const child = named<Db>('child', async () => 7);
    const parent = named<Db>('parent', async (ctx) => {
      await ctx.step('wait', () => doors.passed);
      return ctx.child('child', child, {});
    });
    const admission = { maxQueued: 4, maxQueuedPerScope: 2 };
    const clock = fakeClock();
    await using engine = working(on.store, [parent, child], { concurrency: 1, admission, clock });
    const first = await begin(engine, on.db, 'parent');
    await inState(engine, first, 'running');
    clock.advance(DEPTH_MS);
    const queued: string[] = [];
    const start = async (scope: string | null) =>
      queued.push((await engine.start(on.db, 'parent', {}, { scope })).runId);
    for (const scope of ['a', 'a', 'b']) await start(scope);
    await assert.rejects(
      start('a'),
      (error: { code: string; fullness: { retryAfterMs: number; of: string } }) => {
        assert.deepEqual([error.code, error.fullness.of], ['queue_full', 'scope']);
        assert.ok(error.fullness.retryAfterMs >= 1_000);
        return true;
      },
    );
    const keyed = { scope: 'b', key: 'k' };
    queued.push((await engine.start(on.db, 'parent', {}, keyed)).runId);
    await assert.rejects(start('c'), { code: 'queue_full' });
    assert.equal(
      (await engine.start(on.db, 'parent', {}, keyed)).runId,
      queued.at(-1),
      'it is there already',
    );
    await assert.rejects(engine.start(on.db, 'child', {}, keyed), { code: 'queue_full' });
    await assert.rejects(engine.fork(on.db, first), { code: 'queue_full' });
    queued.push((await engine.start(on.db, 'parent', {}, { scope: 'c', always: true })).runId);
    doors.open();
    for (const runId of [first, ...queued]) assert.equal((await ended(engine, runId)).output, 7);
  });

  test(`${name}: an estimate comes from what was measured, survives a restart, and its error is told`, async () => {
    await using on = await open();
    const errors: EstimateError[] = [];
    const doors = gate();
    let waits = false;
    const p = named<Db>('p', (ctx) =>
      ctx.step('work', async () => {
        if (waits) await doors.passed;
        else await new Promise((resolve) => setTimeout(resolve, 20));
      }),
    );
    const options = { onEstimate: (error: EstimateError) => errors.push(error) };
    const one = working(on.store, [p], options);
    const before = await begin(one, on.db, 'p');
    assert.equal(await one.estimate('none'), null);
    await ended(one, before);
    await ended(one, await begin(one, on.db, 'p'));
    await until('the error', async () => errors.length === 1);
    assert.ok(errors[0]!.predictedMs > 0 && errors[0]!.actualMs >= 19);
    assert.equal(await one.estimate(before), null, 'it has ended');
    await one.stop({ graceMs: 0 });
    waits = true;
    await using two = working(on.store, [p], options);
    const runId = await begin(two, on.db, 'p');
    await inState(two, runId, 'running');
    const estimate = await until('an estimate', () => two.estimate(runId));
    assert.ok(Math.abs(estimate.at - Date.now()) < 60_000);
    assert.ok(estimate.sureness > 0 && estimate.sureness < 1);
    doors.open();
    await ended(two, runId);
  });
}
