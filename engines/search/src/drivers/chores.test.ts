import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type ChoreNeeds, createChores } from './chores.ts';
import type { Chore } from './sqlite/chore.ts';

function world(due: (Chore | undefined)[], more: Partial<ChoreNeeds> = {}) {
  const told: string[] = [];
  const chores = createChores({
    due: async () => due.shift(),
    async act(path, chore) {
      told.push(`${path} ${chore}`);
      return true;
    },
    hold: () => () => false,
    onFailed: (path) => told.push(`${path} failed`),
    ...more,
  });
  return { chores, told };
}

test('what is due is done until nothing is', async () => {
  const { chores, told } = world(['learn', 'move', 'move', undefined, 'graph']);
  chores.begin('a');
  await chores.rest('a');
  assert.deepEqual(told, ['a learn', 'a move', 'a move']);
  chores.begin('a');
  await chores.rest('a');
  assert.deepEqual(told.slice(3), ['a graph']);
});

test('one collection has one chore at a time, and others go on', async () => {
  const { promise, resolve } = Promise.withResolvers<void>();
  let working = 0;
  const { chores } = world(['graph', 'graph'], {
    async act() {
      working++;
      await promise;
      return false;
    },
  });
  chores.begin('a');
  chores.begin('a');
  chores.begin('b');
  await new Promise(setImmediate);
  assert.equal(working, 2);
  resolve();
  await Promise.all([chores.rest('a'), chores.rest('b')]);
});

test('a chore that would only be done again ends it, and one that fails is told', async () => {
  const { chores, told } = world(['graph', 'graph'], { act: async () => false });
  chores.begin('a');
  await chores.rest('a');
  const failing = world(['graph'], { act: () => Promise.reject(new TypeError('no')) });
  failing.chores.begin('a');
  await failing.chores.rest('a');
  assert.deepEqual([told, failing.told], [[], ['a failed']]);
});

test('once it may not go on, nothing is asked or done any more', async () => {
  let isHeld = false;
  const { chores, told } = world(['move', 'move'], {
    hold: () => () => isHeld,
    async act(path, chore) {
      told.push(`${path} ${chore}`);
      isHeld = true;
      return true;
    },
  });
  chores.begin('a');
  await chores.rest('a');
  assert.deepEqual(told, ['a move']);
  chores.begin('a');
  await chores.rest('a');
  assert.deepEqual(told, ['a move']);
});
