import assert from 'node:assert/strict';
import { test } from 'node:test';
import { diversify } from './diversity.ts';

const candidates = [
  { name: 'a', score: 1, vector: Float32Array.of(1, 0) },
  { name: 'like a', score: 0.95, vector: Float32Array.of(1, 0.01) },
  { name: 'other', score: 0.7, vector: Float32Array.of(0, 1) },
  { name: 'no vector', score: 0.1, vector: undefined },
];
const names = (diversity: number, limit = 4) =>
  diversify(candidates, limit, diversity).map(({ name }) => name);

test('without diversity the scores alone decide', () => {
  assert.deepEqual(names(0), ['a', 'like a', 'other', 'no vector']);
});

test('with diversity what is unlike comes before what is the same again', () => {
  assert.deepEqual(names(0.5, 3), ['a', 'other', 'no vector']);
});

test('diversify() takes no more than there is, and nothing of nothing', () => {
  assert.equal(names(0.5, 99).length, 4);
  assert.deepEqual(diversify([], 3, 0.5), []);
});
