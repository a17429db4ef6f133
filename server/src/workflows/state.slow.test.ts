import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Client, newMember, testApp } from '../testing/app.ts';
import { beginWorkflow, newWorkflow, runAs } from '../testing/workflow-run.ts';
import type { StateView } from './state-contract.ts';

const stateFor = async (client: Client): Promise<StateView> => {
  const { status, body } = await client.call<StateView>('GET', '/api/v1/workflow-state');
  assert.equal(status, 200, JSON.stringify(body));
  return body;
};

async function until(client: Client, holds: (state: StateView) => boolean): Promise<StateView> {
  const deadline = Date.now() + 30_000;
  for (;;) {
    const state = await stateFor(client);
    if (holds(state)) return state;
    if (Date.now() > deadline) assert.fail(JSON.stringify(state));
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

const NODES = [
  { id: 'first', type: 'agent', agent: 'creative', task: 'say hello' },
  {
    id: 'ask',
    title: 'Ask people',
    type: 'approval',
    question: 'Really?',
    after: ['first'],
    priority: 'high',
  },
  { id: 'last', type: 'value', value: 1, after: ['ask'] },
];

test('an empty workspace does nothing, and shows the pools that there are', async () => {
  await using product = await testApp();
  const state = await stateFor(product.owner);
  assert.deepEqual([state.tasks, state.runs, state.agents, state.truncated], [[], [], [], false]);
  assert.deepEqual([state.queued, state.running, state.waiting], [0, 0, 0]);
  const [usual] = state.pools;
  assert.equal(usual!.pool, '');
  assert.ok(usual!.size >= usual!.min && usual!.size <= usual!.max);
});

test('what goes on is told by task, agent, pool and run, with its progress', async () => {
  await using product = await testApp();
  const { owner } = product;
  const workflowId = await newWorkflow(owner, NODES);
  const runId = await beginWorkflow(owner, workflowId);
  await runAs(owner, runId, ({ nodes }) =>
    nodes.some((one) => one.path === 'ask' && one.state === 'waiting'),
  );
  const state = await until(
    owner,
    ({ tasks }) => tasks.length === 2 && tasks.every((one) => one.state === 'waiting'),
  );
  const ask = state.tasks.find(({ node }) => node === 'ask')!;
  assert.deepEqual(
    [ask.rootId, ask.label, ask.pool, ask.priority, ask.agentId],
    [runId, 'Ask people', 'approval', 'high', null],
  );
  assert.ok(ask.ageMs >= 0 && ask.createdAt <= state.at);
  const [run] = state.runs;
  assert.deepEqual(
    [run!.runId, run!.workflowId, run!.workflowName, run!.version],
    [runId, workflowId, 'W', 1],
  );
  assert.equal(run!.progress, 1 / 3);
  assert.deepEqual(run!.nodes, { done: 1, waiting: 1, idle: 1 });
  assert.equal(state.waiting, 2);
  await owner.call('PUT', `/api/v1/workflow-runs/${runId}/pause`);
  const paused = await stateFor(owner);
  assert.ok(paused.runs[0]!.pausedAt !== null && paused.tasks.every(({ pausedAt }) => pausedAt !== null));
  assert.equal(paused.runs[0]!.expectedAt, null);
  await owner.call('PUT', `/api/v1/runs/${runId}/cancellation`);
  assert.deepEqual((await until(owner, ({ tasks }) => tasks.length === 0)).runs, []);
});

test('an agent shows what it does, with its model and its pool', async () => {
  await using product = await testApp();
  const { owner } = product;
  const agent = { name: 'Careful', instructions: 'Ask first.', tools: ['run_code'], approvals: ['run_code'] };
  const made = await owner.call<{ id: string }>('POST', '/api/v1/agents', agent);
  const task = 'run this:\n```python\nprint(1)\n```';
  const workflowId = await newWorkflow(owner, [{ id: 'go', type: 'agent', agent: made.body.id, task }]);
  await beginWorkflow(owner, workflowId);
  const state = await until(owner, ({ agents, tasks }) => agents[0]?.waiting === 1 && tasks.length === 3);
  assert.deepEqual([state.agents[0]!.agentId, state.agents[0]!.name], [made.body.id, 'Careful']);
  const go = state.tasks.find(({ node }) => node === 'go')!;
  assert.deepEqual([go.agentId, go.modelId, go.pool], [made.body.id, 'offline', `agent:${made.body.id}`]);
  const pool = state.pools.find((one) => one.pool === go.pool)!;
  assert.deepEqual([pool.min, pool.max, pool.busy, pool.queued], [4, 32, 0, 0]);
});

test('people see their own work and what is shared, others’ words stay theirs, and no other workspace shows', async () => {
  await using product = await testApp();
  const { owner } = product;
  const nodes = [{ id: 'hold', type: 'wait', signals: ['go'] }];
  const workflowId = await newWorkflow(owner, nodes);
  const runId = await beginWorkflow(owner, workflowId);
  await until(owner, ({ waiting }) => waiting === 1);
  const member = await newMember(product, 'developer');
  assert.deepEqual((await stateFor(member)).tasks, []);
  assert.deepEqual((await stateFor(member)).runs, []);
  const mine = await beginWorkflow(member, workflowId);
  const seen = await until(member, ({ waiting }) => waiting === 1);
  assert.deepEqual(
    seen.tasks.map((one) => one.rootId),
    [mine],
  );
  const all = await until(owner, ({ waiting }) => waiting === 2);
  assert.deepEqual(new Set(all.tasks.map((one) => one.rootId)), new Set([runId, mine]));
});

test('a run has an estimate once its like was measured, and says how far to rely on it', async () => {
  await using product = await testApp();
  const { owner } = product;
  const workflowId = await newWorkflow(owner, [{ id: 'hold', type: 'wait', signals: ['go'] }]);
  const first = await beginWorkflow(owner, workflowId);
  const before = await until(owner, ({ waiting }) => waiting === 1);
  assert.deepEqual([before.tasks[0]!.expectedAt, before.tasks[0]!.sureness], [null, null]);
  await owner.call('POST', `/api/v1/workflow-runs/${first}/signals`, { signal: 'go' });
  assert.equal((await runAs(owner, first)).state, 'done');
  await beginWorkflow(owner, workflowId);
  const { tasks } = await until(owner, ({ waiting }) => waiting === 1);
  assert.ok(tasks[0]!.expectedAt! > 0 && tasks[0]!.sureness! > 0 && tasks[0]!.sureness! <= 1);
});
