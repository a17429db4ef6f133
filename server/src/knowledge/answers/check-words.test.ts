import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkWords, MIN_SCORE, readEvidence } from './check-words.ts';

const TEXT =
  'The harbour is old. The lighthouse of Skagen was lit in 1858 by Anna Berg. It is not open in winter. Herring is sold at the quay.';
const around = 'Towers of Jutland · handbook.pdf';
const evidence = readEvidence({ text: TEXT, around });
const fault = (claim: string, text = TEXT) => checkWords(claim, readEvidence({ text, around })).fault;

test('what a passage says in other order and form is supported, by the sentences that say it', () => {
  const { span, fault: none, score } = checkWords('In 1858 the Skagen lighthouse was lit.', evidence);
  assert.equal(none, null);
  assert.equal(score, 1);
  assert.equal(TEXT.slice(span.start, span.end), 'The lighthouse of Skagen was lit in 1858 by Anna Berg.');
});

test('a changed number, name or negation is told by its kind', () => {
  assert.equal(fault('The lighthouse of Skagen was lit in 1885.'), 'number');
  assert.equal(fault('The lighthouse of Skagen was lit in 1858 by Anna Holm.'), 'name');
  assert.equal(fault('The lighthouse of Skagen was not lit in 1858.'), 'negation');
  assert.equal(fault('It is open in winter.'), 'negation');
  assert.equal(fault('It is not open in winter.'), null);
});

test('what the passage does not speak of is not supported', () => {
  assert.equal(fault('Tickets cost seven euros for children.'), 'words');
  assert.equal(fault('Anything at all.', ''), 'words');
});

test('a claim may rest on two sentences in a row, and a name or number on heading and document', () => {
  const { span, fault: none } = checkWords(
    'The lighthouse was lit in 1858 and is not open in winter.',
    evidence,
  );
  assert.equal(none, null);
  assert.ok(TEXT.slice(span.start, span.end).endsWith('It is not open in winter.'));
  assert.equal(fault('The lighthouse of Skagen in Jutland was lit in 1858.'), null);
});

test('limits on either side are no contradiction', () => {
  assert.equal(fault('The shop is not open on Monday.', 'The shop is open daily except Monday.'), null);
  assert.equal(fault('The shop is not open on Monday.', 'The shop is open on Monday.'), 'negation');
});

test('what is denied in one clause is not denied in the next', () => {
  const rules = 'Dogs are not allowed in the galleries, but guide dogs may enter everywhere.';
  assert.equal(fault('Guide dogs are allowed everywhere.', rules), null);
  assert.equal(fault('Dogs are allowed in the galleries.', rules), 'negation');
  assert.equal(fault('Guide dogs may not enter everywhere.', rules), 'negation');
  assert.equal(fault('Dogs are forbidden in the galleries.', rules), null);
});

test('Chinese claims are held to the same', () => {
  const text = '这座灯塔建成于1858年，高46米。冬天不对游客开放。';
  assert.equal(fault('灯塔建成于1858年。', text), null);
  assert.equal(fault('灯塔建成于1885年。', text), 'number');
  assert.equal(fault('灯塔高四十六米。', text), null);
  assert.equal(fault('冬天对游客开放。', text), 'negation');
});

test('lines that are broken by width alone are read as one sentence, with true offsets', () => {
  const text = 'Old boats.\nThe keel of the boat is made of\nlead and the mast is pine.\n\nOther things.';
  const { span } = checkWords('The keel is made of lead.', readEvidence({ text, around }));
  assert.equal(
    text.slice(span.start, span.end),
    'The keel of the boat is made of\nlead and the mast is pine.',
  );
});

test('the least score may be set, for measuring', () => {
  const claim = 'The lighthouse of Skagen was painted yellow yesterday.';
  const { score } = checkWords(claim, evidence);
  assert.ok(score > 0 && score < MIN_SCORE);
  assert.equal(checkWords(claim, evidence, 0).fault, null);
});
