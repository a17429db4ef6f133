import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { RunEvent } from '../lib/event.ts';
import { joinDeltas, MAX_JOINED_LENGTH } from './join-deltas.ts';

let sequence = 0;
const event = (
  type: string,
  payload: Record<string, unknown> = {},
  more: Partial<RunEvent> = {},
): RunEvent => ({
  runId: 'r',
  sequence: ++sequence,
  at: 0,
  type,
  step: 's',
  attempt: 1,
  payload,
  ...more,
});
const text = (said: string, more: Partial<RunEvent> = {}) => event('text.delta', { text: said }, more);

test('pieces of text beside each other become one, and all else keeps its place', () => {
  sequence = 0;
  const events = [
    event('step.started'),
    text('a'),
    text('b'),
    event('tool.called'),
    text('c'),
    event('reasoning.delta', { text: 'd' }),
    event('reasoning.delta', { text: 'e' }),
  ];
  const joined = joinDeltas(events).map(({ event: first, absorbed }) => [
    first.sequence,
    first.payload.text,
    absorbed,
  ]);
  assert.deepEqual(joined, [
    [2, 'ab', [3]],
    [6, 'de', [7]],
  ]);
});

test('text of another try, step, kind or particulars stays apart', () => {
  const events = [
    text('a'),
    text('b', { attempt: 2 }),
    text('c', { attempt: 2, step: 't' }),
    event('reasoning.delta', { text: 'd' }, { attempt: 2, step: 't' }),
    event('text.delta', { text: 'e', part: 1 }),
    event('text.delta', { text: 'f', part: 2 }),
    event('other.delta', { text: 'g' }),
    event('other.delta', { text: 'h' }),
  ];
  assert.deepEqual(joinDeltas(events), []);
});

test('a joined text has a bound', () => {
  const half = 'x'.repeat(MAX_JOINED_LENGTH / 2);
  const joined = joinDeltas([text(half), text(half), text('y'), text('z')]);
  assert.deepEqual(
    joined.map(({ event: first }) => String(first.payload.text).length),
    [MAX_JOINED_LENGTH, 2],
  );
});
