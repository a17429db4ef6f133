import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { EditedPassage } from './apply-edits.ts';
import { numberOf, toIndexed } from './passages.ts';

const passage = (number: number, more: Partial<EditedPassage> = {}): EditedPassage => ({
  text: `text ${number}`,
  heading: null,
  page: null,
  start: 0,
  end: 6,
  number,
  edit: null,
  ...more,
});
const ids = (version: number, ...passages: EditedPassage[]) =>
  toIndexed('doc-1', version, passages).map(({ id }) => id);

test('ids sort in the order of the text, edited passages to the place of what they replace', () => {
  const made = ids(
    1,
    passage(9),
    passage(10, { edit: { revision: 'm1x2', part: 0 } }),
    passage(10, { edit: { revision: 'm1x2', part: 11 } }),
    passage(12),
  );
  assert.deepEqual(made.toSorted(), made);
  assert.equal(new Set(made).size, 4);
});

test('an id tells the number of what was parsed and the edit that it is of', () => {
  const [parsed = '', edited = ''] = ids(3, passage(7), passage(7, { edit: { revision: 'zz9', part: 4 } }));
  assert.deepEqual(numberOf(parsed), { number: 7, edit: null });
  assert.deepEqual(numberOf(edited), { number: 7, edit: 'zz9' });
});

test('another version and another edit are other passages', () => {
  const all = [
    ...ids(1, passage(0)),
    ...ids(2, passage(0)),
    ...ids(1, passage(0, { edit: { revision: 'a', part: 0 } })),
    ...ids(1, passage(0, { edit: { revision: 'b', part: 0 } })),
  ];
  assert.equal(new Set(all).size, all.length);
});
