import assert from 'node:assert/strict';
import { test } from 'node:test';
import { countTokens } from './token-count.ts';

const COUNTED: [text: string, tokens: number][] = [
  ['', 0],
  ['one two', 2],
  ['keelhauling', 3],
  ['知识库', 3],
  ['a, b.', 4],
  ['x      y', 3],
  ['第2章 Boats', 5],
];
for (const [text, tokens] of COUNTED) {
  test(`countTokens() of "${text}" is ${tokens}`, () => assert.equal(countTokens(text), tokens));
}

test('parts count as much as the whole, or more', () => {
  const text = 'Wings lift at an angle of attack: 机翼在迎角下升起。';
  for (let at = 0; at <= text.length; at++)
    assert.ok(countTokens(text.slice(0, at)) + countTokens(text.slice(at)) >= countTokens(text));
});
