import { expect, test } from 'vitest';
import { cut, joined, saved } from './place-draft.ts';

test('a text is cut at the cursor, and not where there is nothing on one side', () => {
  expect(cut(['a', 'Ebb and flow.', 'z'], 1, 4)).toEqual(['a', 'Ebb', 'and flow.', 'z']);
  expect(cut(['Ebb'], 0, 0)).toEqual(['Ebb']);
  expect(cut(['Ebb  '], 0, 4)).toEqual(['Ebb  ']);
});

test('a text is joined to the one before, and the first to nothing', () => {
  expect(joined(['a', 'b', 'c'], 1)).toEqual(['a\nb', 'c']);
  expect(joined(['a', 'b'], 0)).toEqual(['a', 'b']);
});

test('empty texts are not saved', () => {
  expect(saved([' a ', ' ', ''])).toEqual(['a']);
});
