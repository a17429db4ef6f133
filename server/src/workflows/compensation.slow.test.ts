import assert from 'node:assert/strict';
import { test } from 'node:test';
import { testApp } from '../testing/app.ts';
import { beginWorkflow, newWorkflow, runAs } from '../testing/workflow-run.ts';

const code = (id: string, program: string, more: object = {}) => ({
  ...{ id, type: 'code', language: 'javascript', code: program },
  ...more,
});

test('a run that is cancelled by its user undoes what had ended, and the page sees it', async () => {
  await using product = await testApp();
  const { owner } = product;
  const workflowId = await newWorkflow(owner, [
    code('book', 'result = 7', { compensate: 'unbook' }),
    code('unbook', 'result = -inputs.n', { inputs: { n: '{{nodes.book.result}}' } }),
    { id: 'hold', type: 'wait', signals: ['go'], after: ['book'] },
  ]);
  const runId = await beginWorkflow(owner, workflowId);
  await runAs(owner, runId, ({ nodes }) =>
    nodes.some(({ path, state }) => path === 'hold' && state === 'waiting'),
  );
  const answer = await owner.call('PUT', `/api/v1/runs/${runId}/cancellation`);
  assert.ok(answer.status < 300, JSON.stringify(answer.body));
  const run = await runAs(owner, runId);
  const states = Object.fromEntries(run.nodes.map(({ path, state }) => [path, state]));
  assert.deepEqual([run.state, states], ['cancelled', { book: 'done', hold: 'cancelled', unbook: 'done' }]);
  const node = await owner.call<{ result: { result: number } }>(
    'GET',
    `/api/v1/workflow-runs/${runId}/node?path=unbook`,
  );
  assert.equal(node.body.result.result, -7);
});
