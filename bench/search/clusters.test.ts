import assert from 'node:assert/strict';
import { test } from 'node:test';
import { makeClusters, makeSpread, NEIGHBOURS, nearestOf, recallOf, WIDTH } from './clusters.ts';

const { vectors, questions, truth } = makeClusters(400, 5);

test('vectors have length 1, and the same seed gives the same ones', () => {
  for (let row = 0; row < 400; row += 37)
    assert.ok(Math.abs(Math.hypot(...vectors.subarray(row * WIDTH, (row + 1) * WIDTH)) - 1) < 1e-5);
  assert.deepEqual(makeClusters(400, 5).questions, questions);
});

test('the truth is what comparing one by one finds, with rows left out or not', () => {
  const score = (row: number, question: number) => {
    let sum = 0;
    for (let at = 0; at < WIDTH; at++)
      sum += (vectors[row * WIDTH + at] as number) * (questions[question * WIDTH + at] as number);
    return sum;
  };
  for (const allowed of [undefined, (row: number) => row % 4 === 1]) {
    const found = nearestOf(vectors, questions, allowed);
    for (let question = 0; question < 5; question++) {
      const expected = Array.from({ length: 400 }, (_, row) => row)
        .filter((row) => allowed?.(row) ?? true)
        .sort((a, b) => score(b, question) - score(a, question))
        .slice(0, NEIGHBOURS);
      assert.deepEqual([...found.subarray(question * NEIGHBOURS, (question + 1) * NEIGHBOURS)], expected);
    }
  }
});

test('recall is the share of the true neighbours', () => {
  const all = Array.from({ length: 5 }, (_, question) => [
    ...truth.subarray(question * NEIGHBOURS, (question + 1) * NEIGHBOURS),
  ]);
  assert.equal(recallOf(all, truth), 1);
  assert.equal(
    recallOf(
      all.map((rows) => rows.slice(0, 5)),
      truth,
    ),
    0.5,
  );
  assert.equal(
    recallOf(
      all.map(() => []),
      truth,
    ),
    0,
  );
});

test('vectors without clusters have length 1 too, and their truth covers more questions than one pass takes', () => {
  const spread = makeSpread(200, 20);
  for (let row = 0; row < 200; row += 37)
    assert.ok(Math.abs(Math.hypot(...spread.vectors.subarray(row * WIDTH, (row + 1) * WIDTH)) - 1) < 1e-5);
  for (let question = 0; question < 20; question++) {
    const nearest = spread.truth.subarray(question * NEIGHBOURS, (question + 1) * NEIGHBOURS);
    assert.equal(new Set(nearest).size, NEIGHBOURS);
  }
});
