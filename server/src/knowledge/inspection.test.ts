import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { EditRow } from './edit-rows.ts';
import { inspect } from './inspection.ts';
import type { IndexedPassage } from './passages.ts';

const indexed = (place: string, text: string): IndexedPassage => ({
  id: `d.${place}`,
  documentId: 'd',
  text,
  attributes: { heading: '', page: 0, start: 0, end: text.length, version: 1 },
});
const edit = (first: number, passages: string[], revision = 'r1'): EditRow => ({
  ...{ first, last: first, parsed: ['as parsed'], passages, revision },
  ...{ createdBy: 'u', createdAt: 5 },
});
const INDEXED = [
  indexed('000000', 'Running dogs'),
  indexed('000001.r1.00', 'a'),
  indexed('000001.r1.01', 'b'),
  indexed('000003', 'end'),
];
const states = (edits: EditRow[]) =>
  inspect(INDEXED, edits, -1, 10).map(({ first, state, isApplied, passages }) => [
    first,
    state,
    isApplied,
    passages.length,
  ]);

test('each place says what stands there: what was parsed, what was put there, or nothing', () => {
  assert.deepEqual(states([edit(1, ['a', 'b']), edit(2, [])]), [
    [0, 'parsed', true, 1],
    [1, 'edited', true, 2],
    [2, 'excluded', true, 0],
    [3, 'parsed', true, 1],
  ]);
});

test('what is not in the index yet, or any more, is told', () => {
  assert.deepEqual(states([edit(0, ['x'], 'r9'), edit(3, [])]), [
    [0, 'edited', false, 1],
    [1, 'parsed', false, 2],
    [3, 'excluded', false, 1],
  ]);
});

test('a passage shows its tokens and the words that a search compares', () => {
  const [first] = inspect(INDEXED, [], -1, 1);
  assert.ok(first?.passages[0]?.words.includes('run') && first.passages[0].words.includes('dog'));
  assert.ok((first?.passages[0]?.tokens ?? 0) > 0);
});

test('pages begin after a number and have as many places as were asked for', () => {
  assert.deepEqual(
    inspect(INDEXED, [edit(1, ['a', 'b'])], 0, 1).map(({ first }) => first),
    [1],
  );
});
