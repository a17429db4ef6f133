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

  test(`${name}: keys are taken as they are: any text, any length, no two alike`, async () => {
    const store = await makeStore();
    const keys = [
      '',
      ' ',
      '__proto__',
      'constructor',
      '知识',
      'a|b',
      'a',
      'A',
      'x'.repeat(2_000),
      'x'.repeat(2_001),
    ];
    for (const key of keys) await store.set(key, entry(`value of ${key}`, [key]));
    for (const key of keys) assert.equal((await store.get(key))?.value, `value of ${key}`, key);
    await store.deleteTag('__proto__');
    const left = await Promise.all(keys.map(async (key) => (await store.get(key)) !== undefined));
    assert.deepEqual(
      left,
      keys.map((key) => key !== '__proto__'),
    );
  });

  test(`${name}: an entry keeps its times, and what is empty is not what is missing`, async () => {
    const store = await makeStore();
    const empty = { value: '', freshUntil: 1_234_567_890_123, staleUntil: 1_234_567_890_999, tags: [] };
    await store.set('a', empty);
    assert.deepEqual(await store.get('a'), empty);
  });

  test(`${name}: an entry that was deleted takes its tags with it`, async () => {
    const store = await makeStore();
    await store.set('a', entry('1', ['t']));
    await store.delete('a');
    await store.set('a', entry('2'));
    await store.deleteTag('t');
    assert.equal((await store.get('a'))?.value, '2');
    await store.set('b', entry('3', ['t']));
    await store.clear();
    await store.set('b', entry('4'));
    await store.deleteTag('t');
    assert.equal((await store.get('b'))?.value, '4');
  });

  test(`${name}: one tag reaches a thousand entries and no other`, async () => {
    const store = await makeStore();
    const keys = Array.from({ length: 1_000 }, (_, index) => `key-${index}`);
    await Promise.all(
      keys.map((key, index) => store.set(key, entry(key, [index % 2 === 0 ? 'even' : 'odd']))),
    );
    await store.deleteTag('even');
    const left = await Promise.all(keys.map((key) => store.get(key)));
    assert.equal(left.filter((found) => found !== undefined).length, 500);
    assert.ok(left.every((found, index) => (found === undefined) === (index % 2 === 0)));
  });

  test(`${name}: writes of one key that come at once leave one of them, whole`, async () => {
    const store = await makeStore();
    await Promise.all(
      Array.from({ length: 50 }, (_, index) => store.set('a', entry(`${index}`, [`t${index}`]))),
    );
    const found = await store.get('a');
    assert.deepEqual(found?.tags, [`t${found?.value}`]);
    for (let index = 0; index < 50; index++)
      if (`${index}` !== found?.value) await store.deleteTag(`t${index}`);
    assert.deepEqual(await store.get('a'), found);
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
