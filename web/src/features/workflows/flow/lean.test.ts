import { definitionSchema, validate } from '@agenticgen/orchestrator/workflow';
import { expect, test } from 'vitest';
import { sampleDraft } from '../../../testing/draft.ts';
import type { Draft } from './draft.ts';
import { addNode } from './edit.ts';
import { lean } from './lean.ts';

test('lean() takes away what the check fills in, and means the same', () => {
  let draft = sampleDraft();
  for (const type of ['tool', 'workflow', 'loop', 'knowledge', 'wait'] as const) {
    draft = addNode(draft, [], type).draft;
  }
  draft.nodes = draft.nodes.map((node) =>
    node.type === 'tool'
      ? { ...node, tool: 'x' }
      : node.type === 'workflow'
        ? { ...node, workflow: 'x' }
        : node.type === 'knowledge'
          ? { ...node, query: 'x' }
          : node,
  );
  const whole = definitionSchema.parse(draft);
  const short = lean(whole as unknown as Draft);
  expect(definitionSchema.parse(short)).toEqual(whole);
  expect(JSON.stringify(short).length).toBeLessThan(JSON.stringify(whole).length);
  expect(validate(sampleDraft()).ok).toBe(true);
});

test('lean() puts the name and the type of each node first, inside of maps too', () => {
  const short = lean(definitionSchema.parse(sampleDraft()) as unknown as Draft);
  const first = (nodes: Draft['nodes'] | undefined) => nodes?.map((node) => Object.keys(node).slice(0, 2));
  for (const keys of first(short.nodes) ?? []) expect(keys).toEqual(['id', 'type']);
  for (const keys of first(short.nodes[4]?.do?.nodes) ?? []) expect(keys).toEqual(['id', 'type']);
});

test('lean() keeps what is not as usual', () => {
  const draft = {
    name: 'x',
    nodes: [
      { id: 'a', type: 'join' as const, after: ['b'], join: 'any', onError: 'continue', cancels: ['c'] },
    ],
  };
  expect(lean(draft)).toEqual(draft);
});
