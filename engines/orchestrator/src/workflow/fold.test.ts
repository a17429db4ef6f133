import assert from 'node:assert/strict';
import { test } from 'node:test';
import { defined } from '../testing/workflows.ts';
import { type FoldEvent, foldWorkflow } from './fold.ts';

const definition = defined({
  name: 'w',
  nodes: [
    { id: 'ask', type: 'agent', agent: 'a', task: 't', retry: { times: 2 } },
    { id: 'choose', type: 'condition', after: ['ask'], cases: [{ port: 'yes', when: 'true' }] },
    {
      id: 'each',
      type: 'map',
      after: ['choose:yes'],
      over: '[1, 2]',
      do: { nodes: [{ id: 'x', type: 'value', value: 1 }] },
    },
    { id: 'never', type: 'join', after: ['choose:otherwise'] },
  ],
});

let clock = 0;
const event = (type: string, step: string | null, payload: object = {}): FoldEvent => ({
  at: ++clock,
  sequence: clock,
  type,
  step,
  attempt: 1,
  payload: { ...payload },
});
const view = (events: FoldEvent[], path: string) =>
  foldWorkflow(definition, events).nodes.find((node) => node.path === path);

test('nodes that never began are idle, and progress counts those that have ended', () => {
  assert.deepEqual(
    foldWorkflow(definition, []).nodes.map(({ state }) => state),
    ['idle', 'idle', 'idle', 'idle'],
  );
  const begun = [event('step.started', 'ask', { childId: 'r1' })];
  assert.deepEqual(
    [view(begun, 'ask')?.state, view(begun, 'ask')?.runId, foldWorkflow(definition, begun).progress],
    ['running', 'r1', 0],
  );
  const done = [
    ...begun,
    event('step.finished', 'ask', { output: { output: {}, usage: { inputTokens: 5, costMicros: 7 } } }),
  ];
  assert.deepEqual([view(done, 'ask')?.state, foldWorkflow(definition, done).progress], ['done', 0.25]);
  assert.deepEqual(foldWorkflow(definition, done).usage, { inputTokens: 5, outputTokens: 0, costMicros: 7 });
});

test('a retry is the same node with a higher attempt, and its pause is no node', () => {
  const events = [
    event('step.started', 'ask', { childId: 'r1' }),
    event('step.failed', 'ask', { code: 'bad', message: 'no', willRetry: false }),
    event('step.started', 'ask#2~pause'),
    event('step.finished', 'ask#2~pause'),
    event('step.started', 'ask#2', { childId: 'r2' }),
  ];
  assert.deepEqual(
    [view(events.slice(0, 2), 'ask')?.state, view(events.slice(0, 2), 'ask')?.error?.code],
    ['failed', 'bad'],
  );
  const again = view(events, 'ask');
  assert.deepEqual([again?.state, again?.attempt, again?.runId], ['running', 2, 'r2']);
  assert.equal(foldWorkflow(definition, events).nodes.length, definition.nodes.length);
});

test('items of a map are nodes of their own, and the map runs while they do', () => {
  const events = [event('step.started', 'each[1].x'), event('step.finished', 'each[1].x', { output: 1 })];
  assert.deepEqual([view(events, 'each')?.state, view(events, 'each[1].x')?.state], ['running', 'done']);
  const whole = [...events, event('step.started', 'each'), event('step.finished', 'each')];
  assert.equal(view(whole, 'each')?.state, 'done');
});

test('a condition tells its ports, and what did not run when the run ended is idle or cancelled', () => {
  const events = [
    event('step.started', 'choose'),
    event('step.finished', 'choose', { output: ['yes'] }),
    event('step.started', 'each[0].x'),
    event('run.cancelled', null),
  ];
  assert.deepEqual(view(events, 'choose')?.ports, ['yes']);
  assert.deepEqual([view(events, 'each')?.state, view(events, 'never')?.state], ['cancelled', 'idle']);
  assert.equal(foldWorkflow(definition, events).progress, 1);
});

test('nodes that undo others are no part of the progress', () => {
  const saga = defined({
    name: 'w',
    nodes: [
      { id: 'a', type: 'value', value: 1, compensate: 'una' },
      { id: 'una', type: 'value', value: 0 },
      { id: 'b', type: 'value', value: 2, after: ['a'] },
    ],
  });
  const done = (step: string) => event('step.finished', step, { output: 1 });
  assert.equal(foldWorkflow(saga, [done('a')]).progress, 0.5);
  assert.equal(foldWorkflow(saga, [done('a'), done('b')]).progress, 1);
});
