import { expect, test } from 'vitest';
import type { Passage } from '../../lib/api-types.ts';
import { shownPassages } from './shown-passages.ts';

function passage(id: string, start: number, text: string, more: Partial<Passage> = {}): Passage {
  return { id, start, end: start + text.length, text, heading: null, page: null, ...more } as Passage;
}

test('page and heading stand where they change', () => {
  const shown = shownPassages([
    passage('a', 0, 'One', { page: 1, heading: 'H' }),
    passage('b', 10, 'Two', { page: 1, heading: 'H' }),
    passage('c', 20, 'Three', { page: 2, heading: 'H' }),
    passage('d', 30, 'Four', { page: 2, heading: 'K' }),
  ]);
  expect(shown.map(({ page, heading }) => [page, heading])).toEqual([
    [1, 'H'],
    [null, null],
    [2, null],
    [null, 'K'],
  ]);
});

test('what neighbours share is read once', () => {
  const text = 'The tide turns every six hours. Boats wait.';
  const shown = shownPassages([passage('a', 0, text.slice(0, 31)), passage('b', 20, text.slice(20))]);
  expect(shown.map((one) => one.text).join('')).toBe(text);
});

test('a passage that lies wholly in the one before keeps its text, so that it can be marked', () => {
  const shown = shownPassages([passage('a', 0, 'A long passage'), passage('b', 2, 'long')]);
  expect(shown[1]?.text).toBe('long');
});

test('a heading in the text is not said twice', () => {
  expect(shownPassages([passage('a', 0, '# Tides\n\nThey turn.', { heading: 'Tides' })])[0]).toEqual({
    id: 'a',
    heading: 'Tides',
    page: null,
    text: 'They turn.',
  });
});
