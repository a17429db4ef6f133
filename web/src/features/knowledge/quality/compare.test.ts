import { expect, test } from 'vitest';
import { result } from '../../../testing/quality.ts';
import { compare } from './compare.ts';

const told = (now: Parameters<typeof compare>[0], before: Parameters<typeof compare>[1]) =>
  compare(now, before).map(({ questionId, verdict }) => `${questionId} ${verdict}`);

test('questions are told apart by nDCG, the worse first', () => {
  const now = [result('a', 0.5), result('b', 0.2), result('c', 0.9), result('d', 0.7001)];
  const before = [result('a', 0.4), result('b', 0.6), result('c', 0.9), result('d', 0.7)];
  expect(told(now, before)).toEqual(['b worse', 'a better', 'c same', 'd same']);
});

test('what one of the two did not ask, or could not judge, is not compared', () => {
  expect(told([result('a', 1), result('b', null)], [result('b', 0.5), result('c', 0.5)])).toEqual([
    'a unjudged',
    'b unjudged',
    'c unjudged',
  ]);
  expect(compare([], [result('c', 0.5)])[0]?.text).toBe('Question c');
});
