import { expect, test } from 'vitest';
import type { Passage } from '../../../lib/api-types.ts';
import { soughtOn, wantedOnPages } from './pdf-wanted.ts';

const passage = (id: string, start: number, text: string, page: number): Passage => ({
  id,
  documentId: 'd',
  heading: null,
  page,
  start,
  end: start + text.length,
  text,
  version: 1,
});
const PASSAGES = [
  passage('a', 0, 'Ebb and flow.', 1),
  passage('b', 13, 'Ebb again here', 1),
  passage('c', 29, 'Twice a day.', 2),
];

test('what is cited is wanted on its page, with the signs before it there', () => {
  const wanted = wantedOnPages(PASSAGES, { passage: 'b' }, [], 0);
  expect([...wanted]).toEqual([[1, [{ text: 'Ebb again here', signsBefore: 11, kind: 'cited' }]]]);
});

test('a stretch over two pages is wanted on both, in its parts', () => {
  const wanted = wantedOnPages(PASSAGES, { start: 23, end: 34 }, [], 0);
  expect([...wanted].map(([page, all]) => [page, all.map(({ text }) => text)])).toEqual([
    [1, ['here']],
    [2, ['Twice']],
  ]);
});

test('matches come after what is cited, and the one that is looked at is told apart', () => {
  const matches = [
    { passage: 0, start: 0, end: 3 },
    { passage: 1, start: 0, end: 3 },
  ];
  const kinds = wantedOnPages(PASSAGES, { passage: 'a' }, matches, 1)
    .get(1)
    ?.map(({ kind }) => kind);
  expect(kinds).toEqual(['cited', 'match', 'current']);
});

test('the match that is looked at is gone to, and without one what is cited first', () => {
  const matches = [{ passage: 2, start: 0, end: 5 }];
  expect(soughtOn(wantedOnPages(PASSAGES, { passage: 'a' }, matches, 0))?.page).toBe(2);
  expect(soughtOn(wantedOnPages(PASSAGES, { start: 23, end: 34 }, [], 0))?.page).toBe(1);
  expect(soughtOn(wantedOnPages(PASSAGES, {}, [], 0))).toBeNull();
});

test('two places on one page have two names', () => {
  const matches = [
    { passage: 0, start: 0, end: 3 },
    { passage: 1, start: 0, end: 3 },
  ];
  const [first, second] = [0, 1].map((at) => soughtOn(wantedOnPages(PASSAGES, {}, matches, at)));
  expect(first?.page).toBe(second?.page);
  expect(first?.name).not.toBe(second?.name);
});

test('what passages share at their borders is counted once', () => {
  const overlapping = [
    passage('a', 0, 'Ebb and flow. Then calm.', 1),
    passage('b', 14, 'Then calm. Then storm.', 1),
  ];
  const [storm] = wantedOnPages(overlapping, { start: 25, end: 29 }, [], 0).get(1) ?? [];
  expect(storm).toEqual({ text: 'Then', signsBefore: 'Ebbandflow.Thencalm.'.length, kind: 'cited' });
  const matches = [{ passage: 1, start: 6, end: 11 }];
  const [found] = wantedOnPages(overlapping, {}, matches, 0).get(1) ?? [];
  expect(found).toMatchObject({ text: 'storm', signsBefore: 'Ebbandflow.Thencalm.Then'.length });
});
