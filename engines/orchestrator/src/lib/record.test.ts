import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { RunEvent } from './event.ts';
import { foldRecord } from './record.ts';

function event(type: string, step: string | null = null, payload: Record<string, unknown> = {}): RunEvent {
  return { runId: 'r', sequence: 1, at: 7, type, step, attempt: 1, payload };
}

test('foldRecord() tells a try that nobody saw end from one that failed', () => {
  const started = event('step.started', 's', { attempt: 1 });
  const failed = event('step.failed', 's', { code: 'c', message: 'm', willRetry: true });
  const cut = foldRecord([started]).steps.get('s');
  const retried = foldRecord([started, failed]).steps.get('s');
  assert.deepEqual([cut?.attempts, cut?.failures], [1, 0]);
  assert.deepEqual([retried?.attempts, retried?.failures, retried?.lastFailedAt], [1, 1, 7]);
  assert.deepEqual(retried?.outcome, { kind: 'open' });
});

test('foldRecord() counts emissions of the run by type, and not those of steps', () => {
  const { emitted } = foldRecord([event('note'), event('note'), event('note', 's'), event('other')]);
  assert.deepEqual(
    [...emitted],
    [
      ['note', 2],
      ['other', 1],
    ],
  );
});

test('foldRecord() counts starts since the run last got on', () => {
  const count = (...types: string[]) =>
    foldRecord(types.map((type) => event(type))).startsWithoutProgress.length;
  assert.equal(count('run.queued', 'run.started'), 1);
  assert.equal(count('run.queued', 'run.started', 'run.started', 'run.started'), 3);
  assert.equal(count('run.started', 'run.started', 'run.parked', 'run.started'), 1);
  const steps = [event('run.started'), event('step.started', 's', { attempt: 1 }), event('run.started')];
  assert.equal(foldRecord(steps).startsWithoutProgress.length, 2, 'a step that only begins is no progress');
});
