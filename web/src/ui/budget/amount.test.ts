import { expect, test } from 'vitest';
import { nextPeriod, shares } from './amount.ts';

test('a period ends at midnight or with the month, UTC, also at the end of a year', () => {
  const at = Date.UTC(2026, 11, 31, 23, 59);
  expect(nextPeriod('day', at)).toBe(Date.UTC(2027, 0, 1));
  expect(nextPeriod('month', at)).toBe(Date.UTC(2027, 0, 1));
  expect(nextPeriod('month', Date.UTC(2026, 1, 3))).toBe(Date.UTC(2026, 2, 1));
  expect(nextPeriod('total', at)).toBeNull();
});

test('a bar is never longer than its place, whatever was used and is held', () => {
  const none = { tokens: 0, costMicros: 0, steps: 0, seconds: 0 };
  const of = (used: number, held: number, limit: number) =>
    shares({ used: { ...none, tokens: used }, held: { ...none, tokens: held } }, 'tokens', limit);
  expect(of(25, 10, 100)).toEqual({ used: 25, held: 10 });
  expect(of(90, 30, 100)).toEqual({ used: 90, held: 10 });
  expect(of(300, 5, 100)).toEqual({ used: 100, held: 0 });
});
