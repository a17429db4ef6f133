import { expect, test } from 'vitest';
import { sampleDraft } from '../../../testing/draft.ts';
import { nodeState } from '../../../testing/workflows.ts';
import { begunNodes, nodeTitle, rerunPlan } from './rerun-plan.ts';

const STATES = ['look', 'check', 'mend', 'each'].map((id) => nodeState(id, 'done'));
const ids = (nodes: { id: string }[]) => nodes.map(({ id }) => id);

test('a run from a node on does it and all that comes after it anew, and keeps what ended beside it', () => {
  const { again, kept } = rerunPlan(sampleDraft(), STATES, 'check');
  expect(ids(again)).toEqual(['check', 'mend', 'accept']);
  expect(ids(kept)).toEqual(['look', 'each']);
});

test('what never ended can not be kept', () => {
  const states = STATES.map((state) =>
    state.path === 'look' ? { ...state, state: 'failed' as const } : state,
  );
  expect(ids(rerunPlan(sampleDraft(), states, 'mend').kept)).toEqual(['check', 'each']);
});

test('a node inside of a map counts as the map', () => {
  expect(ids(rerunPlan(sampleDraft(), STATES, 'each[1].second').again)).toEqual(['each']);
});

test('nodes are told in the order in which they began, those that never did left out', () => {
  const states = [
    nodeState('b', 'done', { startedAt: 20 }),
    nodeState('c', 'skipped', { startedAt: 5 }),
    nodeState('d', 'idle', { startedAt: null }),
    nodeState('a', 'failed', { startedAt: 10 }),
  ];
  expect(begunNodes(states).map(({ path }) => path)).toEqual(['a', 'b']);
});

test('a node is called by its title, one inside of a map with which item it is of', () => {
  const draft = sampleDraft();
  draft.nodes[0]!.title = 'Look at it';
  expect(nodeTitle(draft, 'look')).toBe('Look at it');
  expect(nodeTitle(draft, 'each[1].second')).toBe('each 2 · second');
  expect(nodeTitle(draft, 'gone')).toBe('gone');
});
