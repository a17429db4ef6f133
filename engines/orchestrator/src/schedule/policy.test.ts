import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MISSED_AFTER_MS, verdictOf, wantedTicks } from './policy.ts';

test('of missed times none, the last, or the last few are run', () => {
  const ticks = [1_000, 2_000, 3_000];
  const late = 3_000 + MISSED_AFTER_MS + 1;
  assert.deepEqual(wantedTicks({ missed: 'skip', missedLimit: 9 }, ticks, late), []);
  assert.deepEqual(wantedTicks({ missed: 'skip', missedLimit: 9 }, ticks, 3_500), [3_000]);
  assert.deepEqual(wantedTicks({ missed: 'once', missedLimit: 9 }, ticks, late), [3_000]);
  assert.deepEqual(wantedTicks({ missed: 'all', missedLimit: 2 }, ticks, late), [2_000, 3_000]);
  assert.deepEqual(wantedTicks({ missed: 'all', missedLimit: 2 }, [], late), []);
});

test('while the run before goes on, a time is skipped, run beside it, run instead of it, or queued once', () => {
  assert.equal(verdictOf('skip', true, false), 'skip');
  assert.equal(verdictOf('allow', true, false), 'start');
  assert.equal(verdictOf('cancel', true, false), 'cancel-then-start');
  assert.equal(verdictOf('queue', true, false), 'queue');
  assert.equal(verdictOf('queue', true, true), 'skip');
  for (const overlap of ['skip', 'allow', 'cancel', 'queue'] as const)
    assert.equal(verdictOf(overlap, false, false), 'start');
});
