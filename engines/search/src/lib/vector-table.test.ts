import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createDirectory } from './directory.ts';
import { createVectorTable } from './vector-table.ts';

/** A small generator with a seed, so that a failure can be repeated. */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32 - 0.5;
  };
}

test('nearest() agrees with sorting everything, after puts, replacements and removals', () => {
  const next = random(7);
  const table = createVectorTable(8);
  const known = new Map<number, Float32Array>();
  for (let step = 0; step < 2_000; step++) {
    const key = Math.floor((next() + 0.5) * 600);
    if (next() < -0.2) {
      table.remove(key);
      known.delete(key);
    } else {
      const vector = Float32Array.from({ length: 8 }, next);
      table.put(key, vector);
      known.set(key, vector);
    }
  }
  const query = Float32Array.from({ length: 8 }, next);
  const cosine = (vector: Float32Array) =>
    vector.reduce((sum, value, at) => sum + value * (query[at] ?? 0), 0) /
    (Math.hypot(...vector) * Math.hypot(...query));
  const directory = createDirectory();
  for (const key of known.keys()) directory.put(key, `d${key % 5}`, 1);
  for (const filter of [undefined, directory.admit(['d1', 'd4'])]) {
    const expected = [...known]
      .filter(([key]) => !filter || filter.has(key))
      .map(([key, vector]) => ({ key, score: cosine(vector) }))
      .sort((a, b) => b.score - a.score)
      .slice(0, 10);
    const found = table.nearest(query, 10, filter);
    assert.deepEqual(
      found.map(({ key }) => key),
      expected.map(({ key }) => key),
    );
    for (const [index, { score }] of found.entries())
      assert.ok(Math.abs(score - (expected[index]?.score ?? 9)) < 1e-5);
  }
});

test('a vector of zeros is kept and scores 0', () => {
  const table = createVectorTable(2);
  table.put(1, Float32Array.of(0, 0));
  assert.deepEqual(table.nearest(Float32Array.of(1, 0), 5), [{ key: 1, score: 0 }]);
});

test('another width is refused', () => {
  const table = createVectorTable(2);
  assert.throws(() => table.put(1, Float32Array.of(1)), { code: 'search_width_mismatch' });
  assert.throws(() => table.nearest(Float32Array.of(1), 1), { code: 'search_width_mismatch' });
});

test('dot and L2 rank as their formulas say', () => {
  const vectors = [Float32Array.of(1, 0), Float32Array.of(3, 3), Float32Array.of(1, 1)];
  const ranked = (metric: 'dot' | 'l2') => {
    const table = createVectorTable(2, metric);
    for (const [key, vector] of vectors.entries()) table.put(key, vector);
    return table.nearest(Float32Array.of(1, 0.5), 3);
  };
  assert.deepEqual(ranked('dot'), [
    { key: 1, score: 4.5 },
    { key: 2, score: 1.5 },
    { key: 0, score: 1 },
  ]);
  assert.deepEqual(ranked('l2'), [
    { key: 0, score: 0.8 },
    { key: 2, score: 0.8 },
    { key: 1, score: 1 / (1 + 4 + 6.25) },
  ]);
});

test('get() gives a vector as it is compared, and nothing for an unknown key', () => {
  const table = createVectorTable(2);
  table.put(7, Float32Array.of(3, 4));
  assert.deepEqual(table.get(7), Float32Array.of(0.6, 0.8));
  assert.equal(table.get(8), undefined);
});
