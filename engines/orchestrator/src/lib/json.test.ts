import assert from 'node:assert/strict';
import { test } from 'node:test';
import { describeError, jsonText } from './json.ts';
import { MAX_MESSAGE_LENGTH, MAX_PAYLOAD_BYTES } from './limits.ts';

test('jsonText() gives the text of what survives JSON', () => {
  assert.equal(jsonText({ a: [1, 'x', null, true], b: undefined }, 'Cannot save'), '{"a":[1,"x",null,true]}');
  assert.equal(jsonText(Object.create(null), 'Cannot save'), '{}');
});

test('jsonText() names the place of what does not', () => {
  const circle: Record<string, unknown> = {};
  circle.self = circle;
  const cases: [unknown, RegExp][] = [
    [{ a: { when: new Date(0) } }, /^Cannot save: a\.when is a Date, a plain object is needed$/],
    [[1, Number.NaN], /1 is NaN/],
    [[1, undefined], /1 is undefined, JSON is needed/],
    [{ f: () => 1 }, /f is function/],
    [1n, /the value is bigint/],
    [new Map(), /a Map/],
    [circle, /in a circle/],
  ];
  for (const [value, message] of cases) {
    assert.throws(() => jsonText(value, 'Cannot save'), { code: 'value_not_json', message });
  }
});

test('jsonText() refuses what is too large, counted in bytes', () => {
  const text = '中'.repeat(MAX_PAYLOAD_BYTES / 3 + 1);
  assert.throws(() => jsonText(text, 'Cannot save'), { code: 'payload_too_large' });
});

test('describeError() keeps code and first line of whatever was thrown', () => {
  const coded = Object.assign(new TypeError('one\n  at two'), { code: 'E1' });
  assert.deepEqual(describeError(coded, 'fallback'), { code: 'E1', message: 'one' });
  assert.deepEqual(describeError('text', 'fallback'), { code: 'fallback', message: 'text' });
  assert.deepEqual(describeError(new TypeError(), 'fallback'), { code: 'fallback', message: 'TypeError' });
  assert.equal(describeError(new TypeError('x'.repeat(9_999)), 'f').message.length, MAX_MESSAGE_LENGTH);
});
