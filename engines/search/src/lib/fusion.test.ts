import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fuse } from './fusion.ts';

const list = (...keys: number[]) => keys.map((key, index) => ({ key, score: 10 - index }));

test('fuse() adds 1 / (60 + rank) over both lists', () => {
  const fused = fuse(list(1, 2), list(2, 3));
  assert.deepEqual(
    fused.map(({ key }) => key),
    [2, 1, 3],
  );
  assert.equal(fused[0]?.score, 1 / 62 + 1 / 61);
  assert.deepEqual(fused[0]?.scores, { keyword: 9, vector: 10 });
  assert.deepEqual(fused[1]?.scores, { keyword: 10 });
});

test('fuse() weighs the lists, and a weight of 0 leaves one out', () => {
  assert.equal(fuse(list(1), list(2), { keyword: 1, vector: 2 })[0]?.key, 2);
  assert.deepEqual(
    fuse(list(1), list(2), { vector: 0 }).map(({ key }) => key),
    [1],
  );
});
