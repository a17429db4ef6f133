import { expect, test } from 'vitest';
import { sampleDraft } from '../../../testing/draft.ts';
import { asDraft, changeGraph, graphAt, hasContents, layoutKey, linksOf, sourceOf } from './draft.ts';

test('asDraft() takes whatever a canvas can show, however wrong it is otherwise', () => {
  const wrong = { name: '', nodes: [{ id: 'a', type: 'agent', after: ['nobody'], task: 7 }], more: true };
  expect(asDraft(wrong)).toBe(wrong);
  expect(asDraft(sampleDraft())).not.toBeNull();
});

test.each([
  ['no object', 'name: x'],
  ['no nodes', { name: 'x' }],
  ['a node without id', { name: 'x', nodes: [{ type: 'agent' }] }],
  ['an unknown type', { name: 'x', nodes: [{ id: 'a', type: 'robot' }] }],
  ['after that is no list of texts', { name: 'x', nodes: [{ id: 'a', type: 'join', after: 'b' }] }],
  ['contents that are no graph', { name: 'x', nodes: [{ id: 'a', type: 'map', do: { nodes: [1] } }] }],
  ['a title that is no text', { name: 'x', nodes: [{ id: 'a', type: 'join', title: {} }] }],
  ['a layout without points', { name: 'x', nodes: [], layout: { a: { x: 1 } } }],
  ['no name', { nodes: [] }],
])('asDraft() refuses %s', (_, value) => {
  expect(asDraft(value)).toBeNull();
});

test('graphAt() goes into maps and loops, and says null for what has no contents', () => {
  const draft = sampleDraft();
  expect(graphAt(draft, [])).toBe(draft);
  expect(graphAt(draft, ['each'])?.nodes.map(({ id }) => id)).toEqual(['first', 'second']);
  expect(graphAt(draft, ['look'])).toBeNull();
  expect(graphAt(draft, ['gone'])).toBeNull();
  expect(graphAt(draft, ['each', 'first'])).toBeNull();
});

test('changeGraph() changes one level and leaves the draft that it was given as it is', () => {
  const draft = sampleDraft();
  const changed = changeGraph(draft, ['each'], (graph) => ({ ...graph, nodes: graph.nodes.slice(1) }));
  expect(graphAt(changed, ['each'])?.nodes).toHaveLength(1);
  expect(graphAt(draft, ['each'])?.nodes).toHaveLength(2);
  expect(changed.nodes[0]).toBe(draft.nodes[0]);
});

test('linksOf() tells every arrow with its port', () => {
  expect(linksOf(sampleDraft())).toEqual([
    { from: 'look', port: 'done', to: 'check' },
    { from: 'check', port: 'yes', to: 'mend' },
    { from: 'mend', port: 'done', to: 'accept' },
  ]);
});

test('an arrow from the usual end is named by the node alone, and a nested node by those around it', () => {
  expect(sourceOf('a', 'done')).toBe('a');
  expect(sourceOf('a', 'error')).toBe('a:error');
  expect(layoutKey([], 'a')).toBe('a');
  expect(layoutKey(['each'], 'a')).toBe('each.a');
  expect(
    sampleDraft()
      .nodes.filter(hasContents)
      .map(({ id }) => id),
  ).toEqual(['each']);
});
