import assert from 'node:assert/strict';
import { test } from 'node:test';
import { memoryStore } from '../drivers/memory.ts';
import { createCache } from './cache.ts';
import type { CacheEvent } from './events.ts';

function setUp(random = 0) {
  let now = 1_000;
  const events: CacheEvent[] = [];
  const cache = createCache<string>({
    store: memoryStore(),
    clock: () => now,
    random: () => random,
    onEvent: (event) => events.push(event),
  });
  return { cache, events, advance: (ms: number) => (now += ms) };
}

function gate() {
  let open: (value: string) => void = () => undefined;
  let fail: (error: Error) => void = () => undefined;
  const promise = new Promise<string>((resolve, reject) => {
    open = resolve;
    fail = reject;
  });
  return { promise, open, fail };
}

test('a value is fresh until its time and not after', async () => {
  const { cache, advance } = setUp();
  await cache.set('a', '1', { ttlMs: 100 });
  advance(99);
  assert.equal(cache.getSync('a'), '1');
  advance(1);
  assert.equal(cache.getSync('a'), undefined);
  assert.equal(await cache.get('a'), undefined);
});

test('lifetimes are shortened by chance, by a tenth at most', async () => {
  const { cache, advance } = setUp(1);
  await cache.set('a', '1', { ttlMs: 100 });
  advance(89);
  assert.equal(await cache.get('a'), '1');
  advance(1);
  assert.equal(await cache.get('a'), undefined);
});

test('load() calls the loader once for callers that come together', async () => {
  const { cache, events } = setUp();
  const { promise, open } = gate();
  let calls = 0;
  const loader = () => {
    calls += 1;
    return promise;
  };
  const waiting = [1, 2, 3].map(() => cache.load('a', loader, { ttlMs: 100 }));
  open('1');
  assert.deepEqual(await Promise.all(waiting), ['1', '1', '1']);
  assert.equal(calls, 1);
  assert.equal(events.filter((event) => event.type === 'load').length, 1);
});

test('load() serves a stale value at once and loads the next behind it', async () => {
  const { cache, advance, events } = setUp();
  await cache.load('a', async () => '1', { ttlMs: 100, staleMs: 100 });
  advance(150);
  const { promise, open } = gate();
  assert.equal(await cache.load('a', () => promise, { ttlMs: 100, staleMs: 100 }), '1');
  open('2');
  await promise;
  await new Promise((resolve) => setImmediate(resolve));
  assert.equal(await cache.get('a'), '2');
  assert.deepEqual(events.filter((event) => event.type === 'hit').map((event) => event.stale)[0], true);
});

test('a stale value is gone after its second time', async () => {
  const { cache, advance } = setUp();
  await cache.load('a', async () => '1', { ttlMs: 100, staleMs: 100 });
  advance(200);
  assert.equal(await cache.load('a', async () => '2', { ttlMs: 100 }), '2');
});

test('a loader that throws caches nothing, and the next caller tries again', async () => {
  const { cache } = setUp();
  const failing = cache.load('a', () => Promise.reject(new RangeError('away')), { ttlMs: 100 });
  await assert.rejects(failing, RangeError);
  assert.equal(await cache.load('a', async () => '2', { ttlMs: 100 }), '2');
});

test('a refresh that fails keeps the stale value and is told', async () => {
  const { cache, advance, events } = setUp();
  await cache.load('a', async () => '1', { ttlMs: 100, staleMs: 1_000 });
  advance(150);
  assert.equal(await cache.load('a', () => Promise.reject(new RangeError('away')), { ttlMs: 100 }), '1');
  await new Promise((resolve) => setImmediate(resolve));
  assert.ok(events.some((event) => event.type === 'refresh-failed'));
  assert.equal(await cache.load('a', async () => '2', { ttlMs: 100 }), '1');
});

test('a load that began before an invalidation does not bring the old value back', async () => {
  const { cache } = setUp();
  const { promise, open } = gate();
  const old = cache.load('a', () => promise, { ttlMs: 100, tags: ['t'] });
  await new Promise((resolve) => setImmediate(resolve));
  await cache.invalidateTag('t');
  open('old');
  assert.equal(await old, 'old');
  assert.equal(await cache.get('a'), undefined);
});

