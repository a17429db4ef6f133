import assert from 'node:assert/strict';
import { test } from 'node:test';
import { contentWords, sentencesOf } from './words.ts';

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
