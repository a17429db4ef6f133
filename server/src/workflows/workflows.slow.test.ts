import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ApprovalView } from '../approvals/contract.ts';
import { type Client, newMember, testApp } from '../testing/app.ts';
import type { WholeRun, WholeWorkflow } from './contract.ts';
import { templates } from './templates.ts';

const BOUND_MS = 60_000;
const ENDED = ['done', 'failed', 'cancelled'];

const NAMED = (name: string, nodes: object[], more: object = {}) => ({
  definition: { name, nodes, ...more },
});

async function runToEnd(
  client: Client,
  workflowId: string,
  input: object = {},
  approvers: Client[] = [],
): Promise<WholeRun> {
  const path = `/api/v1/workflows/${workflowId}/runs`;
  const { body, status } = await client.call<{ runId: string }>('POST', path, { input });
  assert.equal(status, 202, JSON.stringify(body));
  for (;;) {
    const run = await waitFor(
      client,
      body.runId,
      ({ state, nodes }) =>
        ENDED.includes(state) || nodes.some(({ type, state: at }) => type === 'approval' && at === 'waiting'),
    );
    if (approvers.length === 0 || ENDED.includes(run.state)) return run;
    await approveAll(approvers, body.runId);
  }
}

/** Approves whatever the run asks, as the owner or, where two are needed, as others. */
async function approveAll(clients: Client[], runId: string): Promise<void> {
  for (const client of clients) {
    const { body } = await client.call<{ items: ApprovalView[] }>(
      'GET',
      '/api/v1/approvals?state=pending&mine=true',
    );
    for (const { id, payloadHash, mayDecide } of body.items.filter((item) => item.runId === runId)) {
      if (!mayDecide) continue;
      const path = `/api/v1/approvals/${id}/votes`;
      const { status, body: voted } = await client.call('POST', path, { vote: 'approve', payloadHash });
      assert.equal(status, 200, JSON.stringify(voted));
    }
  }
}

async function waitFor(client: Client, runId: string, holds: (run: WholeRun) => boolean): Promise<WholeRun> {
  const deadline = Date.now() + BOUND_MS;
  for (;;) {
    await new Promise((resolve) => setTimeout(resolve, 20));
    const { body } = await client.call<WholeRun>('GET', `/api/v1/workflow-runs/${runId}`);
    if (holds(body)) return body;
    if (Date.now() > deadline) assert.fail(`the run is ${JSON.stringify(body.nodes)}`);
  }
}

test('a workflow is saved in versions, compared, exported, and removed', async () => {
  await using product = await testApp();
  const { owner } = product;
  const first = NAMED('Sum', [{ id: 'a', type: 'value', value: 1 }]);
  const { body: made, status } = await owner.call<WholeWorkflow>('POST', '/api/v1/workflows', first);
  assert.equal(status, 201);
  const path = `/api/v1/workflows/${made.id}`;
  const same = await owner.call<WholeWorkflow>('PUT', path, first);
  assert.equal(same.body.version, 1);
  const next = NAMED('Sum', [
    { id: 'a', type: 'value', value: 2 },
    { id: 'b', type: 'value', after: ['a'], value: '{{nodes.a + 1}}' },
  ]);
  const saved = await owner.call<WholeWorkflow>('PUT', path, { ...next, baseVersion: 1 });
  assert.equal(saved.body.version, 2);
  const late = await owner.call('PUT', path, { ...first, baseVersion: 1 });
  assert.deepEqual([late.status, late.body.code], [409, 'workflow_changed']);
  const diff = await owner.call('GET', `${path}/diff?from=1&to=2`);
  assert.deepEqual(diff.body, {
    nodes: [
      { id: 'a', change: 'changed', keys: ['value'] },
      { id: 'b', change: 'added', keys: [] },
    ],
    keys: [],
  });
  const yaml = await owner.call<{ text: string }>('GET', `${path}/export`);
  const again = await owner.call<WholeWorkflow>('POST', '/api/v1/workflows', { definition: yaml.body.text });
  assert.deepEqual(again.body.definition, saved.body.definition);
  const bare = await owner.call<WholeWorkflow>('POST', '/api/v1/workflows', next.definition);
  assert.deepEqual([bare.status, bare.body.definition], [201, saved.body.definition]);
  assert.equal((await runToEnd(owner, made.id)).output, 3);
  assert.equal((await owner.call('DELETE', path)).status, 204);
  assert.equal((await owner.call('GET', path)).status, 404);
});

test('every problem of a definition comes at once, with its place, and nothing is saved', async () => {
  await using product = await testApp();
  const bad = NAMED('Bad', [
    { id: 'a', type: 'agent', agent: 'nobody', task: '{{nodes.c.text}}', after: ['b'] },
    { id: 'b', type: 'tool', tool: 'run_code', arguments: { code: 5 }, after: ['a'] },
  ]);
  const { body, status } = await product.owner.call<{ code: string; problems: { code: string }[] }>(
    'POST',
    '/api/v1/workflows',
    bad,
  );
  assert.equal(status, 422);
  assert.equal(body.code, 'workflow_invalid');
  assert.deepEqual(body.problems.map(({ code }) => code).sort(), [
    'agent_unknown',
    'cycle',
    'node_unknown',
    'type_mismatch',
  ]);
  const list = await product.owner.call<{ items: unknown[] }>('GET', '/api/v1/workflows');
  assert.deepEqual(list.body.items, []);
});

for (const { id, definition } of templates()) {
  test(`the template ${id} runs with the offline model`, { timeout: BOUND_MS }, async () => {
    await using product = await testApp();
    const { body: made, status } = await product.owner.call<WholeWorkflow>('POST', '/api/v1/workflows', {
      definition,
    });
    assert.equal(status, 201, JSON.stringify(made));
    const properties = (definition.input as { properties: Record<string, { default: unknown }> }).properties;
    const input = Object.fromEntries(
      Object.entries(properties).map(([name, { default: value }]) => [name, value]),
    );
    const others = [await newMember(product, 'admin'), await newMember(product, 'admin')];
    const run = await runToEnd(product.owner, made.id, input, [product.owner, ...others]);
    assert.equal(run.state, 'done', JSON.stringify({ error: run.error, nodes: run.nodes }));
    assert.ok(run.output);
  });
}
