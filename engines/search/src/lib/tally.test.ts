import assert from 'node:assert/strict';
import { test } from 'node:test';
import { random } from '../testing/random.ts';
import { createTally } from './tally.ts';

function entriesOf(tally: ReturnType<typeof createTally>): [number, number, number][] {
  const entries: [number, number, number][] = [];
  tally.each((...entry) => entries.push(entry));
  return entries;
}

test('each() gives every number once, with its first weight and all counts, in the order in which they came', () => {
  const tally = createTally();
  tally.add(7, 1, 2);
  tally.add(-3, 0.5, 1);
  tally.add(7, 9, 3);
  assert.deepEqual(entriesOf(tally), [
    [7, 1, 5],
    [-3, 0.5, 1],
  ]);
});

test('clear() leaves nothing, and what was there before counts no more', () => {
  const tally = createTally();
  tally.add(1, 1, 1);
  tally.clear();
  assert.deepEqual(entriesOf(tally), []);
  tally.add(1, 2, 1);
  assert.deepEqual(entriesOf(tally), [[1, 2, 1]]);
});

test('a tally of many numbers counts as a map does', () => {
  const [tally, counts, next] = [createTally(), new Map<number, number>(), random(5)];
  for (let turn = 0; turn < 8_000; turn++) {
    // Some come often, most once, and some lie side by side.
    const number = Math.floor(next() ** 3 * 2 ** 32) | 0;
    tally.add(number, 1, 1);
    counts.set(number, (counts.get(number) ?? 0) + 1);
  }
  assert.deepEqual(
    entriesOf(tally).map(([number, , count]) => [number, count]),
    [...counts],
  );
});
