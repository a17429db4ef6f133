import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Client, newMember, testApp } from '../testing/app.ts';
import type { WholeRun, WholeWorkflow } from '../workflows/contract.ts';
import type { BudgetView, BudgetWaitView } from './contract.ts';

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

const waitsOf = async (client: Client, query = '') =>
  (await client.call<{ items: BudgetWaitView[]; next: string | null }>('GET', `/api/v1/budget-waits${query}`))
    .body;

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
  const [blocked] = whole.blockedBy;
  const { needed = 0, ...block } = blocked ?? {};
  assert.deepEqual(block, { budgetId: budget.id, kind: 'run', dimension: 'tokens' });
  assert.ok(needed > 10, `${needed} tokens do not fit into 10`);
  const path = `/api/v1/budgets/${budget.id}/limits`;
  assert.equal((await developer.call('PUT', path, { tokens: 20 })).status, 200);
  await until('another wait', async () =>
    (await budgetsOf(developer)).some(({ waiting, limits }) => waiting > 0 && limits.tokens === 20),
  );
  await until('the wait of the whole run', async () => (await stateOf(developer, runId)) === 'waiting');
  assert.equal((await developer.call('PUT', path, { tokens: needed })).status, 200);
  await until('the call that waited', async () =>
    (await budgetsOf(developer)).some(({ used }) => used.tokens > 0),
  );
  assert.equal((await developer.call('PUT', path, { tokens: 100_000 })).status, 200);
  await until('the end', async () => (await stateOf(developer, runId)) === 'done');
  const [after] = await budgetsOf(developer);
  assert.ok(after && after.used.tokens > 0 && after.waiting === 0, JSON.stringify(after));
  assert.deepEqual(after.held, { tokens: 0, costMicros: 0, steps: 0, seconds: 0 });
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

test('runs at a budget are told to who may see them, with whether it is theirs to raise', async () => {
  await using product = await testApp();
  const { owner } = product;
  const developer = await newMember(product, 'developer');
  const moderator = await newMember(product, 'moderator');
  const other = await newMember(product, 'developer');
  const own = await startedRun(developer, { tokens: 10 });
  await until('a wait', async () => (await waitsOf(developer)).items.length > 0);
  const limited = { kind: 'workspace', limits: { tokens: 1 } };
  const { body: ofAll } = await owner.call<BudgetView>('POST', '/api/v1/budgets', limited);
  const second = await startedRun(developer);
  await until('another wait', async () => (await waitsOf(developer)).items.length > 1);

  const { items } = await waitsOf(developer);
  assert.deepEqual(
    items.map(({ runId, label, kind, dimension, mayRaise }) => [runId, label, kind, dimension, mayRaise]),
    [
      [second, 'W', 'workspace', 'tokens', false],
      [own, 'W', 'run', 'tokens', true],
    ],
  );
  assert.equal(items[0]?.budgetId, ofAll.id);
  assert.deepEqual((await waitsOf(other)).items, []);
  const seen = (await waitsOf(moderator)).items;
  assert.deepEqual(
    seen.map(({ runId, label, mayRaise }) => [runId, label, mayRaise]),
    [
      [second, null, false],
      [own, null, false],
    ],
  );
  const first = await waitsOf(developer, '?limit=1');
  const rest = await waitsOf(developer, `?limit=1&cursor=${encodeURIComponent(first.next ?? '')}`);
  assert.deepEqual([first.items[0]?.runId, rest.items[0]?.runId, rest.next], [second, own, null]);
});

test('a run that was cancelled at its cap waits no more', async () => {
  await using product = await testApp();
  const developer = await newMember(product, 'developer');
  const runId = await startedRun(developer, { tokens: 10 });
  await until('a wait', async () => (await waitsOf(developer)).items.length > 0);
  assert.equal((await budgetsOf(developer))[0]?.waiting, 1);
  await developer.call('PUT', `/api/v1/runs/${runId}/cancellation`);
  await until('the end', async () => (await stateOf(developer, runId)) === 'cancelled');
  await until('no wait', async () => (await waitsOf(developer)).items.length === 0);
  assert.equal((await budgetsOf(developer))[0]?.waiting, 0);
});
