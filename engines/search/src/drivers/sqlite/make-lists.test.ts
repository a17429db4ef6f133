import assert from 'node:assert/strict';
import { test } from 'node:test';
import { prepare, similarity } from '../../lib/metric.ts';
import { random } from '../../testing/random.ts';
import { eightBits } from './graph.ts';
import { searchLists } from './inverted-lists.ts';
import { makeLists, type Rows } from './make-lists.ts';

const WIDTH = 16;
const COUNT = 1_000;
const DEPTH = 16;

/** Around `centres` points, or all over where there are none; keys have gaps. */
function rowsOf(seed: number, centres: number): Rows {
  const next = random(seed);
  const draw = () => Float32Array.from({ length: WIDTH }, () => next() + next() - 1);
  const middles = Array.from({ length: centres }, draw);
  const cells = new Float32Array(COUNT * WIDTH);
  for (let row = 0; row < COUNT; row++) {
    const middle = middles[row % centres];
    const vector = draw().map((value, at) => value * (middle ? 0.3 : 1) + (middle?.[at] ?? 0));
    cells.set(prepare(vector, 'cosine'), row * WIDTH);
  }
  return { keys: Uint32Array.from({ length: COUNT }, (_, row) => row * 3 + 1), cells, width: WIDTH };
}

function nearestOf({ keys, cells }: Rows, question: Float32Array): number[] {
  const compare = similarity('cosine');
  return [...keys.keys()]
    .sort((a, b) => compare(cells, b * WIDTH, question) - compare(cells, a * WIDTH, question))
    .slice(0, 10)
    .map((row) => keys[row] as number);
}

for (const [what, centres] of [
  ['in clusters', 40],
  ['all over', 0],
] as const)
  test(`of vectors that lie ${what} lists find as many of the nearest as was asked for`, () => {
    const rows = rowsOf(7, centres);
    const lists = makeLists(rows, 0.95, DEPTH);
    assert.ok(lists);
    let right = 0;
    const questions = Array.from({ length: 50 }, (_, at) =>
      rows.cells.slice(at * 17 * WIDTH, (at * 17 + 1) * WIDTH),
    );
    for (const question of questions) {
      const { keys, counts } = searchLists(lists, eightBits(question, WIDTH, lists.scale), DEPTH);
      const found = new Set(keys.subarray(0, counts[0]));
      right += nearestOf(rows, question).filter((key) => found.has(key)).length;
    }
    assert.ok(right / (questions.length * 10) >= 0.92, String(right / (questions.length * 10)));
  });

test('each vector is in one list, and finds come nearest first, each question for itself', () => {
  const rows = rowsOf(9, 20);
  const lists = makeLists(rows, 0.95, DEPTH);
  assert.ok(lists);
  const listed = lists.lists.flatMap(({ keys }) => [...keys]).sort((a, b) => a - b);
  assert.deepEqual(listed, [...rows.keys]);
  const asked = eightBits(rows.cells.slice(0, 5 * WIDTH), WIDTH, lists.scale);
  const together = searchLists(lists, asked, DEPTH);
  for (let at = 0; at < 5; at++) {
    const alone = searchLists(lists, asked.slice(at * WIDTH, (at + 1) * WIDTH), DEPTH);
    const [start, count] = [at * DEPTH, together.counts[at] as number];
    assert.deepEqual(together.keys.slice(start, start + count), alone.keys.slice(0, alone.counts[0]));
    const distances = [...together.distances.subarray(start, start + count)];
    assert.deepEqual(
      distances,
      distances.toSorted((a, b) => a - b),
    );
    assert.equal(together.keys[start], rows.keys[at]);
  }
});

test('where half of the vectors are one and the same the others are found as before', () => {
  const rows = rowsOf(4, 20);
  for (let row = 0; row < COUNT; row += 2) rows.cells.copyWithin(row * WIDTH, WIDTH, WIDTH * 2);
  const lists = makeLists(rows, 0.5, DEPTH);
  assert.equal(
    lists?.lists.reduce((sum, { keys }) => sum + keys.length, 0),
    COUNT,
  );
  const asked = eightBits(rows.cells.slice(5 * WIDTH, 6 * WIDTH), WIDTH, lists?.scale ?? 1);
  assert.ok(lists && searchLists(lists, asked, DEPTH).keys.includes(rows.keys[5] as number));
});
