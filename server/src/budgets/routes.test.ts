import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Client, newMember, testApp } from '../testing/app.ts';
import type { WholeRun, WholeWorkflow } from '../workflows/contract.ts';
import type { BudgetView } from './contract.ts';

const BOUND_MS = 30_000;

async function until<T>(what: string, look: () => Promise<T | undefined | false>): Promise<T> {
  const deadline = Date.now() + BOUND_MS;
  for (;;) {
    const found = await look();
    if (found) return found;
    if (Date.now() > deadline) assert.fail(`never seen: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

async function startedRun(client: Client, budget?: object): Promise<string> {
  const nodes = [{ id: 'ask', type: 'agent', agent: 'creative', task: 'what is 6*7?' }];
  const made = await client.call<WholeWorkflow>('POST', '/api/v1/workflows', {
    definition: { name: 'W', nodes },
  });
  const path = `/api/v1/workflows/${made.body.id}/runs`;
  const { body } = await client.call<{ runId: string }>('POST', path, {
    input: {},
    ...(budget ? { budget } : {}),
  });
  return body.runId;
}

const stateOf = async (client: Client, runId: string) =>
  (await client.call<WholeRun>('GET', `/api/v1/workflow-runs/${runId}`)).body.state;

const budgetsOf = async (client: Client) =>
  (await client.call<{ items: BudgetView[] }>('GET', '/api/v1/budgets')).body.items;

test('a run pauses at its cap, tells who can raise it, and goes on when it is raised', async () => {
  await using product = await testApp();
  const developer = await newMember(product, 'developer');
  const runId = await startedRun(developer, { tokens: 10 });
  const budget = await until('a waiting run', async () =>
    (await budgetsOf(developer)).find(({ waiting }) => waiting > 0),
  );
  assert.deepEqual(
    [budget.kind, budget.subjectId, budget.limits.tokens, budget.mayRaise],
    ['run', runId, 10, true],
  );
  const { body: whole } = await developer.call<WholeRun>('GET', `/api/v1/workflow-runs/${runId}`);
  assert.deepEqual(whole.blockedBy, [{ budgetId: budget.id, kind: 'run', dimension: 'tokens' }]);
  const path = `/api/v1/budgets/${budget.id}/limits`;
  assert.equal((await developer.call('PUT', path, { tokens: 20 })).status, 200);
  await until('another wait', async () =>
    (await budgetsOf(developer)).some(({ waiting, limits }) => waiting > 0 && limits.tokens === 20),
  );
  await until('the wait of the whole run', async () => (await stateOf(developer, runId)) === 'waiting');
  assert.equal((await developer.call('PUT', path, { tokens: 100_000 })).status, 200);
  await until('the end', async () => (await stateOf(developer, runId)) === 'done');
  const [after] = await budgetsOf(developer);
  assert.ok(after && after.used.tokens > 0 && after.waiting === 0, JSON.stringify(after));
});

test('a budget of the workspace stops everybody, and only who may raise it raises it', async () => {
  await using product = await testApp();
  const { owner } = product;
  const developer = await newMember(product, 'developer');
  const made = await owner.call<BudgetView>('POST', '/api/v1/budgets', {
    kind: 'workspace',
    limits: { steps: 1, tokens: null },
  });
  assert.equal(made.status, 201);
  const again = await owner.call('POST', '/api/v1/budgets', { kind: 'workspace', limits: { steps: 1 } });
  assert.deepEqual([again.status, again.body.code], [409, 'budget_exists']);
  const missing = await owner.call('POST', '/api/v1/budgets', { kind: 'user', limits: { steps: 1 } });
  assert.deepEqual([missing.status, missing.body.code], [400, 'budget_subject_missing']);
  await startedRun(developer);
  const second = await startedRun(developer);
  const seen = await until('a waiting run', async () =>
    (await budgetsOf(developer)).find(({ waiting }) => waiting > 0),
  );
  assert.equal(seen.mayRaise, false);
  const refused = await developer.call('PUT', `/api/v1/budgets/${seen.id}/limits`, { steps: 9 });
  assert.equal(refused.status, 403);
  assert.equal((await owner.call('DELETE', `/api/v1/budgets/${seen.id}`)).status, 204);
  await until('the end', async () => (await stateOf(developer, second)) === 'done');
});
