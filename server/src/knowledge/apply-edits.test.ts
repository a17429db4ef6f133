import assert from 'node:assert/strict';
import { test } from 'node:test';
import { applyEdits, type PassageEdit } from './apply-edits.ts';

const TEXTS = ['Ebb and flow.', 'Twice a day.', 'The moon pulls.', 'Storms push.'];
const PARSED = TEXTS.map((text, index) => ({
  text,
  heading: index < 2 ? 'Tides' : 'Causes',
  page: index + 1,
  start: index * 100,
  end: index * 100 + text.length,
}));
const edit = (first: number, last: number, passages: string[]): PassageEdit => ({
  first,
  last,
  parsed: TEXTS.slice(first, last + 1),
  passages,
  revision: 'r',
});
const texts = (...edits: PassageEdit[]) => applyEdits(PARSED, edits).map(({ text }) => text);

test('without edits the passages are those that were parsed, numbered in order', () => {
  const applied = applyEdits(PARSED, []);
  assert.deepEqual(
    applied.map(({ number, edit: made }) => [number, made]),
    [0, 1, 2, 3].map((number) => [number, null]),
  );
});

test('a passage is changed, cut, joined to the next, or left out', () => {
  assert.deepEqual(texts(edit(1, 1, ['Thrice.'])), [TEXTS[0], 'Thrice.', TEXTS[2], TEXTS[3]]);
  assert.deepEqual(texts(edit(0, 0, ['Ebb', 'and flow.'])).slice(0, 3), ['Ebb', 'and flow.', TEXTS[1]]);
  assert.deepEqual(texts(edit(2, 3, ['The moon pulls. Storms push.'])).length, 3);
  assert.deepEqual(texts(edit(3, 3, []), edit(0, 1, [])), [TEXTS[2]]);
});

test('what stands in the text is cited from its place, anything else from all that was changed', () => {
  const [first, second, joined] = applyEdits(PARSED, [
    edit(0, 0, ['Ebb', 'flow.']),
    edit(1, 2, ['Something else']),
  ]);
  assert.deepEqual([first?.start, first?.end], [0, 3]);
  assert.deepEqual([second?.start, second?.end], [8, 13]);
  assert.deepEqual([joined?.start, joined?.end, joined?.heading, joined?.page], [100, 215, 'Tides', 2]);
  assert.deepEqual(second?.edit, { revision: 'r', part: 1 });
});

test('an edit of other passages than there are now is left out', () => {
  assert.deepEqual(texts({ ...edit(1, 1, ['x']), parsed: ['Once a day.'] }), TEXTS);
  assert.deepEqual(texts({ ...edit(3, 4, ['x']), parsed: ['Storms push.', 'gone'] }), TEXTS);
});
