import { expect, test } from 'vitest';
import { fromLocalText, toLocalText } from './local-time.ts';

test('a time goes into a field and comes back to the minute', () => {
  const at = new Date(2026, 2, 5, 9, 7).getTime();
  expect(toLocalText(at)).toBe('2026-03-05T09:07');
  expect(fromLocalText(toLocalText(at + 31_000))).toBe(at);
});

test.each(['', '2026', 'tomorrow', '2026-13-40T99:00'])('%j is no time, or one that can be read', (text) => {
  const at = fromLocalText(text);
  expect(at === null || Number.isSafeInteger(at)).toBe(true);
  if (text !== '2026') expect(at).toBeNull();
});
