import assert from 'node:assert/strict';
import { test } from 'node:test';
import { entry, storeContract } from '../testing.ts';
import { memoryStore } from './memory.ts';

storeContract('memory', async () => memoryStore());

test('the least recently used entry leaves first when the bytes are used up', async () => {
  const store = memoryStore<string>({ maxBytes: 1_000, sizeOf: () => 250 });
  await store.set('a', entry('1'));
  await store.set('b', entry('2'));
  assert.ok(await store.get('a'));
  await store.set('c', entry('3'));
  assert.equal(await store.get('b'), undefined);
  assert.ok((await store.get('a')) && (await store.get('c')));
});

test('an entry that left does not come back by its tag', async () => {
  const store = memoryStore<string>({ maxBytes: 500, sizeOf: () => 250 });
  await store.set('a', entry('1', ['t']));
  await store.set('b', entry('2', ['t']));
  await store.deleteTag('t');
  assert.equal(await store.get('b'), undefined);
});

test('an entry larger than the whole store is not kept', async () => {
  const store = memoryStore<string>({ maxBytes: 100 });
  await store.set('a', entry('x'.repeat(1_000), ['t']));
  assert.equal(await store.get('a'), undefined);
  await store.deleteTag('t');
});
