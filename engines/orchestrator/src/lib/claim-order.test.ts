import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AGEING_MS, chooseRuns } from './claim-order.ts';

const run = (runId: string, priority: number, dueAt: number) => ({ runId, priority, createdAt: 0, dueAt });

test('chooseRuns() takes the higher priority first, then the longer due, then the older id', () => {
  const due = [run('c', 0, 50), run('b', 0, 50), run('low', -1, 50), run('old', 0, 10), run('high', 1, 99)];
  assert.deepEqual(chooseRuns(due, 100, 10), ['high', 'old', 'b', 'c', 'low']);
  assert.deepEqual(chooseRuns(due, 100, 2), ['high', 'old']);
  assert.deepEqual(chooseRuns(due, 100, 0), []);
});

test('chooseRuns() lets age win over priority, so that nothing starves', () => {
  const due = [run('urgent', 2, 3 * AGEING_MS), run('waiting', 0, 0)];
  assert.deepEqual(chooseRuns(due, 3 * AGEING_MS, 1), ['waiting']);
});
