import { expect, test } from 'vitest';
import type { Passage } from '../../../lib/api-types.ts';
import { citedIn, pieces, presentTarget, shownWith } from './marks.ts';

const passage = (start: number, text: string): Passage => ({
  id: 'p',
  documentId: 'd',
  heading: null,
  page: null,
  start,
  end: start + text.length,
  text,
  version: 1,
});
const TEXT = 'Ebb and flow.';

test('of a stretch of the document a passage gives what it shows of it', () => {
  const cut = (start: number, end: number) => {
    const target = { passage: 'p', start, end };
    const [shown] = shownWith([passage(100, TEXT)], target);
    const span = shown && citedIn(shown, target);
    return span && TEXT.slice(span.start, span.end);
  };
  expect(cut(104, 107)).toBe('and');
  expect(cut(0, 103)).toBe('Ebb');
  expect(cut(108, 900)).toBe('flow.');
  expect(cut(0, 100)).toBeUndefined();
});

test('without a stretch the passage that is named is meant whole', () => {
  const [shown] = shownWith([passage(0, TEXT)], {});
  expect(shown && citedIn(shown, { passage: 'p' })).toEqual({ start: 0, end: TEXT.length });
  expect(shown && citedIn(shown, { passage: 'q' })).toBeUndefined();
  expect(shown && citedIn(shown, {})).toBeUndefined();
});

test('of a passage that is gone nothing is marked', () => {
  const passages = [passage(0, TEXT)];
  expect(presentTarget(passages, { passage: 'old', start: 0, end: 3 })).toEqual({ target: {}, isGone: true });
  expect(presentTarget(passages, { passage: 'p' })).toEqual({ target: { passage: 'p' }, isGone: false });
  expect(presentTarget(passages, { start: 0, end: 3 }).isGone).toBe(false);
});

test('pieces are the text in order, each with the last of the marks on it', () => {
  const marks = [
    { start: 0, end: 7, kind: 'cited' as const },
    { start: 4, end: 9, kind: 'current' as const },
  ];
  expect(pieces(TEXT, { start: 0, end: 13 }, marks)).toEqual([
    { text: 'Ebb ', kind: 'cited', at: 0 },
    { text: 'and f', kind: 'current', at: 4 },
    { text: 'low.', at: 9 },
  ]);
  expect(pieces(TEXT, { start: 8, end: 13 }, marks).map(({ text }) => text)).toEqual(['f', 'low.']);
});
