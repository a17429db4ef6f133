import assert from 'node:assert/strict';
import { test } from 'node:test';
import { extract, passagesOf } from './extract.ts';

const passage = (mark: number, text: string) => ({ mark, text });

test('passagesOf() reads what search_knowledge says: mark, place, text', () => {
  const output = '[3] a.md · Boats\nHulls are oak.\nMasts are pine.\n\n[4] b.pdf · page 2\nSails are flax.';
  assert.deepEqual(passagesOf(output), [
    passage(3, 'Hulls are oak.\nMasts are pine.\n\n'),
    passage(4, 'Sails are flax.\n'),
  ]);
});

test('passagesOf() takes a list of references inside a passage for text', () => {
  const output =
    '[1] paper.pdf\nBoats float [7].\n[7] Smith, On floating.\n\n[12] Jones, On sinking.\n\n[2] b.md\nSails.';
  assert.deepEqual(
    passagesOf(output).map(({ mark }) => mark),
    [1, 2],
  );
});

test('passagesOf() of nothing found is empty', () => {
  assert.deepEqual(passagesOf('Nothing was found. Say that the knowledge does not tell.'), []);
});

test('extract() gives the sentence that answers, with the mark of its passage', () => {
  const found = extract('When was the lighthouse of Skagen lit?', [
    passage(1, 'The harbour of Skagen is old. Herring is sold there.'),
    passage(2, 'The lighthouse of Skagen was lit in 1858. It is 46 metres tall.'),
  ]);
  assert.deepEqual(found, [{ mark: 2, sentence: 'The lighthouse of Skagen was lit in 1858.' }]);
});

test('extract() answers Chinese questions as it does English ones', () => {
  const found = extract('灯塔是哪一年建成的？', [
    passage(1, '港口很老。那里出售鲱鱼。'),
    passage(2, '这座灯塔建成于1858年。它高46米。'),
  ]);
  assert.deepEqual(found[0], { mark: 2, sentence: '这座灯塔建成于1858年。' });
});

test('extract() adds the sentence with the number that a question asks for', () => {
  const rules = [
    passage(1, 'Boats may not dock at night. Whoever does pays 200 euros. Herring is sold there.'),
  ];
  assert.deepEqual(
    extract('How much is docking boats at night?', rules).map(({ sentence }) => sentence),
    ['Boats may not dock at night.', 'Whoever does pays 200 euros.'],
  );
  assert.deepEqual(
    extract('Who may dock boats at night?', rules).map(({ sentence }) => sentence),
    ['Boats may not dock at night.'],
  );
  const chinese = [passage(1, '夜间禁止鸣笛。违反者罚款两百元。\n鲱鱼每斤五元。')];
  assert.deepEqual(
    extract('夜间鸣笛会罚多少钱？', chinese).map(({ sentence }) => sentence),
    ['夜间禁止鸣笛。', '违反者罚款两百元。'],
  );
});

test('extract() adds nothing of the next paragraph, and nothing where the number is there', () => {
  const text = 'Boats may not dock at night.\nHerring costs 3 euros.';
  assert.equal(extract('How much is docking boats at night?', [passage(1, text)]).length, 1);
  const whole = 'Docking boats at night costs 200 euros. There are 12 berths.';
  assert.equal(extract('How much is docking boats at night?', [passage(1, whole)]).length, 1);
});

test('extract() guesses nothing where nothing shares a word with the question', () => {
  assert.deepEqual(extract('How tall is the tower?', [passage(1, 'Herring is a fish.')]), []);
  assert.deepEqual(extract('the of and', [passage(1, 'Anything at all.')]), []);
  assert.deepEqual(extract('boats', []), []);
});

test('extract() meets forms of a word, and weighs rare words above common ones', () => {
  const found = extract('boats with keels', [
    passage(1, 'A boat is wet. A boat is old. A boat is slow.'),
    passage(2, 'The keel of a boat is lead.'),
  ]);
  assert.deepEqual(found[0]?.mark, 2);
});

test('extract() keeps the order of the passages, is bounded, and says no sentence twice', () => {
  const same = 'Boats have keels.';
  const many = Array.from({ length: 12 }, (_, index) =>
    passage(index + 1, `${same} Boats have keels number ${index}.`),
  );
  const found = extract('keels of boats', many);
  assert.ok(found.length > 1 && found.length <= 4);
  assert.deepEqual(
    found.map(({ mark }) => mark),
    found.map(({ mark }) => mark).toSorted((a, b) => a - b),
  );
  assert.equal(new Set(found.map(({ sentence }) => sentence)).size, found.length);
});

test('extract() takes no heading of one word for an answer', () => {
  const found = extract('tyres in summer', [passage(1, '# Summer\n\nVans have summer tyres.')]);
  assert.deepEqual(
    found.map(({ sentence }) => sentence),
    ['Vans have summer tyres.'],
  );
});

test('extract() leaves the sign of a heading out and cuts a sentence without end', () => {
  const [heading] = extract('keels', [passage(1, '## Keels of boats\n\nText.')]);
  assert.equal(heading?.sentence, 'Keels of boats');
  const [long] = extract('keels', [passage(1, `keels ${'x'.repeat(5_000)}`)]);
  assert.equal(long?.sentence.length, 500);
});
