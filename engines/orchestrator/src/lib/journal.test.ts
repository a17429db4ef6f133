import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LeaseLost, OrchestratorError } from './errors.ts';
import type { RunEvent } from './event.ts';
import { createJournal, type Draft } from './journal.ts';
import { BATCH_MAX_EVENTS } from './limits.ts';
import type { Lease, Store } from './store.ts';

const lease = (runId: string): Lease => ({ runId, epoch: 1, parentId: null, procedure: 'p', scope: null });
const draft = (n: number): Draft => ({
  at: 1,
  type: 'said',
  step: null,
  attempt: 1,
  payload: { n },
  json: `{"n":${n}}`,
});
const tick = () => new Promise((resolve) => setImmediate(resolve));

type Write = Parameters<Store<null>['append']>[0];

/** A journal over a store that the test answers for. */
function setUp(append: (writes: Write) => Promise<Set<string>> = async () => new Set()) {
  const batches: [string, number[]][][] = [];
  const published: RunEvent[] = [];
  const lost: [string, unknown][] = [];
  const journal = createJournal<null>({
    store: {
      append(writes) {
        batches.push(
          writes.map(({ lease, entries }) => [lease.runId, entries.map(({ event }) => event.sequence)]),
        );
        return append(writes);
      },
      commit: async (_lease, act) => (await act(null)).value,
      settle: async () => null,
    },
    publish: (_lease, events) => published.push(...events),
    onLost: ({ runId }, error) => lost.push([runId, error]),
  });
  return { journal, batches, published, lost };
}

test('what several runs write in one turn of the event loop is one transaction', async () => {
  const { journal, batches, published } = setUp();
  const a = journal.open(lease('a'), 2);
  const b = journal.open(lease('b'), 7);
  a.push(draft(1));
  b.push(draft(1));
  await a.write(draft(2));
  assert.deepEqual(batches, [
    [
      ['a', [3, 4]],
      ['b', [8]],
    ],
  ]);
  assert.deepEqual(
    published.map(({ runId, sequence }) => `${runId}${sequence}`),
    ['a3', 'a4', 'b8'],
  );
});

test('what comes while a transaction is under way goes into the next one together', async () => {
  const first = Promise.withResolvers<Set<string>>();
  let calls = 0;
  const { journal, batches } = setUp(async () => (calls++ === 0 ? first.promise : new Set()));
  const a = journal.open(lease('a'), 0);
  a.push(draft(1));
  await tick();
  a.push(draft(2));
  a.push(draft(3));
  first.resolve(new Set());
  await a.write(draft(4));
  assert.deepEqual(batches, [[['a', [1]]], [['a', [2, 3, 4]]]]);
});

test('a batch is bounded, and no order is lost by it', async () => {
  const { journal, batches, published } = setUp();
  const a = journal.open(lease('a'), 0);
  for (let n = 0; n < BATCH_MAX_EVENTS * 2; n++) a.push(draft(n));
  await a.write(draft(-1));
  assert.deepEqual(
    batches.map(([only]) => only?.[1].length),
    [BATCH_MAX_EVENTS, BATCH_MAX_EVENTS, 1],
  );
  assert.deepEqual(
    published.map(({ sequence }) => sequence),
    published.map((_, index) => index + 1),
  );
});

test('a run whose lease is lost is told once; the others of its batch are written', async () => {
  const { journal, lost, published } = setUp(async () => new Set(['a']));
  const a = journal.open(lease('a'), 0);
  const b = journal.open(lease('b'), 0);
  const failed = assert.rejects(a.write(draft(1)), LeaseLost);
  await b.write(draft(1));
  await failed;
  await assert.rejects(a.write(draft(2)), LeaseLost);
  assert.deepEqual(
    lost.map(([runId]) => runId),
    ['a'],
  );
  assert.deepEqual(
    published.map(({ runId }) => runId),
    ['b'],
  );
});

test('one run’s trouble with the database is not the others’', async () => {
  const { journal, lost } = setUp(async (writes) => {
    if (writes.some(({ lease }) => lease.runId === 'bad'))
      throw new OrchestratorError('disk', 'Cannot write: no');
    return new Set();
  });
  const bad = journal.open(lease('bad'), 0);
  const good = journal.open(lease('good'), 0);
  const failed = assert.rejects(bad.write(draft(1)), { code: 'disk' });
  await good.write(draft(1));
  await failed;
  assert.deepEqual(
    lost.map(([runId]) => runId),
    ['bad'],
  );
});

test('a commit takes along what was pushed before it and during it, in order', async () => {
  const { journal, batches, published } = setUp();
  const a = journal.open(lease('a'), 0);
  a.push(draft(1));
  const value = await a.commit(async () => {
    a.push(draft(2));
    await tick();
    return { value: 'kept', drafts: [draft(3)] };
  });
  assert.equal(value, 'kept');
  assert.deepEqual(batches, []);
  assert.deepEqual(
    published.map(({ sequence, payload }) => [sequence, payload.n]),
    [
      [1, 1],
      [2, 2],
      [3, 3],
    ],
  );
});

test('a commit that fails writes nothing, and what was pushed is written after it', async () => {
  const { journal, published } = setUp();
  const a = journal.open(lease('a'), 0);
  a.push(draft(1));
  const failing = a.commit(async () => {
    throw new OrchestratorError('no', 'Cannot commit: no');
  });
  await assert.rejects(failing, { code: 'no' });
  await a.write(draft(2));
  assert.deepEqual(
    published.map(({ payload }) => payload.n),
    [1, 2],
  );
});

test('close() drops what is still to be written', async () => {
  const { journal, batches } = setUp();
  const a = journal.open(lease('a'), 0);
  a.push(draft(1));
  a.close();
  a.push(draft(2));
  await tick();
  await tick();
  assert.deepEqual(batches, []);
});

test('an event for later is made when it is written, in its place', async () => {
  const { journal, published } = setUp();
  const log = journal.open(lease('a'), 0);
  let made = 0;
  log.push(() => draft(++made));
  assert.equal(made, 0);
  await log.write(draft(9));
  assert.deepEqual(
    published.map(({ payload }) => payload),
    [{ n: 1 }, { n: 9 }],
  );
});

test('an event takes the place of one for later that is not written yet, and of no other', async () => {
  const { journal, published } = setUp();
  const log = journal.open(lease('a'), 0);
  const later = () => draft(1);
  log.push(later);
  await log.write(draft(2), later);
  log.push(later);
  await tick();
  await log.write(draft(3), later);
  assert.deepEqual(
    published.map(({ payload }) => payload),
    [{ n: 2 }, { n: 1 }, { n: 3 }],
  );
});