test('invalidateTag(), delete() and clear() drop what they name', async () => {
  const { cache } = setUp();
  for (const key of ['a', 'b', 'c', 'd'])
    await cache.set(key, key, { ttlMs: 100, tags: key < 'c' ? ['t'] : [] });
  await cache.invalidateTag('t');
  await cache.delete('c');
  assert.deepEqual(
    [cache.getSync('a'), cache.getSync('b'), cache.getSync('c'), cache.getSync('d')],
    [undefined, undefined, undefined, 'd'],
  );
  await cache.clear();
  assert.equal(cache.getSync('d'), undefined);
});

test('a load that was overtaken by set() or delete() writes nothing and frees no other place', async () => {
  const { cache } = setUp();
  const [first, second] = [gate(), gate()];
  const old = cache.load('a', () => first.promise, { ttlMs: 100 });
  await new Promise((resolve) => setImmediate(resolve));
  await cache.delete('a');
  const next = cache.load('a', () => second.promise, { ttlMs: 100 });
  first.open('old');
  assert.equal(await old, 'old');
  const joined = cache.load('a', async () => 'third', { ttlMs: 100 });
  second.open('new');
  assert.deepEqual([await next, await joined], ['new', 'new']);
  assert.equal(await cache.get('a'), 'new');
});

test('what is empty is a value: null, zero and the empty text are kept; undefined is not', async () => {
  const cache = createCache<string | number | null | undefined>({ store: memoryStore(), clock: () => 0 });
  for (const value of [null, 0, '']) {
    await cache.set('a', value, { ttlMs: 100 });
    assert.equal(await cache.get('a'), value);
    assert.equal(await cache.load('a', async () => 'loaded', { ttlMs: 100 }), value);
  }
  await cache.delete('a');
  let calls = 0;
  const nothing = async () => {
    calls += 1;
    return undefined;
  };
  await cache.load('a', nothing, { ttlMs: 100 });
  await cache.load('a', nothing, { ttlMs: 100 });
  assert.equal(calls, 2);
});

test('keys load beside each other, not one after the other', async () => {
  const { cache } = setUp();
  const [first, second] = [gate(), gate()];
  const a = cache.load('a', () => first.promise, { ttlMs: 100 });
  const b = cache.load('b', () => second.promise, { ttlMs: 100 });
  second.open('2');
  assert.equal(await b, '2');
  first.open('1');
  assert.equal(await a, '1');
});

test('a loader that throws before it waits fails its callers only', async () => {
  const { cache } = setUp();
  const broken = () => {
    throw new RangeError('at once');
  };
  const waiting = [1, 2].map(() => cache.load('a', broken, { ttlMs: 100 }));
  for (const outcome of await Promise.allSettled(waiting)) assert.equal(outcome.status, 'rejected');
  assert.equal(await cache.load('a', async () => '2', { ttlMs: 100 }), '2');
});

test('events say what happened: miss, load with its time, hit, stale hit', async () => {
  const { cache, events, advance } = setUp();
  const options = { ttlMs: 100, staleMs: 100 };
  const slow = async () => {
    advance(7);
    return '1';
  };
  await cache.load('a', slow, options);
  await cache.load('a', slow, options);
  advance(150);
  await cache.load('a', async () => '2', options);
  await new Promise((resolve) => setImmediate(resolve));
  assert.deepEqual(events, [
    { type: 'miss', key: 'a' },
    { type: 'load', key: 'a', durationMs: 7, ok: true },
    { type: 'hit', key: 'a', stale: false },
    { type: 'hit', key: 'a', stale: true },
    { type: 'load', key: 'a', durationMs: 0, ok: true },
  ]);
});

test('a value that is stale is not handed out by get() or getSync()', async () => {
  const { cache, advance } = setUp();
  await cache.set('a', '1', { ttlMs: 100, staleMs: 1_000 });
  advance(100);
  assert.equal(await cache.get('a'), undefined);
  assert.equal(cache.getSync('a'), undefined);
});
