import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { NodeStateView, WholeRun } from '../../server/src/workflows/contract.ts';
import { changedLines, lineOf, screen } from './flow-progress.ts';

const node = (path: string, more: Partial<NodeStateView> = {}): NodeStateView => ({
  path,
  type: 'value',
  state: 'idle',
  attempt: 1,
  startedAt: null,
  finishedAt: null,
  runId: null,
  error: null,
  usage: {},
  ports: [],
  ...more,
});
const run = (nodes: NodeStateView[], progress = 0) =>
  ({ nodes, progress, state: 'running' }) as unknown as WholeRun;

test('a line tells state, time, tokens, cost, the way it left, and what went wrong', () => {
  const done = node('ask', {
    state: 'done',
    startedAt: 0,
    finishedAt: 1_500,
    usage: { inputTokens: 10, outputTokens: 5, costMicros: 1_200 },
  });
  assert.equal(lineOf(done), `✓ ${'ask'.padEnd(24)} done      1.5 s  15 tokens  $0.0012`);
  assert.match(lineOf(node('c', { state: 'done', ports: ['yes'] })), /-> yes$/);
  assert.match(lineOf(node('x', { state: 'failed', error: { code: 'bad', message: 'No' } })), /No \(bad\)$/);
  assert.match(lineOf(node('p', { type: 'approval', state: 'waiting' })), /waits for a person/);
});

test('lines come once for each change, and none for what has not begun', () => {
  const first = run([node('a', { state: 'running' }), node('b')]);
  assert.deepEqual(
    changedLines(first, null).map((line) => line.slice(0, 3)),
    ['▶ a'],
  );
  assert.deepEqual(changedLines(first, first), []);
  const next = run([node('a', { state: 'done' }), node('b', { state: 'running' })]);
  assert.equal(changedLines(next, first).length, 2);
});

test('a screen is drawn over the last one and never wider than the terminal', () => {
  const before = run([node('a')]);
  const text = screen(run([node('a', { state: 'done' })], 0.5), before, 30);
  assert.ok(text.startsWith('\u001b[1A\u001b[2K'.repeat(2)));
  assert.match(text, /\[############\.+/);
  const lines = text.replaceAll('\u001b[1A\u001b[2K', '').trimEnd().split('\n');
  assert.ok(lines.every((line) => [...line].length < 30));
});
