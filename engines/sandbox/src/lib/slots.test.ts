import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createSlots } from './slots.ts';

test('take() grants places in order of arrival', async () => {
  const slots = createSlots(1, 2);
  const order: string[] = [];
  await slots.take();
  const second = slots.take().then(() => order.push('second'));
  const third = slots.take().then(() => order.push('third'));
  assert.equal(slots.queued(), 2);
  slots.free(1);
  await second;
  slots.free(1);
  await third;
  assert.deepEqual(order, ['second', 'third']);
});

test('take() refuses when the queue is full and says when to come again', async () => {
  const slots = createSlots(1, 0);
  await slots.take();
  await assert.rejects(slots.take(), { code: 'sandbox_busy', retryAfterMs: 1000 });
  slots.free(1000);
  assert.equal(await slots.take(), true);
});

test('take() tells a longer wait after longer runs', async () => {
  const slots = createSlots(1, 0);
  await slots.take();
  slots.free(11_000);
  await slots.take();
  await assert.rejects(slots.take(), { retryAfterMs: 3000 });
});

test('take() gives up its place in the queue when it is aborted', async () => {
  const slots = createSlots(1, 2);
  await slots.take();
  const abort = new AbortController();
  const waiting = slots.take(abort.signal);
  const next = slots.take();
  abort.abort();
  assert.equal(await waiting, false);
  slots.free(1);
  assert.equal(await next, true);
});

test('close() refuses everyone who waits', async () => {
  const slots = createSlots(1, 2);
  await slots.take();
  const waiting = slots.take();
  slots.close();
  await assert.rejects(waiting, { code: 'sandbox_closed' });
});
