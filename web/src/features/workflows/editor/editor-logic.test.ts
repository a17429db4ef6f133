import { definitionSchema, NODE_TYPES } from '@agenticgen/orchestrator/workflow';
import { act, renderHook } from '@testing-library/react';
import { expect, test } from 'vitest';
import en from '../../../i18n/en.json';
import { sampleDraft } from '../../../testing/draft.ts';
import { changeDraft, removeNodes } from '../flow/edit.ts';
import { PALETTE } from '../flow/node-kind.tsx';
import { fileName } from './download.ts';
import { changeAt, readJson, unitOf, valueAt, writeJson } from './field-value.ts';
import { rowsOf, schemaOf } from './input-schema.ts';
import {
  DEFINITION_FIELDS,
  FAILURE_FIELDS,
  FLOW_FIELDS,
  isNodeType,
  RESULT_FIELDS,
  resultFieldsOf,
  SCHEDULING_FIELDS,
  TYPE_FIELDS,
} from './node-fields.ts';
import { useEditor } from './use-editor.ts';

const COMMON = [...FLOW_FIELDS, ...FAILURE_FIELDS, ...SCHEDULING_FIELDS, ...RESULT_FIELDS];

test('the palette offers every type once', () => {
  const offered = PALETTE.flatMap(({ types }) => types);
  expect([...offered].sort()).toEqual([...NODE_TYPES].sort());
  expect(isNodeType('agent')).toBe(true);
  expect(isNodeType('robot')).toBe(false);
});

test.each(NODE_TYPES)('the form of %s sets only keys that the language knows, each with a label', (type) => {
  const shape = nodeShape(type);
  for (const { path } of [...TYPE_FIELDS[type], ...COMMON]) {
    expect(shape, `${type}.${path[0]}`).toHaveProperty(path[0]);
    expect(en.nodeField).toHaveProperty(path.join('-'));
  }
});

test('every key of a node can be set, but for those that other parts of the page set', () => {
  const elsewhere = new Set(['id', 'type', 'title', 'do', 'cancels']);
  for (const type of NODE_TYPES) {
    const set = new Set([...TYPE_FIELDS[type], ...COMMON].map(({ path }) => path[0]));
    const missing = Object.keys(nodeShape(type)).filter((key) => !set.has(key) && !elsewhere.has(key));
    expect(missing, type).toEqual([]);
  }
});

test('the form of the whole sets only keys that the language knows', () => {
  for (const { path } of DEFINITION_FIELDS) {
    expect(definitionSchema.shape).toHaveProperty(path[0]);
    expect(en.nodeField).toHaveProperty(path.join('-'));
  }
});

interface Option {
  shape: { type: { value: string } } & Record<string, unknown>;
}

function nodeShape(type: string): Record<string, unknown> {
  const { options } = definitionSchema.shape.nodes.element as unknown as { options: Option[] };
  return options.find(({ shape }) => shape.type.value === type)!.shape;
}

test('valueAt() and changeAt() reach into objects; what is left empty goes away', () => {
  const node = { id: 'a', retry: { times: 2 } };
  expect(valueAt(node, ['retry', 'times'])).toBe(2);
  expect(valueAt(node, ['cache', 'key'])).toBeUndefined();
  expect(changeAt(node, ['retry', 'backoffMs'], 50)).toEqual({ retry: { times: 2, backoffMs: 50 } });
  expect(changeAt(node, ['retry', 'times'], undefined)).toEqual({ retry: undefined });
  expect(changeAt(node, ['cache', 'key'], 'k')).toEqual({ cache: { key: 'k' } });
  expect(changeAt(node, ['id'], 'b')).toEqual({ id: 'b' });
});

test.each<[string, unknown]>([
  ['a template', '{{nodes.a.text}}'],
  ['a text', 'hello'],
  ['a text that looks like a number', '7'],
  ['a text that is JSON', '{"a":1}'],
  ['a number', 7],
  ['nothing at all', null],
  ['a list', [1, 'two']],
  ['an object', { a: { b: '{{x}}' } }],
  ['a text of two lines', 'one\ntwo'],
])('%s is read back as it was written', (_, value) => {
  expect(readJson(writeJson(value))).toEqual(value);
});

