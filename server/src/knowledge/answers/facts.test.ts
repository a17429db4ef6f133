import assert from 'node:assert/strict';
import { test } from 'node:test';
import { factsOf, matching } from './facts.ts';

const denied = (text: string) => [...factsOf(text).denied];
const names = (text: string) => [...factsOf(text).names];

test('factsOf() keeps the words that mean something and sets numbers apart', () => {
  const facts = factsOf('The lighthouse was lit in 1858 by forty-six keepers.');
  assert.deepEqual([...facts.words], ['lighthouse', 'lit', 'keeper']);
  assert.deepEqual([...facts.numbers].sort(), ['1858', '46']);
  assert.equal(facts.denies, false);
});

test('a negation reaches the next words of its clause and no further', () => {
  assert.deepEqual(denied('The gallery is not open, visitors wait outside.'), ['open']);
  assert.deepEqual(denied("Pets can't enter the upper hall of the tower."), ['enter', 'upper', 'hall']);
  assert.deepEqual(denied('There is no fee but tickets are needed.'), ['fee']);
  assert.deepEqual(denied('Not only keepers come.'), []);
});

test('Chinese negations count, words that only begin like one do not', () => {
  assert.deepEqual(denied('冬天不开放。'), ['开放']);
  assert.deepEqual(denied('游客没有登记。').includes('登记'), true);
  assert.deepEqual(denied('不同的塔非常高，未来开放。'), []);
});

test('limits of what is said are noticed', () => {
  assert.equal(factsOf('Open daily except Monday').denies, true);
  assert.equal(factsOf('除周一外每天开放').denies, true);
  assert.equal(factsOf('Open daily').denies, false);
});

test('names are words with a capital that do not only begin a sentence', () => {
  assert.deepEqual(names('The tower of Skagen was built by Anna Berg.'), ['skagen', 'anna', 'berg']);
  assert.deepEqual(names('Towers are tall. Boats are wet.'), []);
  assert.deepEqual(names('NASA sent it.'), ['nasa']);
});

test('matching() brings forms of long words together and keeps short ones apart', () => {
  const words = new Set(['construction', 'heat', '灯塔']);
  assert.equal(matching(words, 'construct'), 'construction');
  assert.equal(matching(words, 'heat'), 'heat');
  assert.equal(matching(words, 'heart'), undefined);
  assert.equal(matching(words, '灯'), undefined);
});
