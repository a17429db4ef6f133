import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bagOf, learnSpace } from './latent.ts';
import { embedLearned, LEARNED_WIDTH } from './learned-embedder.ts';
import { tokensOf } from './tokens.ts';

const texts = [
  'car engine road',
  'auto engine road',
  'cat fur milk',
  'dog fur bone',
  'boat sail wind',
  'ship sail wind',
];
const space = learnSpace(
  Array.from({ length: 10 }, () => texts.map((text) => bagOf(text.split(' ')))).flat(),
);
const read = (text: string) => ({ tokens: tokensOf(text), terms: text.split(' ') });
const embed = (text: string, as: 'passage' | 'question') => embedLearned(space, read(text), as);
const dot = (a: Float32Array, b: Float32Array) =>
  a.reduce((sum, value, at) => sum + value * (b[at] as number), 0);

test('a passage has length 1, and is nearest to itself', () => {
  const passage = embed('car engine road', 'passage');
  assert.equal(passage.length, LEARNED_WIDTH);
  assert.ok(Math.abs(dot(passage, passage) - 1) < 1e-5);
});

test('a question of which the space knows only a part says less', () => {
  const passage = embed('car engine road', 'passage');
  const known = dot(embed('engine', 'question'), passage);
  const partly = dot(embed('engine zeppelin quark', 'question'), passage);
  assert.ok(known > partly, `${known} ${partly}`);
});

test('without a space hashed words and word parts still find a misspelling', () => {
  const of = (text: string) => embedLearned(undefined, read(text), 'question');
  assert.ok(dot(of('temperature'), of('temprature')) > dot(of('temperature'), of('viscosity')) + 0.02);
});
