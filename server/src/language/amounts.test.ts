import assert from 'node:assert/strict';
import { test } from 'node:test';
import { asksForNumber } from './amounts.ts';

test('asksForNumber() knows questions for amounts, sizes and times, in English and Chinese', () => {
  for (const question of [
    'How many boats are there?',
    'what does the keel weigh',
    'When was it lit?',
    'What year did it open?',
    '罚多少钱？',
    '船有多长？',
    '有几个人？',
    '哪年建成的？',
    '什么时候开门？',
  ])
    assert.ok(asksForNumber(question), question);
});

test('asksForNumber() lets other questions be', () => {
  for (const question of [
    'Who keeps the lamp?',
    'Why is it closed?',
    'How is a keel made?',
    '谁守灯塔？',
    '为什么关门？',
  ])
    assert.ok(!asksForNumber(question), question);
});
