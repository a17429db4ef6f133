import assert from 'node:assert/strict';
import { test } from 'node:test';
import { defined } from '../testing/workflows.ts';
import { foldWorkflow } from './fold.ts';
import { type Measured, workLeft } from './work-left.ts';

const { nodes } = defined({
  name: 'w',
  nodes: [
    { id: 'long', type: 'agent', agent: 'a', task: 't' },
    { id: 'short', type: 'agent', agent: 'a', task: 't' },
    { id: 'last', type: 'agent', agent: 'a', task: 't', after: ['long', 'short'] },
    { id: 'rescue', type: 'agent', agent: 'a', task: 't', after: ['long:error'] },
  ],
});
const definition = { name: 'w', nodes } as Parameters<typeof foldWorkflow>[0];
const usualMs: Record<string, number> = { long: 10_000, short: 1_000, last: 5_000, rescue: 90_000 };
const known: Measured = ({ id }, elapsedMs) => ({ ms: Math.max(0, usualMs[id]! - elapsedMs), sureness: 0.8 });
const event = (type: string, step: string, at: number) => ({
  at,
  sequence: at,
  type,
  step,
  attempt: 1,
  payload: {},
});
const left = (events: Parameters<typeof foldWorkflow>[1], now = 0, measured = known) =>
  workLeft(nodes, foldWorkflow(definition, events), measured, now);

test('workLeft() is the longest way by measured durations; what only failures lead to does not count', () => {
  assert.equal(left([])!.ms, 15_000);
  assert.ok(Math.abs(left([])!.sureness - 0.8) < 1e-9);
});

test('workLeft() counts what has ended as nothing and what runs by what is left of it', () => {
  const begun = [event('step.started', 'long', 0), event('step.started', 'short', 0)];
  assert.equal(left([...begun, event('step.finished', 'short', 500)], 4_000)!.ms, 11_000);
  const done = [...begun, event('step.finished', 'short', 1), event('step.finished', 'long', 1)];
  assert.equal(left(done, 1)!.ms, 5_000);
  const all = [...done, event('step.started', 'last', 1), event('step.finished', 'last', 2)];
  assert.deepEqual(left(all, 3), { ms: 0, sureness: 1 });
});

test('workLeft() is unsure by the share of nodes that nobody has measured, and null for all of them', () => {
  const half: Measured = (node, elapsedMs) => (node.id === 'long' ? known(node, elapsedMs) : null);
  const some = left([], 0, half)!;
  assert.equal(some.ms, 10_000);
  assert.ok(some.sureness < 0.3);
  assert.equal(
    left([], 0, () => null),
    null,
  );
});

test('workLeft() counts one round of a map', () => {
  const inner = { nodes: [{ id: 'long', type: 'agent', agent: 'a', task: 't' }] };
  const each = defined({
    name: 'w',
    nodes: [{ id: 'each', type: 'map', over: '[1, 2]', do: inner }],
  } as never);
  const result = workLeft(each.nodes, { nodes: [] }, known, 0)!;
  assert.deepEqual([result.ms, result.sureness], [10_000, 0.4]);
});
