import { expect, test } from 'vitest';
import { fillInput, initialValues, inputFields } from './input-fields.ts';

const schema = {
  type: 'object',
  properties: {
    topic: { type: 'string', title: 'Topic', default: 'tides' },
    text: { type: 'string', description: 'The whole text', default: 'two\nlines' },
    note: { type: 'string', format: 'textarea' },
    count: { type: 'integer', minimum: 1, maximum: 5 },
    share: { type: 'number' },
    loud: { type: 'boolean', default: true },
    tone: { type: 'string', enum: ['dry', 'warm'] },
    sides: { type: 'array', items: { type: 'string' } },
    table: { type: 'object' },
  },
  required: ['topic', 'sides'],
};
const fields = inputFields(schema);
const values = initialValues(fields);

test('each property becomes the field that suits it', () => {
  expect(fields.map(({ name, kind }) => [name, kind])).toEqual([
    ['topic', 'text'],
    ['text', 'long'],
    ['note', 'long'],
    ['count', 'number'],
    ['share', 'number'],
    ['loud', 'switch'],
    ['tone', 'choice'],
    ['sides', 'texts'],
    ['table', 'json'],
  ]);
  expect(fields[0]).toMatchObject({ title: 'Topic', isNeeded: true, about: null });
  expect(fields[1]).toMatchObject({ title: 'text', isNeeded: false, about: 'The whole text' });
  expect(fields[3]?.bounds).toEqual({ min: 1, max: 5, isWhole: true });
  expect(fields[6]?.choices).toEqual(['dry', 'warm']);
});

test('a form begins with the defaults', () => {
  expect(values).toMatchObject({ topic: 'tides', loud: true, sides: [], count: '', table: '' });
});

test('a schema without properties, or none, asks for nothing', () => {
  for (const nothing of [undefined, null, 'x', {}, { properties: [] }])
    expect(inputFields(nothing)).toEqual([]);
  expect(fillInput([], {})).toEqual({ ok: true, input: {} });
});

test('a filled form gives the input; what is empty and not needed is left out', () => {
  const filled = fillInput(fields, { ...values, sides: ['a'], count: 3, share: 0.5, table: '{"a": [1]}' });
  expect(filled).toEqual({
    ok: true,
    input: {
      topic: 'tides',
      text: 'two\nlines',
      loud: true,
      count: 3,
      share: 0.5,
      sides: ['a'],
      table: { a: [1] },
    },
  });
});

test.each([
  ['needed', { topic: '' }, 'topic'],
  ['not_json', { table: '{' }, 'table'],
  ['not_whole', { count: 1.5 }, 'count'],
  ['out_of_bounds', { count: 9 }, 'count'],
  ['out_of_bounds', { count: 0 }, 'count'],
  ['not_whole', { count: 'many' }, 'count'],
])('what is wrong is told at its field: %s', (fault, change, name) => {
  const filled = fillInput(fields, { ...values, sides: ['a'], ...change });
  expect(filled).toEqual({ ok: false, faults: { [name]: fault } });
});

test('an empty list that is needed is an empty list', () => {
  expect(fillInput(fields, { ...values, sides: [] })).toMatchObject({ ok: true, input: { sides: [] } });
});

test('no is an answer to a needed yes or no', () => {
  const [field] = inputFields({ properties: { sure: { type: 'boolean' } }, required: ['sure'] });
  expect(fillInput([field!], { sure: false })).toEqual({ ok: true, input: { sure: false } });
});
