import assert from 'node:assert/strict';
import { test } from 'node:test';
import { contentWords, isChinese, isStopWord, sentenceSpans, sentencesOf, stem, wordsOf } from './words.ts';

test('contentWords() drops what means nothing and brings forms of a word together', () => {
  assert.deepEqual(contentWords('What are the boats in our harbour?'), ['boat', 'harbour']);
  assert.deepEqual(contentWords('sailing SAILED sails'), ['sail', 'sail', 'sail']);
  assert.deepEqual(contentWords('?!'), []);
});

test('contentWords() cuts Chinese into words, and long ones into pairs besides', () => {
  const words = contentWords('灯塔是什么时候建成的');
  assert.ok(words.includes('灯塔') && words.includes('建成'), words.join());
  assert.ok(!words.includes('的') && !words.includes('是'));
});

test('sentencesOf() parts sentences in both scripts', () => {
  assert.deepEqual(sentencesOf('One is here. Two is there!'), ['One is here.', 'Two is there!']);
  assert.deepEqual(sentencesOf('第一句。第二句！'), ['第一句。', '第二句！']);
  assert.deepEqual(sentencesOf('  '), []);
});

test('wordsOf() gives every word with its place, stop words too', () => {
  const text = 'The keel is lead; 龙骨是铅。';
  const words = wordsOf(text);
  for (const { word, start } of words) assert.equal(text.slice(start, start + word.length), word);
  assert.deepEqual(
    words.slice(0, 4).map(({ word }) => word),
    ['The', 'keel', 'is', 'lead'],
  );
  assert.deepEqual(wordsOf('... ?!'), []);
});

test('sentenceSpans() leads back to the text, without the space around a sentence', () => {
  const text = '  One is here.  Two is there!\n第三句。 ';
  assert.deepEqual(
    sentenceSpans(text).map(({ start, end }) => text.slice(start, end)),
    ['One is here.', 'Two is there!', '第三句。'],
  );
  assert.deepEqual(sentenceSpans(' \n '), []);
});

test('isChinese() and isStopWord() tell what they say', () => {
  assert.deepEqual(['灯塔', 'tower 灯', 'tower', ''].map(isChinese), [true, true, false, false]);
  assert.deepEqual(['the', '的', 'keel'].map(isStopWord), [true, true, false]);
});

test('stem() shortens long words alone', () => {
  assert.deepEqual(['boats', 'sailing', 'lead', 'this'].map(stem), ['boat', 'sail', 'lead', 'this']);
});
