import { expect, test } from 'vitest';
import { perUnit, raisedLimits, suggestedLimit } from './amounts.ts';

test('suggestedLimit() doubles, and always leaves room for another step', () => {
  expect(suggestedLimit('tokens', 50_000, 49_000)).toBe(100_000);
  expect(suggestedLimit('tokens', 100, 90)).toBe(10_090);
  expect(suggestedLimit('steps', 4, 30)).toBe(40);
});

test('raisedLimits() keeps the other limits and sends money in millionths', () => {
  const limits = { tokens: 5, costMicros: 10, steps: null, seconds: null };
  expect(raisedLimits(limits, 'tokens', 8)).toEqual({ ...limits, tokens: 8 });
  expect(raisedLimits(limits, 'costMicros', 0.1 + 0.2)).toEqual({ ...limits, costMicros: 300_000 });
  expect(perUnit('seconds')).toBe(1);
});
