import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sampleOf } from './sample.ts';

test('sampleOf() fills the required properties', () => {
  const schema = {
    type: 'object',
    required: ['query', 'limit', 'mode', 'tags', 'deep'],
    properties: {
      query: { type: 'string' },
      limit: { type: 'integer', minimum: 5 },
      mode: { enum: ['hybrid', 'vector'] },
      tags: { type: 'array', minItems: 2, items: { type: 'boolean' } },
      deep: { anyOf: [{ type: 'null' }, { type: 'string' }] },
      left: { type: 'string' },
    },
  };
  assert.deepEqual(sampleOf(schema, 'bees'), {
    query: 'bees',
    limit: 5,
    mode: 'hybrid',
    tags: [true, true],
    deep: null,
  });
});

test('sampleOf() reads the upper-case types of Gemini', () => {
  assert.deepEqual(sampleOf({ type: 'OBJECT', properties: { n: { type: 'NUMBER' } } }, 'x'), { n: 1 });
});
