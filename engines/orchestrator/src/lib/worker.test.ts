import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createMemoryStore } from '../drivers/memory.ts';
import { begin, ended, inState, log, named, types, until, working } from '../testing/harness.ts';

test('a long step keeps its lease, since it is renewed while another worker waits for it to run out', async () => {
  const store = createMemoryStore();
  // Long enough that a busy machine is in time to renew it.
  const leaseMs = 1_500;
  const patient = named<unknown>('p', (ctx) =>
    ctx.step('long', async () => {
      await new Promise((resolve) => setTimeout(resolve, leaseMs * 2));
      return ctx.attempt;
    }),
  );
  await using one = working(store, [patient], { leaseMs, pollMs: 5 });
  const runId = await begin(one, store.db, 'p');
  await inState(one, runId, 'running');
  await using two = working(store, [patient], { leaseMs, pollMs: 5 });
  assert.equal((await ended(two, runId)).output, 1);
});

test('a worker whose lease is lost aborts its run and writes nothing more', async () => {
  const store = createMemoryStore();
  let reason: unknown;
  const troubles: unknown[] = [];
  const hold = named<unknown>('p', (ctx) =>
    ctx.step('hold', ({ signal, emit }) => {
      signal.addEventListener('abort', () => {
        reason = signal.reason;
        emit('too late');
      });
      return new Promise(() => {});
    }),
  );
  await using one = working(store, [hold], {
    leaseMs: 30,
    onTrouble: (trouble) => troubles.push(trouble.error),
  });
  const runId = await begin(one, store.db, 'p');
  await until('the step', async () => types(await log(one, runId)).includes('step.started'));
  const request = {
    workerId: 'thief',
    procedures: ['p'],
    now: Number.MAX_SAFE_INTEGER,
    leaseMs: 0,
    limit: 1,
  };
  await store.claim({ ...request, choose: () => [runId] });
  await until('the abort', async () => reason !== undefined);
  assert.equal((reason as { kind: string }).kind, 'lost');
  assert.ok(!types(await log(one, runId)).includes('too late'));
});

test('stop() ends what work() began: nothing is claimed after it', async () => {
  const store = createMemoryStore();
  const engine = working(store, [named<unknown>('p', async () => 1)]);
  await engine.stop({ graceMs: 0 });
  const runId = await begin(engine, store.db, 'p');
  engine.announce();
  await new Promise((resolve) => setImmediate(resolve));
  assert.equal((await engine.run(runId))?.state, 'queued');
  engine.work();
  assert.equal((await ended(engine, runId)).state, 'done');
  await engine.stop({ graceMs: 0 });
});
