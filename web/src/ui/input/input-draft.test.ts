import { expect, test } from 'vitest';
import { asFields, asJson, draftInput, readInput } from './input-draft.ts';

const schema = {
  type: 'object',
  properties: {
    topic: { type: 'string' },
    tone: { type: 'string', enum: ['dry', 'warm'] },
    count: { type: 'integer' },
    loud: { type: 'boolean' },
    sides: { type: 'array', items: { type: 'string' } },
    table: { type: 'object' },
  },
  required: ['topic'],
};
const input = { topic: 'tides', tone: 'dry', count: 3, loud: true, sides: ['a'], table: { a: 1 } };

test('an input that is shown field by field is as before', () => {
  const draft = draftInput(schema, input);
  expect(draft.json).toBeNull();
  expect(readInput(draft)).toEqual({ ok: true, input });
});

test('what no field stands for is kept', () => {
  const more = { ...input, extra: [1, 2] };
  expect(readInput(draftInput(schema, more))).toEqual({ ok: true, input: more });
  expect(readInput(asFields(asJson(draftInput(schema, more))))).toEqual({ ok: true, input: more });
});

test.each([{ tone: 'odd' }, { count: 'three' }, { loud: 'yes' }, { sides: [1] }, { topic: 7 }])(
  '%j can be shown as JSON only',
  (change) => {
    const draft = draftInput(schema, { ...input, ...change });
    expect(JSON.parse(draft.json ?? '')).toEqual({ ...input, ...change });
    expect(asFields(draft)).toEqual(draft);
  },
);

test('JSON begins with what the fields hold, those that are wrong left out', () => {
  const draft = draftInput(schema);
  const typed = { ...draft, values: { ...draft.values, topic: 'tides', table: '{' } };
  expect(JSON.parse(asJson(typed).json ?? '')).toEqual({ topic: 'tides', loud: false });
});

test.each(['{', '[]', '7', 'null'])('%s is no input', (json) => {
  const draft = { ...draftInput(schema), json };
  expect(readInput(draft)).toEqual({ ok: false, faults: { '': 'not_json' } });
  expect(asFields(draft).json).toBe(json);
});

test('an empty text is an empty input', () => {
  expect(readInput({ ...draftInput(schema), json: ' ' })).toEqual({ ok: true, input: {} });
});

test('a field that is needed and empty is told', () => {
  expect(readInput(draftInput(schema))).toEqual({ ok: false, faults: { topic: 'needed' } });
});
