import assert from 'node:assert/strict';
import { test } from 'node:test';
import { binary, ndcg, recall, reciprocalRank, scoreAll } from './score.ts';

const near = (value: number, expected: number) =>
  assert.ok(Math.abs(value - expected) < 1e-4, `${value} is not ${expected}`);
const judged = new Map([
  ['a', 4],
  ['b', 2],
  ['c', 1],
  ['d', 0],
]);

test('graded nDCG agrees with what was reckoned by hand', () => {
  // b, d, a: 2 / log2 2 + 0 + 4 / log2 4 = 4; best a, b, c: 4 + 2 / 1.58496 + 1 / 2 = 5.76186.
  near(ndcg(['b', 'd', 'a'], judged, 10), 4 / 5.76186);
  near(ndcg(['a', 'b', 'c'], judged, 10), 1);
});

test('binary nDCG counts what is relevant at all', () => {
  // x, b, c: 1 / 1.58496 + 1 / 2 = 1.13093; best three: 1 + 0.63093 + 0.5 = 2.13093.
  near(ndcg(['x', 'b', 'c'], judged, 10, binary), 1.13093 / 2.13093);
  near(ndcg(['d'], judged, 10, binary), 0);
});

test('nDCG looks no deeper than its depth, for the answer and for the best order', () => {
  near(ndcg(['x', 'a'], judged, 1), 0);
  near(ndcg(['a', 'x', 'x'], judged, 1), 1);
  near(ndcg(['b', 'x'], judged, 1), 0.5);
});

test('recall is the share of what is relevant', () => {
  near(recall(['a', 'x', 'c'], judged, 3), 2 / 3);
  near(recall(['a', 'x', 'c'], judged, 2), 1 / 3);
  near(recall(['a'], new Map([['a', 0]]), 3), 0);
});

test('the reciprocal rank is that of the first relevant one', () => {
  near(reciprocalRank(['d', 'x', 'c', 'a'], judged), 1 / 3);
  near(reciprocalRank(['d'], judged), 0);
});

test('scoreAll() gives means over all questions, those without an answer too', () => {
  const scores = scoreAll([
    { ranked: ['a', 'b', 'c'], judged },
    { ranked: [], judged },
  ]);
  near(scores.ndcg10, 0.5);
  near(scores.gradedNdcg10, 0.5);
  near(scores.recall100, 0.5);
  near(scores.mrr, 0.5);
});
