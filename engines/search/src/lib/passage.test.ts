import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MAX_ATTRIBUTES_CHARS } from './limits.ts';
import { type Attributes, checkPassages } from './passage.ts';

const check = (attributes: Attributes) =>
  checkPassages([{ id: 'a', documentId: 'd', text: 't', vector: Float32Array.of(1), attributes }]);
const refused = { code: 'search_passage_invalid' };

test('attributes may be as long as the limit as JSON, and no longer', () => {
  const empty = JSON.stringify({ a: '' }).length;
  check({ a: 'x'.repeat(MAX_ATTRIBUTES_CHARS - empty) });
  assert.throws(() => check({ a: 'x'.repeat(MAX_ATTRIBUTES_CHARS - empty + 1) }), refused);
});

test('signs that JSON writes as six count as six, and what is no text or number is measured, too', () => {
  check({ a: '\0'.repeat(2_700) });
  assert.throws(() => check({ a: '\0'.repeat(2_800) }), refused);
  const nested = { a: ['x'.repeat(MAX_ATTRIBUTES_CHARS)] } as unknown as Attributes;
  assert.throws(() => check(nested), refused);
});

test('many small attributes add up', () => {
  const of = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, at) => [`n${at}`, at]));
  check(of(1_000));
  assert.throws(() => check(of(2_000)), refused);
});
