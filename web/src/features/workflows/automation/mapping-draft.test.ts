import { expect, test } from 'vitest';
import { inputFields } from '../../../ui/input/input-fields.ts';
import { emptyFields, newMapping, readMapping } from './mapping-draft.ts';
import { missingFields } from './trigger-kind.ts';

const FIELDS = inputFields({
  type: 'object',
  properties: { name: { type: 'string' }, tone: { type: 'string', title: 'Tone' } },
  required: ['name', 'tone'],
});

test('without a mapping nothing is sent, with one a template for each field that has one', () => {
  const draft = newMapping('webhook', FIELDS);
  expect(readMapping(draft)).toBeUndefined();
  const mapped = { ...draft, isMapped: true, templates: { ...draft.templates, tone: '' } };
  expect(readMapping(mapped)).toEqual({ name: '{{input.body.name}}' });
  const ofEvent = newMapping('document.ingested', FIELDS);
  expect(ofEvent.templates).toEqual({ name: '{{input.event.name}}', tone: '' });
  expect(emptyFields(ofEvent, FIELDS)).toEqual([]);
  expect(emptyFields({ ...ofEvent, isMapped: true }, FIELDS)).toEqual(['tone']);
});

test.each([
  ['{"a": "{{input.body}}"}', { a: '{{input.body}}' }],
  ['{', null],
  ['[]', null],
])('a workflow that names no fields is mapped in JSON: %s', (json, read) => {
  expect(newMapping('webhook', []).json).toBe('{}');
  expect(readMapping({ isMapped: true, templates: {}, json })).toEqual(read);
});

test('what an event does not tell and the workflow needs is known before anything comes', () => {
  expect(missingFields('document.ingested', FIELDS)).toEqual(['Tone']);
  expect(missingFields('conversation.answered', FIELDS)).toEqual(['name', 'Tone']);
  expect(missingFields('webhook', FIELDS)).toEqual([]);
});
