import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Run, RunEvent } from '@agenticgen/orchestrator';
import { runEventSchema, runSchema } from './contract.ts';
import { presentEvent, presentRun } from './present.ts';

const event = (type: string, payload: object): RunEvent =>
  ({ runId: 'r', sequence: 3, at: 5, type, step: 'model', attempt: 1, payload }) as RunEvent;

test('outputs of steps and of the run stay inside, whatever else an event says is told', () => {
  for (const type of ['step.finished', 'run.finished']) {
    const shown = presentEvent(event(type, { output: { secret: 1 }, durationMs: 7 }));
    assert.deepEqual(shown.payload, { durationMs: 7 });
    assert.ok(runEventSchema.safeParse(shown).success);
  }
  const told = presentEvent(event('tool.result', { output: 'for people', ok: true }));
  assert.deepEqual(told.payload, { output: 'for people', ok: true });
});

test('presenting an event does not change it: it is shared with other readers', () => {
  const original = event('run.finished', { output: 42 });
  presentEvent(original);
  assert.deepEqual(original.payload, { output: 42 });
});

test('a run is shown without its input, output and lease', () => {
  const run = {
    id: 'r',
    procedure: 'double',
    label: null,
    state: 'done',
    attempt: 2,
    createdAt: 1,
    startedAt: 2,
    finishedAt: 3,
    pausedAt: null,
    input: { secret: 1 },
    output: { secret: 2 },
    scope: 'w',
  } as unknown as Run;
  const shown = presentRun(run);
  assert.ok(runSchema.safeParse(shown).success);
  assert.doesNotMatch(JSON.stringify(shown), /secret|scope/);
  assert.equal(shown.error, null);
});
