import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createSlots, type Slots } from './slots.ts';

/** Waits in the queue; writes its name down when it has its place. */
function queue(slots: Slots, order: string[], ...shares: string[]): Promise<unknown>[] {
  return shares.map((share) => slots.take(share).then(() => order.push(share)));
}

test('take() grants places in order of arrival within a share', async () => {
  const slots = createSlots(1, 2);
  const order: string[] = [];
  await slots.take('a');
  const second = slots.take('a').then(() => order.push('second'));
  const third = slots.take('a').then(() => order.push('third'));
  assert.equal(slots.queued(), 2);
  slots.free('a', 1);
  await second;
  slots.free('a', 1);
  await third;
  assert.deepEqual(order, ['second', 'third']);
});

test('take() serves shares in turn, however many one of them has waiting', async () => {
  const slots = createSlots(1, 10);
  const order: string[] = [];
  await slots.take('flood');
  const all = queue(slots, order, 'flood', 'flood', 'flood', 'one', 'two', 'one');
  let holder = 'flood';
  for (let place = 0; place < all.length; place++) {
    slots.free(holder, 1);
    while (order.length <= place) await Promise.resolve();
    holder = order[place] ?? '';
  }
  assert.deepEqual(order, ['flood', 'one', 'two', 'flood', 'one', 'flood']);
});

test('a place goes to whoever holds fewest', async () => {
  const slots = createSlots(3, 10);
  const order: string[] = [];
  for (const share of ['a', 'a', 'b']) await slots.take(share);
  const waiting = queue(slots, order, 'a', 'c');
  slots.free('b', 1);
  await waiting[1];
  assert.deepEqual(order, ['c']);
  slots.free('a', 1);
  await waiting[0];
  assert.deepEqual(order, ['c', 'a']);
});

test('take() refuses when the queue is full and says when to come again', async () => {
  const slots = createSlots(1, 0);
  await slots.take('a');
  await assert.rejects(slots.take('a'), { code: 'sandbox_busy', retryAfterMs: 1000 });
  slots.free('a', 1000);
  assert.equal(await slots.take('a'), true);
});

test('take() tells a longer wait after longer runs, and where others want places as well', async () => {
  const slots = createSlots(1, 0);
  await slots.take('a');
  slots.free('a', 11_000);
  await slots.take('a');
  await assert.rejects(slots.take('a'), { retryAfterMs: 3000 });
  assert.equal(slots.retryAfterMs('b'), 6000);
});

test('in a full queue a newcomer takes the place of the newest of whoever waits most', async () => {
  const slots = createSlots(1, 3);
  const order: string[] = [];
  await slots.take('flood');
  const flood = [1, 2, 3].map(() => slots.take('flood'));
  await assert.rejects(slots.take('flood'), { code: 'sandbox_busy' });
  const one = queue(slots, order, 'one');
  await assert.rejects(flood[2]!, { code: 'sandbox_busy' });
  await assert.rejects(slots.take('one'), { code: 'sandbox_busy' }, 'it would then wait more than the flood');
  assert.equal(slots.queued(), 3);
  slots.free('flood', 1);
  await flood[0];
  slots.free('flood', 1);
  await one[0];
  assert.deepEqual(order, ['one']);
});

test('take() gives up its place in the queue when it is aborted', async () => {
  const slots = createSlots(1, 2);
  await slots.take('a');
  const abort = new AbortController();
  const waiting = slots.take('a', abort.signal);
  const next = slots.take('b');
  abort.abort();
  assert.equal(await waiting, false);
  slots.free('a', 1);
  assert.equal(await next, true);
  assert.equal(slots.queued(), 0);
});

test('close() refuses everyone who waits', async () => {
  const slots = createSlots(1, 2);
  await slots.take('a');
  const waiting = slots.take('b');
  slots.close();
  await assert.rejects(waiting, { code: 'sandbox_closed' });
});
