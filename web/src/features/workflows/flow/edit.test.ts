import { NODE_TYPES, validate } from '@agenticgen/orchestrator/workflow';
import { expect, test } from 'vitest';
import { sampleDraft } from '../../../testing/draft.ts';
import { type Draft, graphAt, linksOf } from './draft.ts';
import {
  addNode,
  changeDraft,
  changeNode,
  connect,
  copyNodes,
  disconnect,
  freeId,
  moveNodes,
  pasteNodes,
  removeNodes,
  renameNode,
  tidy,
} from './edit.ts';

const nodeOf = (draft: Draft, id: string, level: string[] = []) =>
  graphAt(draft, level)?.nodes.find((node) => node.id === id);
const ids = (draft: Draft, level: string[] = []) => graphAt(draft, level)?.nodes.map(({ id }) => id);

test('the sample is a workflow without problems', () => {
  expect(validate(sampleDraft())).toMatchObject({ ok: true });
});

test('freeId() takes the wanted name, else the next number', () => {
  expect(freeId({ nodes: [] }, 'agent')).toBe('agent');
  const nodes = [
    { id: 'agent', type: 'agent' as const },
    { id: 'agent_2', type: 'agent' as const },
  ];
  expect(freeId({ nodes }, 'agent')).toBe('agent_3');
  expect(freeId({ nodes }, 'agent_2')).toBe('agent_3');
});

test.each(NODE_TYPES)('addNode() adds a node of type %s that has the form of one', (type) => {
  const { draft, id } = addNode(sampleDraft(), [], type, { at: { x: 2000, y: 40 } });
  expect(nodeOf(draft, id)?.type).toBe(type);
  expect(draft.layout?.[id]).toEqual({ x: 2000, y: 40 });
  const validation = validate(draft);
  const problems = validation.ok ? [] : validation.problems;
  // What only the person can know may be missing; nothing else may be wrong.
  const unexpected = problems.filter(
    ({ message, code }) => !/>=1 char/.test(message) && code !== 'input_unknown',
  );
  expect(unexpected).toEqual([]);
});

test('addNode() comes behind the chosen node, and moves nothing that is there', () => {
  const before = sampleDraft();
  const { draft, id } = addNode(before, [], 'agent', { after: { id: 'accept', port: 'rejected' } });
  expect(nodeOf(draft, id)?.after).toEqual(['accept:rejected']);
  const again = addNode(draft, [], 'join', { after: { id, port: 'done' } });
  for (const known of ids(before)!) expect(again.draft.layout?.[known]).toEqual(draft.layout?.[known]);
  expect(again.draft.layout?.[again.id]?.x).toBeGreaterThan(draft.layout?.[id]?.x ?? 0);
});

test('addNode() adds inside of a map', () => {
  const { draft, id } = addNode(sampleDraft(), ['each'], 'delay');
  expect(ids(draft, ['each'])).toEqual(['first', 'second', id]);
  expect(draft.layout?.[`each.${id}`]).toBeDefined();
});

test('connect() draws an arrow once and never from a node to itself', () => {
  const draft = connect(sampleDraft(), [], { from: 'check', port: 'otherwise', to: 'accept' })!;
  expect(nodeOf(draft, 'accept')?.after).toEqual(['mend', 'check:otherwise']);
  expect(connect(draft, [], { from: 'check', port: 'otherwise', to: 'accept' })).toBeNull();
  expect(connect(draft, [], { from: 'mend', port: 'done', to: 'accept' })).toBeNull();
  expect(connect(draft, [], { from: 'mend', port: 'done', to: 'mend' })).toBeNull();
  expect(connect(draft, [], { from: 'mend', port: 'done', to: 'gone' })).toBeNull();
  expect(connect(draft, ['each'], { from: 'first', port: 'error', to: 'second' })).not.toBeNull();
});

test('disconnect() takes an arrow away however it is written', () => {
  const written = changeNode(sampleDraft(), [], 'accept', { after: ['mend:done', 'check:yes'] });
  const draft = disconnect(written, [], [{ from: 'mend', port: 'done', to: 'accept' }]);
  expect(nodeOf(draft, 'accept')?.after).toEqual(['check:yes']);
});

