import assert from 'node:assert/strict';
import { test } from 'node:test';
import { METRICS, prepare, similarity } from './metric.ts';
import { holdsFinite } from './passage.ts';

const vectors = [
  [3, 4, 0],
  [-1, 2, 0.5],
  [0, 0, 0],
  [1e-3, 2e-3, -1e-3],
  [1, -2, 3, -4, 5, -6],
  [0.5, 0.25, -3, 2, 1, 7],
].map((values) => Float32Array.from(values));
const product = (a: Float32Array, b: Float32Array) => a.reduce((sum, x, at) => sum + x * (b[at] ?? 0), 0);

test('prepared vectors compare as the metric says, whatever their width and wherever they begin', () => {
  const plain = {
    cosine: (a: Float32Array, b: Float32Array) => product(a, b) / (Math.hypot(...a) * Math.hypot(...b) || 1),
    dot: product,
    l2: (a: Float32Array, b: Float32Array) =>
      1 / (1 + a.reduce((sum, x, at) => sum + (x - (b[at] ?? 0)) ** 2, 0)),
  };
  for (const metric of METRICS)
    for (const one of vectors)
      for (const other of vectors) {
        if (one.length !== other.length) continue;
        const cells = new Float32Array(one.length + 3);
        cells.set(prepare(one, metric), 3);
        const found = similarity(metric)(cells, 3, prepare(other, metric));
        assert.ok(Math.abs(found - plain[metric](one, other)) < 1e-5, `${metric} ${one} ${other}`);
      }
});

test('a vector without a length stays one of zeros', () => {
  assert.deepEqual(prepare(new Float32Array(5), 'cosine'), new Float32Array(5));
});

test('holdsFinite() sees each number that is none, wherever it stands', () => {
  assert.ok(holdsFinite(Float32Array.of(0, -0, 3e38, -1e-40)));
  assert.ok(holdsFinite(new Float32Array(0)));
  for (const wrong of [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY])
    for (const at of [0, 1, 2]) assert.equal(holdsFinite(Float32Array.of(1, 2, 3).with(at, wrong)), false);
});
