import assert from 'node:assert/strict';
import { test } from 'node:test';
import { METRICS, nearness, prepare, similarity } from './metric.ts';
import { holdsFinite } from './passage.ts';

const vectors = [
  [3, 4, 0],
  [-1, 2, 0.5],
  [0, 0, 0],
  [1e-3, 2e-3, -1e-3],
].map((values) => Float32Array.from(values));

test('nearness() of a vector as it came is what comparing prepared ones gives', () => {
  for (const metric of METRICS)
    for (const one of vectors)
      for (const other of vectors) {
        const query = prepare(other, metric);
        const expected = similarity(metric)(prepare(one, metric), 0, query);
        assert.ok(Math.abs(nearness(metric)(one, query) - expected) < 1e-6, `${metric} ${one} ${other}`);
      }
});

test('holdsFinite() sees each number that is none, wherever it stands', () => {
  assert.ok(holdsFinite(Float32Array.of(0, -0, 3e38, -1e-40)));
  assert.ok(holdsFinite(new Float32Array(0)));
  for (const wrong of [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY])
    for (const at of [0, 1, 2]) assert.equal(holdsFinite(Float32Array.of(1, 2, 3).with(at, wrong)), false);
});
