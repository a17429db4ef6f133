import assert from 'node:assert/strict';
import { test } from 'node:test';
import { removeSecrets, removeSecretsIn } from './secrets.ts';

const KEY = `sk-${'Ab1'.repeat(16)}`;

test('keys by their known forms are taken out, wherever they stand', () => {
  assert.equal(removeSecrets(`a ${KEY} b ${KEY}`), 'a [secret removed] b [secret removed]');
  assert.equal(removeSecrets('sk-short and skeleton'), 'sk-short and skeleton');
});

test('a known secret is taken out whatever its form; a tiny one would tear words apart and stays', () => {
  assert.equal(removeSecrets('Bearer hunter2-x!', ['hunter2-x!']), 'Bearer [secret removed]');
  assert.equal(removeSecrets('abcabc', ['abc']), 'abcabc');
});

test('texts inside of values are cleaned, all else stays', () => {
  const value = { a: [KEY, 1, null], b: { c: true, d: 'plain' } };
  assert.deepEqual(removeSecretsIn(value), { a: ['[secret removed]', 1, null], b: { c: true, d: 'plain' } });
});
