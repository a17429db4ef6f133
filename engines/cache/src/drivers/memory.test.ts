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

test('bytes are counted by what a value holds, keys too, and parts of a byte as whole ones', async () => {
  const text = memoryStore<string>({ maxBytes: 2_000 });
  await text.set('a', entry('x'.repeat(500)));
  await text.set('b', entry('x'.repeat(500)));
  assert.equal(
    await text.get('a'),
    undefined,
    'two characters of two bytes each do not fit beside each other',
  );
  const bytes = memoryStore<Uint8Array>({ maxBytes: 2_000 });
  const block = { ...entry(''), value: new Uint8Array(500) };
  for (const key of ['a', 'b']) await bytes.set(key, block);
  assert.ok((await bytes.get('a')) && (await bytes.get('b')));
  const odd = memoryStore<string>({ maxBytes: 1_000, sizeOf: () => 0.5 });
  await odd.set('a', entry('1'));
  assert.ok(await odd.get('a'));
});

test('a value that grows too large takes the old one away: nobody is told what was before', async () => {
  const store = memoryStore<string>({ maxBytes: 600 });
  await store.set('a', entry('small', ['t']));
  await store.set('a', entry('x'.repeat(1_000), ['t']));
  assert.equal(await store.get('a'), undefined);
  await store.set('b', entry('other'));
  await store.deleteTag('t');
  assert.equal((await store.get('b'))?.value, 'other');
});

test('tags of entries that left are not kept: a store that turns over does not grow', async () => {
  const store = memoryStore<string>({ maxBytes: 10_000 });
  for (let index = 0; index < 5_000; index++) await store.set(`k${index}`, entry('v', [`tag-${index}`]));
  await store.deleteTag('tag-0');
  assert.equal((await store.get('k4999'))?.value, 'v');
  await store.deleteTag('tag-4999');
  assert.equal(await store.get('k4999'), undefined);
});
