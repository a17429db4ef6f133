import assert from 'node:assert/strict';
import { test } from 'node:test';
import { claimsOf, MAX_CLAIMS } from './claims.ts';

const told = (answer: string) => claimsOf(answer).map(({ text, marks }) => [text, marks]);

test('claimsOf() gives each sentence with its marks, before or behind the full stop', () => {
  assert.deepEqual(told('It was lit in 1858 [1]. It is 46 metres tall. [2][3] It has stairs [1].'), [
    ['It was lit in 1858.', [1]],
    ['It is 46 metres tall.', [2, 3]],
    ['It has stairs.', [1]],
  ]);
});

test('offsets lead back to the answer, marks and all', () => {
  const answer = 'Here:\n\n- **The keel** is lead. [1]\n- Sails are flax [2].';
  assert.deepEqual(
    claimsOf(answer).map(({ start, end }) => answer.slice(start, end)),
    ['**The keel** is lead. [1]', 'Sails are flax [2].'],
  );
});

test('a sentence without a mark rests on the next one of its paragraph', () => {
  assert.deepEqual(told('The keel is lead. The mast is pine [2]. The rope is old.\n\nThe deck is oak.'), [
    ['The keel is lead.', [2]],
    ['The mast is pine.', [2]],
    ['The rope is old.', []],
    ['The deck is oak.', []],
  ]);
});

test('what claims nothing is left out: introductions, questions, headings, code, rules of tables', () => {
  const answer = [
    '# Opening hours of the tower',
    'This is what your documents say:',
    'Do you want more details about it?',
    '```',
    'The tower is red.',
    '```',
    '| Name | Hours |',
    '| --- | --- |',
    '---',
    'Sure.',
  ].join('\n');
  assert.deepEqual(told(answer), [['Name Hours', []]]);
});

test('abbreviations end no sentence', () => {
  assert.deepEqual(told('Dr. Berg built the tower, e.g. its stairs [1].'), [
    ['Dr. Berg built the tower, e.g. its stairs.', [1]],
  ]);
});

test('Chinese sentences are told apart', () => {
  assert.deepEqual(told('灯塔建于1858年。[1]灯塔高46米[2]。'), [
    ['灯塔建于1858年。', [1]],
    ['灯塔高46米。', [2]],
  ]);
});

test('a link is its text, and endless answers are bounded', () => {
  assert.deepEqual(told('See [the old tower](http://x.y) at Skagen [1].'), [
    ['See the old tower at Skagen.', [1]],
  ]);
  assert.equal(claimsOf('The keel is lead.\n'.repeat(MAX_CLAIMS + 5)).length, MAX_CLAIMS);
});

test('rows of a table and quoted lines are sentences, numbered lists lose their numbers', () => {
  const answer = [
    '| Keel | made of lead [1] |',
    '> The mast is made of pine [2].',
    '2. The deck is made of oak [3].',
  ];
  assert.deepEqual(told(answer.join('\n')), [
    ['Keel made of lead', [1]],
    ['The mast is made of pine.', [2]],
    ['The deck is made of oak.', [3]],
  ]);
});

test('a mark that is met twice in a sentence counts once, one that is too long is none', () => {
  assert.deepEqual(told('The keel [1] is made of lead [1][12345].'), [
    ['The keel is made of lead [12345].', [1]],
  ]);
});

test('marks do not reach over paragraphs', () => {
  const [first] = claimsOf('The keel is made of lead.\nThe mast is made of pine [2].');
  assert.deepEqual([first?.marks, first?.inherits], [[], false]);
});
