import { expect, test } from 'vitest';
import type { NodeState } from '../../../lib/api-types.ts';
import { durationOf, pathAt, roundState, roundsOf, statesAt } from './run-state.ts';

const at = (path: string, state: NodeState['state'] = 'done', more: Partial<NodeState> = {}): NodeState => ({
  path,
  type: 'value',
  state,
  attempt: 1,
  startedAt: 1,
  finishedAt: 2,
  runId: null,
  error: null,
  usage: {},
  ports: [],
  lastSequence: null,
  ...more,
});

const nodes = [
  at('look'),
  at('each', 'running'),
  at('each[0].draft'),
  at('each[0].deep[1].inner', 'failed'),
  at('each[1].draft', 'running'),
  at('each[1].check', 'idle'),
  at('each[10].draft', 'waiting'),
  at('eachother[0].draft', 'failed'),
];

test('statesAt() tells the nodes of one level alone', () => {
  expect([...statesAt(nodes, []).keys()]).toEqual(['look', 'each']);
  expect([...statesAt(nodes, [{ id: 'each', index: 1 }]).keys()]).toEqual(['draft', 'check']);
  expect([
    ...statesAt(nodes, [
      { id: 'each', index: 0 },
      { id: 'deep', index: 1 },
    ]).keys(),
  ]).toEqual(['inner']);
  expect(statesAt(nodes, [{ id: 'each', index: 7 }]).size).toBe(0);
});

test('pathAt() names a node as the log does', () => {
  expect(pathAt([], 'look')).toBe('look');
  expect(
    pathAt(
      [
        { id: 'each', index: 2 },
        { id: 'deep', index: 0 },
      ],
      'x',
    ),
  ).toBe('each[2].deep[0].x');
});

test('roundsOf() tells which rounds have begun, in their order', () => {
  expect(roundsOf(nodes, 'each')).toEqual([0, 1, 10]);
  expect(roundsOf(nodes, 'look')).toEqual([]);
  expect(roundsOf(nodes, 'each[0].deep')).toEqual([1]);
});

test('a round is what its worst or busiest node is', () => {
  expect(roundState(nodes, 'each', 0)).toBe('failed');
  expect(roundState(nodes, 'each', 1)).toBe('running');
  expect(roundState(nodes, 'each', 10)).toBe('waiting');
  expect(roundState(nodes, 'each', 5)).toBe('idle');
});

test('durationOf() counts on while a node is at work, and never below nothing', () => {
  expect(durationOf(at('a', 'done', { startedAt: 100, finishedAt: 350 }), 9_999)).toBe(250);
  expect(durationOf(at('a', 'running', { startedAt: 100, finishedAt: null }), 600)).toBe(500);
  expect(durationOf(at('a', 'running', { startedAt: 100, finishedAt: null }), 50)).toBe(0);
  expect(durationOf(at('a', 'idle', { startedAt: null, finishedAt: null }), 50)).toBeNull();
});
