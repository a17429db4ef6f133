import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bytesOf, chance, corpus } from './corpus.ts';

test('chance() gives the same numbers for the same seed, below what is asked', () => {
  const [one, other] = [chance(5), chance(5)];
  const numbers = Array.from({ length: 100 }, () => one(7));
  assert.deepEqual(
    numbers,
    Array.from({ length: 100 }, () => other(7)),
  );
  assert.ok(numbers.every((number) => number >= 0 && number < 7));
  assert.equal(new Set(numbers).size, 7);
});

test('corpus() makes as many documents of about the size that is asked, no two alike', () => {
  const documents = corpus(20, 2);
  assert.equal(documents.length, 20);
  assert.equal(new Set(documents.map(({ text }) => text)).size, 20);
  assert.equal(new Set(documents.map(({ name }) => name)).size, 20);
  for (const { text } of documents) assert.ok(text.length >= 2_000 && text.length < 2_600, `${text.length}`);
  assert.ok(bytesOf(documents) >= 40_000);
  assert.deepEqual(corpus(20, 2), documents);
});
