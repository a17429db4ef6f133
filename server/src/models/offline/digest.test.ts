import assert from 'node:assert/strict';
import { test } from 'node:test';
import { digest, givenWith } from './digest.ts';
import { phrasesFor } from './phrases.ts';

const english = phrasesFor('what');

test('a task is told from what it is given', () => {
  assert.deepEqual(givenWith('Explain this.\n\nContext:\n{"a": 1}'), {
    task: 'Explain this.',
    given: '{"a": 1}',
  });
  assert.equal(givenWith('Explain the Context: of this'), null);
});

test('of data it tells the values line by line, bounded', () => {
  const text = digest(
    { task: 'Explain', given: '{"rows": 5, "numbers": {"sales": {"mean": 16.5}}, "names": ["a", "b"]}' },
    english,
  );
  assert.match(text, /- rows: 5\n- numbers\.sales\.mean: 16\.5\n- names\.1: a\n- names\.2: b$/);
  const many = digest(
    { task: 'Explain', given: JSON.stringify(Array.from({ length: 30 }, (_, n) => n)) },
    english,
  );
  assert.match(many, /\(\+16\)$/);
});

test('of prose it tells the sentences that share most with the task, else the first ones', () => {
  const given = 'Tea grows on hills. Coffee grows in valleys. Ships carry both.';
  assert.match(digest({ task: 'Where does coffee grow?', given }, english), /- Coffee grows in valleys\./);
  assert.match(digest({ task: 'xyzzy', given }, english), /- Tea grows on hills\./);
  assert.match(
    digest({ task: '咖啡长在哪里？', given: '茶长在山上。咖啡长在谷里。' }, phrasesFor('咖啡')),
    /咖啡长在谷里/,
  );
});
