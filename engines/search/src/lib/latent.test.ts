import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bagOf, hashTerm, learnSpace, locate } from './latent.ts';

/** Two subjects: "car" and "auto" never meet, but keep the same company. */
const CARS = ['car engine wheel road', 'auto engine wheel road', 'car road driver', 'auto driver road'];
const PETS = ['cat fur paw milk', 'dog fur paw bone', 'cat milk paw', 'dog bone fur'];
const bags = Array.from({ length: 8 }, () => [...CARS, ...PETS])
  .flat()
  .map((text) => bagOf(text.split(' ')));

const cosine = (a: Float32Array, b: Float32Array) =>
  a.reduce((sum, value, at) => sum + value * (b[at] as number), 0);

test('words that keep the same company lie near, and words of other subjects do not', () => {
  const space = learnSpace(bags, { width: 3 });
  assert.ok(space);
  const place = (text: string) => locate(space, bagOf(text.split(' '))).vector;
  assert.ok(cosine(place('car'), place('auto')) > 0.9);
  assert.ok(cosine(place('car'), place('cat')) < 0.4);
});

test('the same passages give the same space, to the bit', () => {
  const [first, second] = [learnSpace(bags), learnSpace(bags)];
  assert.deepEqual(first?.basis, second?.basis);
  assert.deepEqual(first?.terms, second?.terms);
});

test('a space keeps hashes, and no word of any text', () => {
  const space = learnSpace(bags);
  assert.ok(space?.rowOf.has(hashTerm('car')));
  assert.ok(!JSON.stringify(space).includes('car'));
});

test('locate() tells how much of a text the space knows', () => {
  const space = learnSpace(bags);
  assert.ok(space);
  assert.equal(locate(space, bagOf(['car'])).known, 1);
  const half = locate(space, bagOf(['car', 'zeppelin'])).known;
  assert.ok(half > 0.2 && half < 0.8, String(half));
  const none = locate(space, bagOf(['zeppelin']));
  assert.equal(none.known, 0);
  assert.ok(none.vector.every((value) => value === 0));
});

test('too little to learn from gives no space, and the rank stays below what the passages carry', () => {
  assert.equal(learnSpace([]), undefined);
  assert.equal(learnSpace(bags.slice(0, 3)), undefined);
  assert.equal(learnSpace(bags.slice(0, 20))?.width, 5);
});

test('stop words are no part of a bag, whatever their stem', () => {
  assert.deepEqual([...bagOf(['the', 'ar', 'wing', 'wing', ''])], [['wing', 2]]);
});

test('hashes of a hundred thousand terms do not meet', () => {
  const hashes = new Set(Array.from({ length: 100_000 }, (_, index) => hashTerm(`term${index}`)));
  assert.equal(hashes.size, 100_000);
});
