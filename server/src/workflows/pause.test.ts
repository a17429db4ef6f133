import assert from 'node:assert/strict';
import { test } from 'node:test';
import { newMember, testApp } from '../testing/app.ts';
import { beginWorkflow, newWorkflow, runAs } from '../testing/workflow-run.ts';
import type { WorkflowRunView } from './contract.ts';

test('a paused run keeps its signals, and goes on with them once it is resumed', async () => {
  await using product = await testApp();
  const { owner } = product;
  const id = await newWorkflow(owner, [
    { id: 'answer', type: 'wait', signals: ['yes'] },
    { id: 'said', type: 'value', after: ['answer:yes'], value: '{{nodes.answer.payload}}' },
  ]);
  const runId = await beginWorkflow(owner, id);
  await runAs(owner, runId, ({ state }) => state === 'waiting');
  const path = `/api/v1/workflow-runs/${runId}`;
  const other = await newMember(product, 'developer');
  assert.equal((await other.call('PUT', `${path}/pause`)).status, 404);
  const paused = await owner.call<WorkflowRunView>('PUT', `${path}/pause`);
  assert.equal(paused.status, 200);
  assert.ok(paused.body.pausedAt);
  await owner.call('POST', `${path}/signals`, { signal: 'yes', payload: 5 });
  const later = await runAs(owner, runId, () => true);
  assert.notEqual(later.pausedAt, null);
  assert.equal(later.nodes[0]?.state, 'waiting');
  const resumed = await owner.call<WorkflowRunView>('DELETE', `${path}/pause`);
  assert.deepEqual([resumed.status, resumed.body.pausedAt], [200, null]);
  const run = await runAs(owner, runId);
  assert.deepEqual([run.state, run.output], ['done', 5]);
  const late = await owner.call('PUT', `${path}/pause`);
  assert.deepEqual([late.status, late.body.code], [409, 'run_over']);
});
