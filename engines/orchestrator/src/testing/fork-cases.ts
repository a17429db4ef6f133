import assert from 'node:assert/strict';
import { test } from 'node:test';
import { begin, ended, log, named, type OpenStore, types, working } from './harness.ts';

/** What fork promises. */
export function forkCases<Db>(name: string, open: OpenStore<Db>): void {
  test(`${name}: fork() goes on from an event with the old results, and leaves the old log alone`, async () => {
    await using on = await open();
    const did: string[] = [];
    const child = named<Db, number>('child', async (_ctx, input) => (input as { n: number }).n * 2);
    const work = named<Db>('work', async (ctx, input) => {
      const { add } = input as { add: number };
      const a = await ctx.step('a', async (step) => {
        step.delta('text.delta', 'hello');
        return did.push('a');
      });
      const b = await ctx.child('b', child, { n: a });
      const c = await ctx.step('c', async () => did.push('c') + add);
      return [a, b, c];
    });
    await using engine = working(on.store, [child, work]);
    const first = await begin(engine, on.db, 'work', { add: 0 });
    assert.deepEqual((await ended(engine, first)).output, [1, 2, 2]);
    const before = await log(engine, first);
    const end = before.find(({ type, step }) => type === 'step.finished' && step === 'b')!;
    const { runId } = await engine.fork(on.db, first, { untilSequence: end.sequence, input: { add: 10 } });
    engine.announce();
    const run = await ended(engine, runId);
    assert.deepEqual(run.output, [1, 2, 13]);
    assert.equal(run.forkedFrom, first);
    assert.deepEqual(did, ['a', 'c', 'c']);
    const after = await log(engine, runId);
    assert.deepEqual(
      after.map(({ sequence }) => sequence),
      after.map((_, index) => index + 1),
    );
    assert.deepEqual(after.find(({ type }) => type === 'run.forked')?.payload, {
      from: first,
      sequence: end.sequence,
    });
    assert.ok(types(after).includes('text.delta'));
    assert.deepEqual(await log(engine, first), before);
  });

  test(`${name}: fork() begins a child anew that had not ended, and is undone with the caller's transaction`, async () => {
    await using on = await open();
    let began = 0;
    const child = named<Db, number>('child', (ctx) => ctx.step('n', async () => ++began));
    const work = named<Db>('work', (ctx) => ctx.child('b', child, {}));
    await using engine = working(on.store, [child, work]);
    const first = await begin(engine, on.db, 'work');
    assert.equal((await ended(engine, first)).output, 1);
    const undone = on.transaction(async (db) => {
      await engine.fork(db, first, { key: 'k' });
      throw Object.assign(new TypeError('no'), { code: 'undone' });
    });
    await assert.rejects(undone, { code: 'undone' });
    const started = (await log(engine, first)).find(({ type, step }) => type === 'step.started' && step)!;
    const until = { untilSequence: started.sequence, key: 'k' };
    const { runId } = await engine.fork(on.db, first, until);
    assert.equal((await engine.fork(on.db, first, until)).runId, runId);
    engine.announce();
    assert.equal((await ended(engine, runId)).output, 2);
    await assert.rejects(engine.fork(on.db, 'none'), { code: 'run_not_found' });
  });
}