test('changeNode() sets keys and takes away those that are undefined', () => {
  const draft = changeNode(sampleDraft(), [], 'mend', { title: 'Mend it', after: undefined });
  expect(nodeOf(draft, 'mend')).toEqual({
    id: 'mend',
    type: 'agent',
    agent: 'code',
    task: 'Mend {{nodes.look.result}}',
    title: 'Mend it',
  });
  expect(changeDraft(draft, { name: 'New' }).name).toBe('New');
  expect('output' in changeDraft(draft, { output: undefined })).toBe(false);
});

test('moveNodes() writes whole numbers and tidy() lays the level out anew', () => {
  const moved = moveNodes(sampleDraft(), [], new Map([['look', { x: 1.4, y: -2.6 }]]));
  expect(moved.layout).toEqual({ look: { x: 1, y: -3 } });
  const tidied = tidy(moved, []);
  expect(Object.keys(tidied.layout ?? {}).sort()).toEqual(ids(moved)!.sort());
  expect(tidied.layout?.['look']).not.toEqual({ x: 1, y: -3 });
});

test('removeNodes() takes nodes with their arrows, contents and places', () => {
  const placed = tidy(tidy(sampleDraft(), []), ['each']);
  const draft = removeNodes(placed, [], new Set(['mend', 'each']));
  expect(ids(draft)).toEqual(['look', 'check', 'accept']);
  expect(linksOf(draft)).toEqual([{ from: 'look', port: 'done', to: 'check' }]);
  expect(Object.keys(draft.layout ?? {}).sort()).toEqual(['accept', 'check', 'look']);
});

test('renameNode() renames wherever the graph speaks of the node, and nothing that only looks like it', () => {
  const undone = changeNode(sampleDraft(), [], 'accept', {
    compensate: 'mend',
    cancels: ['mend'],
    when: 'nodes.mend.text != "" && nodes.mender == null && errors.mend == null',
  });
  const draft = renameNode(tidy(undone, []), [], 'mend', 'repair')!;
  expect(ids(draft)).toEqual(['look', 'check', 'repair', 'accept', 'each']);
  expect(nodeOf(draft, 'accept')).toMatchObject({
    after: ['repair'],
    compensate: 'repair',
    cancels: ['repair'],
    payload: { mend: '{{nodes.repair.text}}' },
    when: 'nodes.repair.text != "" && nodes.mender == null && errors.repair == null',
  });
  expect(draft.output).toEqual({ mend: '{{nodes.repair.text}}' });
  expect(draft.layout?.['repair']).toBeDefined();
  expect(draft.layout?.['mend']).toBeUndefined();
  expect(renameNode(draft, [], 'look', 'check')).toBeNull();
  expect(renameNode(draft, [], 'look', 'look')).toBeNull();
});

test('renameNode() keeps the port of an arrow and the places inside of a map', () => {
  const draft = renameNode(tidy(sampleDraft(), ['each']), [], 'each', 'all')!;
  expect(Object.keys(draft.layout ?? {}).sort()).toEqual(['all.first', 'all.second']);
  const ported = renameNode(draft, [], 'check', 'is')!;
  expect(nodeOf(ported, 'mend')?.after).toEqual(['is:yes']);
  const inner = renameNode(draft, ['all'], 'first', 'one')!;
  expect(nodeOf(inner, 'second', ['all'])).toMatchObject({ after: ['one'], value: '{{nodes.one}}' });
});

test('copied nodes are pasted with free names, their arrows among each other and no others', () => {
  const draft = sampleDraft();
  const text = copyNodes(draft, [], new Set(['check', 'mend']))!;
  const pasted = pasteNodes(draft, [], text)!;
  expect(pasted.ids).toEqual(['check_2', 'mend_2']);
  expect(nodeOf(pasted.draft, 'check_2')?.after).toEqual([]);
  expect(nodeOf(pasted.draft, 'mend_2')?.after).toEqual(['check_2:yes']);
  expect(pasted.draft.layout?.['mend_2']).not.toEqual(pasted.draft.layout?.['mend']);
  expect(nodeOf(pasted.draft, 'mend')?.after).toEqual(['check:yes']);
  expect(pasteNodes(draft, ['each'], text)?.ids).toEqual(['check', 'mend']);
});

test('nothing is copied without a choice, and other text is not pasted', () => {
  const draft = sampleDraft();
  expect(copyNodes(draft, [], new Set())).toBeNull();
  for (const text of [
    '',
    'hello',
    '{}',
    '{"nodes":[]}',
    '{"nodes":[{"id":1,"type":"agent"}]}',
    '[1]',
    'null',
  ]) {
    expect(pasteNodes(draft, [], text)).toBeNull();
  }
});
