import { expect, test } from 'vitest';
import { findAll, stepped } from './find.ts';

test('what was typed is found in any case and across lines, and no sign of it is syntax', () => {
  expect(findAll('Ebb and\n flow. EBB AND FLOW', 'ebb and flow')).toEqual([
    { start: 0, end: 13 },
    { start: 15, end: 27 },
  ]);
  expect(findAll('a.c abc (a.c', 'a.c')).toEqual([
    { start: 0, end: 3 },
    { start: 9, end: 12 },
  ]);
  expect(findAll('x', '(')).toEqual([]);
  expect(findAll('潮汐表与潮汐', '潮汐')).toHaveLength(2);
});

test('nothing typed finds nothing, and there is an end to what is found', () => {
  expect(findAll('text', '  ')).toEqual([]);
  expect(findAll('aaaa', 'a', 3)).toHaveLength(3);
});

test('the next of the last is the first, and the other way round', () => {
  expect(stepped(2, 1, 3)).toBe(0);
  expect(stepped(0, -1, 3)).toBe(2);
  expect(stepped(0, 1, 0)).toBe(0);
});
