import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { RunEvent } from './event.ts';
import { currentText, foldSteps } from './fold.ts';

type Short = [type: string, step: string | null, attempt: number, payload?: Record<string, unknown>];

function logOf(...events: Short[]): RunEvent[] {
  return events.map(([type, step, attempt, payload = {}], index) => {
    return { runId: 'r', sequence: index + 1, at: index * 10, type, step, attempt, payload };
  });
}

test('currentText() drops what a superseded attempt said, and keeps the run’s own text', () => {
  const events = logOf(
    ['text.delta', null, 1, { text: 'intro ' }],
    ['step.started', 's', 1, { attempt: 1 }],
    ['text.delta', 's', 1, { text: 'half a ' }],
    ['run.started', null, 2],
    ['step.started', 's', 2, { attempt: 2 }],
    ['text.delta', 's', 2, { text: 'whole ' }],
    ['other.delta', 's', 2, { text: 'not this' }],
    ['text.delta', 's', 2, { text: 'answer' }],
  );
  assert.equal(currentText(events), 'intro whole answer');
  assert.equal(currentText(events.slice(0, 5)), 'intro ', 'a new attempt starts with nothing');
  assert.equal(currentText(events, 'other.delta'), 'not this');
});

test('foldSteps() shows each step as its latest attempt left it, in the order of their beginnings', () => {
  const steps = foldSteps(
    logOf(
      ['step.started', 'a', 1, { attempt: 1 }],
      ['note', 'a', 1, { n: 1 }],
      ['step.failed', 'a', 1, { code: 'busy', message: 'Busy', willRetry: true }],
      ['step.started', 'b', 1, { attempt: 1 }],
      ['step.started', 'a', 2, { attempt: 2 }],
      ['note', 'a', 2, { n: 2 }],
      ['step.finished', 'a', 2, { output: 5, durationMs: 3 }],
      ['step.failed', 'b', 1, { code: 'gone', message: 'Gone', willRetry: false }],
      ['step.interrupted', 'c', 1],
    ),
  );
  assert.deepEqual(
    steps.map(({ name, state, attempt, error }) => [name, state, attempt, error?.code ?? null]),
    [
      ['a', 'finished', 2, null],
      ['b', 'failed', 1, 'gone'],
      ['c', 'interrupted', 1, null],
    ],
  );
  assert.deepEqual(
    steps[0]?.events.map(({ payload }) => payload.n),
    [2],
  );
  assert.deepEqual([steps[0]?.output, steps[0]?.startedAt, steps[0]?.finishedAt], [5, 40, 60]);
});
