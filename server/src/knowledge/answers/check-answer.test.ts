import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type CitedPassage, checkAnswer, narrowed } from './check-answer.ts';

const TOWER = 'The tower is old. It was lit in 1858. It is not open in winter.';
const HARBOUR = 'Herring is sold at the quay of the harbour. Tickets cost seven euros.';

const passage = (index: number, quote: string, start = 100): CitedPassage => ({
  ...{ index, quote, start, end: start + quote.length },
  ...{ heading: 'Skagen', documentName: 'handbook.pdf' },
});
const both = [passage(1, TOWER), passage(2, HARBOUR, 900)];

async function check(answer: string, passages = both, marksOnly = false) {
  return checkAnswer(answer, passages, { marksOnly });
}

test('a supported sentence names the very words of the document, by their offsets', async () => {
  const [claim] = await check('The tower of Skagen was lit in 1858 [1].');
  assert.equal(claim?.state, 'supported');
  assert.deepEqual(claim?.spans, [
    { index: 1, start: 100, end: 100 + 37, quote: 'The tower is old. It was lit in 1858.' },
  ]);
});

test('what contradicts its passage is unsupported, by its kind', async () => {
  const claims = await check(
    'The tower was lit in 1885 [1]. The tower is open in winter [1]. Boats are red [2].',
  );
  assert.deepEqual(
    claims.map(({ state, fault }) => [state, fault]),
    [
      ['unsupported', 'number'],
      ['unsupported', 'negation'],
      ['unsupported', 'words'],
    ],
  );
});

test('a sentence that another passage says is cited to the wrong one', async () => {
  const [claim] = await check('Herring is sold at the quay [1].');
  assert.equal(claim?.state, 'miscited');
  assert.equal(claim?.better, 2);
  assert.deepEqual(claim?.wrong, [1]);
});

test('marks beside the right one that say nothing, or name no passage, are told', async () => {
  const [claim] = await check('Herring is sold at the quay [1][2][9].');
  assert.equal(claim?.state, 'supported');
  assert.deepEqual(claim?.wrong, [1, 9]);
});

test('two passages may say a sentence together', async () => {
  const [claim] = await check('The tower was lit in 1858 and tickets cost seven euros [1][2].');
  assert.equal(claim?.state, 'supported');
  assert.deepEqual(
    claim?.spans.map(({ index }) => index),
    [1, 2],
  );
});

test('sentences without a mark: known to a passage, or to none; left alone where only marks count', async () => {
  const answer = 'Tickets cost seven euros. The mayor plays chess every evening.';
  assert.deepEqual(
    (await check(answer)).map(({ state, fault, better }) => [state, fault, better]),
    [
      ['uncited', null, 2],
      ['unsupported', 'uncited', null],
    ],
  );
  assert.deepEqual(await check(answer, both, true), []);
});

test('a sentence in another script than its passage is not judged by words', async () => {
  const [claim] = await check('这座灯塔建成于1858年 [1]。');
  assert.deepEqual([claim?.state, claim?.fault, claim?.wrong], ['unchecked', null, []]);
});

test('a passage that is not the text of the document keeps its own place', async () => {
  const table = { ...passage(1, TOWER), end: 120 };
  const [claim] = await check('It was lit in 1858 [1].', [table]);
  assert.deepEqual(claim?.spans[0], { index: 1, start: 100, end: 120, quote: 'It was lit in 1858.' });
});

test('narrowed() leads each citation to its first supported sentence, others stay', async () => {
  const claims = await check('It was lit in 1858 [1]. Boats are red [2].');
  const [first, second] = narrowed(both, claims);
  assert.deepEqual([first?.quote, first?.start], ['It was lit in 1858.', 118]);
  assert.equal(first?.documentName, 'handbook.pdf');
  assert.deepEqual(second, both[1]);
});

test('a sentence that only rests on the mark of a later one has no wrong mark, and is left alone where marks count', async () => {
  const answer = 'Boats are painted red every spring. Herring is sold at the quay [2].';
  const [first] = await check(answer);
  assert.deepEqual([first?.state, first?.marks, first?.wrong], ['unsupported', [2], []]);
  assert.equal((await check(answer, both, true)).length, 1);
});

test('a long answer gives others their turn while it is checked', async () => {
  let turns = 0;
  const other = setInterval(() => turns++, 0);
  await check('It was lit in 1858 [1].\n'.repeat(200));
  clearInterval(other);
  assert.ok(turns > 0);
});