test('an empty text is no value', () => {
  expect(readJson('  ')).toBeUndefined();
  expect(writeJson(undefined)).toBe('');
});

test.each([
  [500, 'ms'],
  [0, 'ms'],
  [30_000, 's'],
  [90_000, 's'],
  [120_000, 'min'],
  [7_200_000, 'h'],
  [604_800_000, 'd'],
])('%d ms are shown in %s', (ms, unit) => {
  expect(unitOf(ms)).toBe(unit);
});

test('the rows of an input schema give the same schema back', () => {
  const schema = {
    type: 'object',
    properties: {
      code: { type: 'string', title: 'Program', default: 'print(1)' },
      count: { type: 'integer', minimum: 1 },
      tags: { type: 'array', items: { type: 'string' } },
      points: { type: 'array', items: { type: 'number' } },
      any: {},
      sure: { type: 'boolean' },
      long: { type: 'string', format: 'textarea' },
    },
    required: ['code'],
    additionalProperties: false,
  };
  const rows = rowsOf(schema);
  expect(rows.map(({ kind }) => kind)).toEqual(['text', 'number', 'texts', 'json', 'json', 'switch', 'long']);
  expect(schemaOf(schema, rows)).toEqual(schema);
});

test('a row that is added, needed or taken away changes the schema', () => {
  const rows = rowsOf({ type: 'object', properties: { a: { type: 'string' } }, required: ['a'] });
  const more = [...rows, { name: 'b', title: 'B', kind: 'number' as const, isNeeded: true, rest: {} }];
  expect(schemaOf(undefined, more)).toEqual({
    type: 'object',
    properties: { a: { type: 'string' }, b: { type: 'number', title: 'B' } },
    required: ['a', 'b'],
  });
  expect(schemaOf({ required: ['a'] }, [])).toEqual({ type: 'object', properties: {} });
});

test.each([
  ['Code review', 'code-review.yaml'],
  ['  A / B: c?  ', 'a-b-c.yaml'],
  ['代码评审', '代码评审.yaml'],
  ['…', 'workflow.yaml'],
])('the file of "%s" is %s', (name, file) => {
  expect(fileName(name, 'yaml')).toBe(file);
});

test('the editor undoes, redoes, and steps out of a map that is gone', () => {
  const { result } = renderHook(() => useEditor(sampleDraft()));
  act(() => result.current.go(['each'], new Set(['first'])));
  expect(result.current.graph.nodes.map(({ id }) => id)).toEqual(['first', 'second']);
  expect([...result.current.selected]).toEqual(['first']);
  act(() => result.current.change(removeNodes(result.current.draft, [], new Set(['each']))));
  expect(result.current.level).toEqual([]);
  expect([...result.current.selected]).toEqual([]);
  act(() => result.current.undo());
  expect(result.current.draft.nodes).toHaveLength(5);
  expect([result.current.canUndo, result.current.canRedo]).toEqual([false, true]);
  act(() => result.current.redo());
  expect(result.current.draft.nodes).toHaveLength(4);
});

test('typing in one field is one step, and null is no change', () => {
  const { result } = renderHook(() => useEditor(sampleDraft()));
  for (const name of ['a', 'ab', 'abc']) {
    act(() => result.current.change(changeDraft(result.current.draft, { name }), 'name'));
  }
  act(() => result.current.change(null));
  act(() => result.current.undo());
  expect(result.current.draft.name).toBe('Sample');
  expect(result.current.canUndo).toBe(false);
});

test('a cache is offered where results are used again, and where one is set already', () => {
  const paths = (node: Parameters<typeof resultFieldsOf>[0]) =>
    resultFieldsOf(node).map(({ path }) => path[0]);
  expect(paths({ type: 'code' })).toEqual(['cache', 'cache', 'output']);
  expect(paths({ type: 'approval' })).toEqual(['output']);
  expect(paths({ type: 'approval', cache: { key: 'k' } })).toContain('cache');
});
