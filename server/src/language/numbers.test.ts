import assert from 'node:assert/strict';
import { test } from 'node:test';
import { numbersIn } from './numbers.ts';

const numbers = (text: string) => [...numbersIn(text)].sort();

test('one number has one form, however its thousands are set apart', () => {
  for (const text of ['1,250 boats', '1250 boats', '1 250 boats', '1250.0 boats'])
    assert.deepEqual(numbers(text), ['1250'], text);
  assert.deepEqual(numbers('3.50 and 7'), ['3.5', '7']);
  assert.deepEqual(numbers('in 1858, 46 metres'), ['1858', '46']);
});

test('English words are numbers, alone and put together', () => {
  assert.deepEqual(numbers('forty-six metres'), ['46']);
  assert.deepEqual(numbers('two hundred and five'), ['205']);
  assert.deepEqual(numbers('three thousand four hundred'), ['3400']);
  assert.deepEqual(numbers('three or four'), ['3', '4']);
  assert.deepEqual(numbers('twenty, thirty'), ['20', '30']);
  assert.deepEqual(numbers('two million'), ['2000000']);
});

test('"one" and "a hundred" without a number before it are no numbers', () => {
  assert.deepEqual(numbers('one of them, no one, hundreds, a thousand'), []);
});

test('Chinese numerals are numbers where they stand together or before a measure', () => {
  assert.deepEqual(numbers('四十六米'), ['46']);
  assert.deepEqual(numbers('一千二百零五'), ['1205']);
  assert.deepEqual(numbers('三万五千人'), ['35000']);
  assert.deepEqual(numbers('二〇二四年'), ['2024']);
  assert.deepEqual(numbers('三天，十个'), ['10', '3']);
  assert.deepEqual(numbers('一些人一起'), []);
});
