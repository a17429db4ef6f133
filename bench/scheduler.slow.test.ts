import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PATIENCE_MS } from '@agenticgen/orchestrator';
import { compare } from './scheduler.ts';
import { jain, maxMinShares } from './simulation/simulate.ts';

const small = { workers: 300, tasks: 20_000, seed: 7 } as const;

test('under bursts at 95 % load at most half the deadlines of FIFO are missed, and nobody starves', () => {
  const { ours, FIFO } = compare({ ...small, shape: 'bursts', load: 0.95 });
  assert.ok(FIFO.misses > 100, `FIFO missed ${FIFO.misses}`);
  assert.ok(ours.misses * 2 <= FIFO.misses, `${ours.misses} of ${FIFO.misses}`);
  assert.ok(ours.longestWaitMs.background <= PATIENCE_MS.background);
  assert.ok(ours.longestWaitMs.interactive <= 2 * PATIENCE_MS.interactive);
});

test('a flooding workspace costs the others nearly nothing, and shares are more even than with FIFO', () => {
  const { ours, FIFO, 'priority only': priority } = compare({ ...small, shape: 'flood', load: 0.95 });
  assert.ok(
    ours.missesOfOthers * 10 <= FIFO.missesOfOthers,
    `${ours.missesOfOthers} of ${FIFO.missesOfOthers}`,
  );
  assert.ok(ours.fairness > FIFO.fairness && ours.fairness > priority.fairness);
  assert.ok(ours.longestWaitMs.background < priority.longestWaitMs.background / 2);
});

test('jain() is 1 for even shares and 1/n for one who has all; max-min shares leave nobody wanting for another', () => {
  assert.equal(jain([2, 2, 2]), 1);
  assert.equal(jain([3, 0, 0]), 1 / 3);
  assert.deepEqual(maxMinShares([1, 10, 10], 9), [1, 4, 4]);
  assert.deepEqual(maxMinShares([1, 2], 9), [1, 2]);
});
