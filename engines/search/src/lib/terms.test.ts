import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MAX_QUERY_TERMS } from './limits.ts';
import { indexText, queryTerms } from './terms.ts';

test('indexText() leaves spaced scripts alone but for case and width', () => {
  assert.equal(indexText('The Ｗing, Öl'), 'the wing, öl');
});

test('indexText() cuts an unspaced run into characters, pairs and long words', () => {
  const terms = indexText('v2数据库好').split(/\s+/);
  for (const term of ['v2', '数', '据', '库', '好', '数据', '据库', '库好'])
    assert.ok(terms.includes(term), term);
});

test('every pair of a query is in the index of a text that holds it', () => {
  const index = new Set(indexText('我们讨论人工智能的未来').split(/\s+/));
  for (const term of queryTerms('人工智能')) assert.ok(index.has(term), term);
});

test('queryTerms() drops stop words unless there is nothing else', () => {
  assert.deepEqual(queryTerms('What is the lift of a wing'), ['lift', 'wing']);
  assert.deepEqual(queryTerms('to be or not to be'), ['to', 'be', 'or', 'not']);
  assert.deepEqual(queryTerms('the 猫'), ['猫']);
});

test('queryTerms() lets nothing but letters, marks and digits through', () => {
  assert.deepEqual(queryTerms('"wing" AND (lift*) \0 NEAR/2 🎈'), ['wing', 'lift', 'near', '2']);
  assert.deepEqual(queryTerms('🎈 -- "'), []);
});

test('queryTerms() is bounded and says each term once', () => {
  assert.deepEqual(queryTerms('wing wing WING'), ['wing']);
  const many = Array.from({ length: 500 }, (_, index) => `w${index}`).join(' ');
  assert.equal(queryTerms(many).length, MAX_QUERY_TERMS);
});
