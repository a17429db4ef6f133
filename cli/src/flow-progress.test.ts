import assert from 'node:assert/strict';
import { test } from 'node:test';
import stringWidth from 'string-width';
import type { NodeStateView, WholeRun } from '../../server/src/workflows/contract.ts';
import { changedLines, createScreen, type Look, lineOf } from './flow-progress.ts';

const UP = '\u001b[1A\u001b[2K';
const node = (path: string, more: Partial<NodeStateView> = {}): NodeStateView => ({
  path,
  type: 'value',
  state: 'idle',
  attempt: 1,
  startedAt: null,
  finishedAt: null,
  runId: null,
  lastSequence: null,
  error: null,
  usage: {},
  ports: [],
  ...more,
});
const look = (nodes: NodeStateView[], more: object = {}, questions: string[] = []): Look => ({
  run: {
    nodes,
    progress: 0,
    state: 'running',
    blockedBy: [],
    pausedAt: null,
    ...more,
  } as unknown as WholeRun,
  questions: questions.map((question) => ({ question })),
});
/** What stands on the terminal after these looks, line by line. */
function drawn(looks: Look[], size: { columns: number; rows: number }): string[] {
  const draw = createScreen();
  const lines: string[] = [];
  for (const text of looks.map((given) => draw(given, size))) {
    const ups = text.split(UP).length - 1;
    lines.splice(lines.length - ups, ups);
    lines.push(...text.replaceAll(UP, '').trimEnd().split('\n'));
  }
  return lines;
}

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
});

test('lines come once for each change, and none for what has not begun', () => {
  const first = look([node('a', { state: 'running' }), node('b')]);
  assert.deepEqual(
    changedLines(first, null).map((line) => line.slice(0, 3)),
    ['▶ a'],
  );
  assert.deepEqual(changedLines(first, first), []);
  const next = look([node('a', { state: 'done' }), node('b', { state: 'running' })]);
  assert.equal(changedLines(next, first).length, 2);
});

test('what is waited for is told once, and again where it is something else', () => {
  const nodes = [node('a', { type: 'approval', state: 'waiting' })];
  const asks = look(nodes, { state: 'waiting' }, ['Send it?\nTo all']);
  assert.deepEqual(changedLines(asks, look(nodes)), ['? Send it? To all  (answer it on the page Approvals)']);
  assert.deepEqual(changedLines(asks, asks), []);
  const stopped = look(nodes, { blockedBy: [{ budgetId: 'b', kind: 'workspace', dimension: 'tokens' }] });
  assert.match(changedLines(stopped, asks).join(), /budget of the workspace is used up: tokens/);
  assert.match(changedLines(look(nodes, { pausedAt: 1 }), asks).join(), /is paused/);
});

test('a screen is drawn over the last one, with what is waited for', () => {
  const size = { columns: 60, rows: 20 };
  const before = look([node('a', { state: 'waiting' })], {}, ['Go on?']);
  const lines = drawn([before, look([node('a', { state: 'done' })], { progress: 0.5 })], size);
  assert.equal(lines.length, 2);
  assert.match(lines[0] ?? '', /^✓ a/);
  assert.match(lines[1] ?? '', /\[############\.+\] 50 %/);
  assert.equal(drawn([before], size)[1], '? Go on?  (answer it on the page Approvals)');
});

test('no line is wider than the terminal, wide characters counted twice', () => {
  const nodes = [node('a', { state: 'failed', error: { code: 'bad', message: '知识库'.repeat(20) } })];
  for (const columns of [10, 41, 60]) {
    const lines = drawn([look(nodes)], { columns, rows: 20 });
    assert.ok(lines.every((line) => stringWidth(line) < columns));
  }
});

test('a screen is never higher than the terminal: what goes on is shown before what is over or to come', () => {
  const state = (index: number) => (index < 40 ? 'done' : index < 42 ? 'running' : 'idle');
  const nodes = Array.from({ length: 80 }, (_, n) => node(`n${n}`, { state: state(n), finishedAt: n }));
  const looks = [look(nodes), look(nodes), look(nodes.slice(0, 3))];
  const lines = drawn(looks.slice(0, 2), { columns: 60, rows: 10 });
  assert.equal(lines.length, 9);
  assert.deepEqual(
    lines.map((line) => /n\d+|and \d+ more|\[/.exec(line)?.[0]),
    ['n35', 'n36', 'n37', 'n38', 'n39', 'n40', 'n41', 'and 73 more', '['],
  );
  assert.equal(drawn(looks, { columns: 60, rows: 10 }).length, 4);
});
