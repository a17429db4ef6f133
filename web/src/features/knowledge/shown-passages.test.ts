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
    cited: null,
  });
});

test('what is cited is found again in the text that is shown, heading and overlap left out', () => {
  const text = '# Tides\n\nThey turn. Every six hours.';
  const [only] = shownPassages([passage('a', 100, text, { heading: 'Tides' })], { start: 109, end: 119 });
  expect(only?.text.slice(only.cited?.start, only.cited?.end)).toBe('They turn.');
  const whole = 'The tide turns every six hours. Boats wait.';
  const shown = shownPassages([passage('a', 0, whole.slice(0, 31)), passage('b', 20, whole.slice(20))], {
    start: 25,
    end: 37,
  });
  expect(shown.map((one) => one.text.slice(one.cited?.start, one.cited?.end))).toEqual(['hours.', ' Boats']);
});

test('where nothing is cited, or it lies elsewhere, nothing is marked', () => {
  const items = [passage('a', 0, 'One'), passage('b', 10, 'Two')];
  expect(shownPassages(items).map(({ cited }) => cited)).toEqual([null, null]);
  expect(shownPassages(items, { start: 10, end: 12 }).map(({ cited }) => cited)).toEqual([
    null,
    { start: 0, end: 2 },
  ]);
});
