import { expect, test } from 'vitest';
import { draftLimits, NO_LIMITS, readLimits } from './limits.ts';

test('limits are typed in dollars and minutes and kept in millionths and seconds', () => {
  const limits = { costMicros: 12_345_678, tokens: 1_000, steps: 3, seconds: 90 };
  expect(draftLimits(limits)).toEqual({ costMicros: 12.345678, tokens: 1_000, steps: 3, seconds: 1.5 });
  expect(readLimits(draftLimits(limits))).toEqual({ limits, faults: [] });
});

test('what is left empty limits nothing', () => {
  expect(readLimits(NO_LIMITS)).toEqual({ limits: {}, faults: [] });
  expect(draftLimits({ tokens: null, steps: 5 })).toEqual({ ...NO_LIMITS, steps: 5 });
});

test.each([0, -1, 'many', 1e300])('%s limits nothing and is told', (tokens) => {
  expect(readLimits({ ...NO_LIMITS, tokens, steps: 2 })).toEqual({
    limits: { steps: 2 },
    faults: ['tokens'],
  });
});

test('a sum of less than a millionth is none', () => {
  expect(readLimits({ ...NO_LIMITS, costMicros: 0.0000001 }).faults).toEqual(['costMicros']);
});
