import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Entry, Store } from './lib/store.ts';

export function entry(value: string, tags: string[] = []): Entry<string> {
  return { value, freshUntil: 10, staleUntil: 20, tags };
}

/** What every driver has to hold. `makeStore` gives an empty store each time. */
export function storeContract(name: string, makeStore: () => Promise<Store<string>>): void {
  test(`${name}: get() answers what was set, and nothing for another key`, async () => {
    const store = await makeStore();
    await store.set('a', entry('1', ['t']));
    assert.deepEqual(await store.get('a'), entry('1', ['t']));
    assert.equal(await store.get('b'), undefined);
  });

  test(`${name}: set() replaces the value and its tags`, async () => {
    const store = await makeStore();
    await store.set('a', entry('1', ['old']));
    await store.set('a', entry('2', ['new']));
    await store.deleteTag('old');
    assert.equal((await store.get('a'))?.value, '2');
    await store.deleteTag('new');
    assert.equal(await store.get('a'), undefined);
  });

  test(`${name}: deleteTag() deletes all that have the tag and nothing else`, async () => {
    const store = await makeStore();
    await store.set('a', entry('1', ['x', 'y']));
    await store.set('b', entry('2', ['x']));
    await store.set('c', entry('3', ['y']));
    await store.deleteTag('x');
    assert.deepEqual(await Promise.all(['a', 'b', 'c'].map(async (key) => (await store.get(key))?.value)), [
      undefined,
      undefined,
      '3',
    ]);
    await store.deleteTag('never set');
  });

  test(`${name}: delete() and clear() are not disturbed by what is missing`, async () => {
    const store = await makeStore();
    await store.delete('a');
    await store.set('a', entry('1'));
    await store.delete('a');
    assert.equal(await store.get('a'), undefined);
    await store.set('b', entry('2', ['t']));
    await store.clear();
    assert.equal(await store.get('b'), undefined);
  });

  test(`${name}: getSync() never answers what get() does not`, async () => {
    const store = await makeStore();
    assert.equal(store.getSync('a'), undefined);
    await store.set('a', entry('1'));
    const quick = store.getSync('a');
    if (quick) assert.deepEqual(quick, await store.get('a'));
    await store.delete('a');
    assert.equal(store.getSync('a'), undefined);
  });
}
