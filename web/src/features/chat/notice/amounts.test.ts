import { expect, test } from 'vitest';
import { raisedLimits, suggestedLimit } from './amounts.ts';

test('suggestedLimit() doubles, and always leaves room for what is needed', () => {
  expect(suggestedLimit(50_000, 49_000, 100)).toBe(100_000);
  expect(suggestedLimit(100, 90, 1_010)).toBe(2_200);
});

test('raisedLimits() keeps the other limits and sends money in millionths, time in seconds', () => {
  const limits = { tokens: 5, costMicros: 10, steps: null, seconds: null };
  expect(raisedLimits(limits, 'tokens', 8)).toEqual({ ...limits, tokens: 8 });
  expect(raisedLimits(limits, 'costMicros', 0.1 + 0.2)).toEqual({ ...limits, costMicros: 300_000 });
  expect(raisedLimits(limits, 'seconds', 2)).toEqual({ ...limits, seconds: 120 });
});
