import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inverseFrequency, saturation } from './bm25.ts';

const near = (value: number, expected: number) => assert.ok(Math.abs(value - expected) < 1e-4, String(value));

test('BM25 agrees with what was reckoned by hand', () => {
  // ln(1 + 9.5 / 1.5); 2 * 3 / (2 + 2 * (0.25 + 0.75 * 50 / 100)).
  near(inverseFrequency(10, 1), 1.99243);
  near(saturation(2, 50, 100), 6 / 3.25);
});

test('a rarer term tells more, none tells less than nothing, and repetition tells less and less', () => {
  assert.ok(inverseFrequency(100, 1) > inverseFrequency(100, 50));
  assert.ok(inverseFrequency(100, 100) > 0);
  assert.ok(saturation(2, 10, 10) < 2 * saturation(1, 10, 10));
  assert.ok(saturation(1_000, 10, 10) < 3);
  assert.ok(Number.isFinite(saturation(1, 0, 0)));
});
