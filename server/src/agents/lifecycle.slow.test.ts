import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Context } from '@agenticgen/orchestrator';
import { waitFor } from '../../../tools/test-servers/index.ts';
import { grant, permit } from '../access/index.ts';
import type { ApprovalView } from '../approvals/contract.ts';
import type { Database } from '../db/index.ts';
import { type Client, newMember, testApp } from '../testing/app.ts';
import { ask } from '../testing/chat.ts';
import { sqliteForTest } from '../testing/databases.ts';
import { insertWorkspace, principalFor } from '../testing/people.ts';
import { testRuntime } from '../testing/runtime.ts';
import { beginWorkflow, newWorkflow, runAs } from '../testing/workflow-run.ts';
import { createAgent, createAgents, setAgentState } from './agents.ts';
import type { AgentView } from './contract.ts';
import { agentInputSchema } from './contract.ts';
import { findAgentRow } from './queries.ts';

const OWN = { name: 'Counsel', instructions: 'Be brief.', tools: ['write_file'], approvals: ['write_file'] };

async function made(client: Client, more: object = {}): Promise<AgentView> {
  return (await client.call<AgentView>('POST', '/api/v1/agents', { ...OWN, ...more })).body;
}

const setState = (client: Client, id: string, state: string) =>
  client.call<AgentView>('PUT', `/api/v1/agents/${id}/state`, { state });

async function say(client: Client, agent: string, text: string) {
  const { body } = await client.call<{ id: string }>('POST', '/api/v1/conversations', {});
  const path = `/api/v1/conversations/${body.id}/messages`;
  return client.call<{ runId: string; code: string }>('POST', path, { text, agent });
}

/** The first question to people. */
function question(client: Client): Promise<ApprovalView> {
  return waitFor(async () => {
    const { body } = await client.call<{ items: ApprovalView[] }>('GET', '/api/v1/approvals?state=pending');
    return body.items[0];
  });
}

async function approve(client: Client, { id, payloadHash }: ApprovalView): Promise<void> {
  const vote = { vote: 'approve', payloadHash };
  assert.equal((await client.call('POST', `/api/v1/approvals/${id}/votes`, vote)).status, 200);
}

async function workOf(client: Client, id: string) {
  return (await client.call('GET', `/api/v1/agents/${id}/work`)).body;
}

for (const state of ['draining', 'disabled']) {
  test(`what a ${state} agent has begun ends well, and nothing new begins`, async () => {
    await using product = await testApp();
    const { owner } = product;
    const agent = await made(owner);
    assert.deepEqual(await workOf(owner, agent.id), { underWay: 0, more: false });
    const begun = await say(owner, agent.id, 'Save hello to note.txt');
    const asked = await question(owner);
    assert.equal((await setState(owner, agent.id, state)).body.state, state);
    assert.deepEqual(await workOf(owner, agent.id), { underWay: 1, more: false });
    const refused = await say(owner, agent.id, 'And again');
    assert.deepEqual([refused.status, refused.body.code], [409, 'agent_not_enabled']);
    await approve(owner, asked);
    const answer = await owner.answer(begun.body.runId);
    assert.equal(answer.end, 'done');
    assert.ok(answer.parts.some((part) => part.type === 'tool' && part.ok));
    assert.deepEqual(await workOf(owner, agent.id), { underWay: 0, more: false });
  });
}

test('a task of a workflow is new work: a draining agent does not begin it, and the run says why', async () => {
  await using product = await testApp();
  const { owner } = product;
  const agent = await made(owner, { tools: [], approvals: [] });
  await setState(owner, agent.id, 'draining');
  const id = await newWorkflow(owner, [{ id: 'ask', type: 'agent', agent: agent.id, task: 'Say hello' }]);
  const run = await runAs(owner, await beginWorkflow(owner, id));
  assert.deepEqual([run.state, run.error?.code], ['failed', 'agent_not_enabled']);
});

test('a run that began before the drain still asks the agent in a later task; a disabled one is not asked', async () => {
  for (const [state, end] of [
    ['draining', 'done'],
    ['disabled', 'failed'],
  ] as const) {
    await using product = await testApp();
    const { owner } = product;
    const agent = await made(owner, { tools: [], approvals: [] });
    const id = await newWorkflow(owner, [
      { id: 'w', type: 'wait', signals: ['go'] },
      { id: 'ask', type: 'agent', agent: agent.id, task: 'Say hello', after: ['w:go'] },
    ]);
    const runId = await beginWorkflow(owner, id);
    await runAs(owner, runId, (run) => run.state === 'waiting');
    await setState(owner, agent.id, state);
    await owner.call('POST', `/api/v1/workflow-runs/${runId}/signals`, { signal: 'go' });
    assert.equal((await runAs(owner, runId)).state, end);
  }
});

test('an agent that names what the workspace does not have is refused with all of it', async () => {
  await using product = await testApp();
  const { owner } = product;
  const wrong = {
    name: 'A',
    instructions: 'Be brief.',
    tools: ['run_code', 'no_tool'],
    approvals: ['no_tool'],
    knowledge: ['no-base'],
    agents: ['no-agent'],
    modelId: 'no-model',
  };
  const refused = await owner.call<{ code: string; errors: { path: string }[] }>(
    'POST',
    '/api/v1/agents',
    wrong,
  );
  assert.deepEqual([refused.status, refused.body.code], [422, 'agent_invalid']);
  assert.deepEqual(
    refused.body.errors.map(({ path }) => path),
    ['json.tools.1', 'json.approvals.0', 'json.knowledge.0', 'json.agents.0', 'json.modelId'],
  );
  const agent = await made(owner, { tools: ['run_code'], approvals: [] });
  const update = await owner.call('PUT', `/api/v1/agents/${agent.id}`, { ...wrong, tools: [] });
  assert.deepEqual([update.status, update.body.code], [422, 'agent_invalid']);
});

test('`auto` passes over an agent that drains, and it is no match', async () => {
  await using product = await testApp();
  const { owner } = product;
  const agent = await made(owner, { name: 'Zoologist', capabilities: ['zebras'], tools: [], approvals: [] });
  const first = async () => {
    const { body } = await owner.call<{ items: { agentId: string }[] }>('POST', '/api/v1/agent-matches', {
      task: 'Tell me about zebras',
    });
    return body.items.map(({ agentId }) => agentId);
  };
  assert.equal((await first())[0], agent.id);
  await setState(owner, agent.id, 'draining');
  assert.ok(!(await first()).includes(agent.id));
  const { saved } = await ask(owner, 'Tell me about zebras', { agent: 'auto' });
  assert.equal(saved.state, 'complete');
});

test('an earlier version is made the current one by saving it again; the history stays', async () => {
  await using product = await testApp();
  const { owner } = product;
  const agent = await made(owner);
  const path = `/api/v1/agents/${agent.id}`;
  await owner.call('PUT', path, { ...OWN, name: 'Counsellor', instructions: 'Be long.' });
  const restored = await owner.call<AgentView>('PUT', `${path}/version`, { version: 1, baseVersion: 2 });
  assert.deepEqual(
    [restored.status, restored.body.version, restored.body.name, restored.body.instructions],
    [200, 3, 'Counsel', 'Be brief.'],
  );
  const listed = await owner.call<{ items: AgentView[] }>('GET', '/api/v1/agents');
  assert.equal(listed.body.items.find(({ id }) => id === agent.id)?.name, 'Counsel');
  const { body } = await owner.call<{ items: { version: number }[] }>('GET', `${path}/versions`);
  assert.deepEqual(
    body.items.map(({ version }) => version),
    [3, 2, 1],
  );
  assert.equal((await owner.call<AgentView>('GET', `${path}?version=2`)).body.instructions, 'Be long.');
});

test('who edited an old version is told, and changes nothing', async () => {
  await using product = await testApp();
  const { owner } = product;
  const developer = await newMember(product, 'developer');
  const agent = await made(developer);
  const path = `/api/v1/agents/${agent.id}`;
  assert.equal((await owner.call('PUT', path, { ...OWN, name: 'Mine', baseVersion: 1 })).status, 200);
  const late = await developer.call('PUT', path, { ...OWN, name: 'Theirs', baseVersion: 1 });
  assert.deepEqual([late.status, late.body.code], [409, 'agent_changed']);
  const back = await developer.call('PUT', `${path}/version`, { version: 1, baseVersion: 1 });
  assert.deepEqual([back.status, back.body.code], [409, 'agent_changed']);
  const unknown = await developer.call('PUT', `${path}/version`, { version: 9 });
  assert.deepEqual([unknown.status, unknown.body.code], [404, 'agent_version_unknown']);
  const { body } = await owner.call<AgentView>('GET', path);
  assert.deepEqual([body.name, body.version], ['Mine', 2]);
  assert.ok(!('baseVersion' in body));
});

test('work that was taken on before the drain begins after it; a disabled agent begins nothing', async (t) => {
  const handle = await sqliteForTest();
  t.after(() => handle.close());
  const runtime = testRuntime();
  const workspaceId = await insertWorkspace(handle.db, runtime);
  const developer = principalFor('me', workspaceId, 'developer');
  const needs = { db: handle.db, runtime };
  const input = agentInputSchema.parse({ name: 'Own', instructions: 'Be brief.' });
  const id = await createAgent(needs, permit(developer, 'create', 'Agent'), input);
  const set = async (state: 'draining' | 'disabled') =>
    setAgentState(needs, grant(developer, 'edit', 'Agent', await findAgentRow(handle.db, id)), state);
  const agents = createAgents(needs);
  const ctx = {
    step: (_: string, act: () => unknown) => act(),
    emit: () => {},
  } as unknown as Context<Database>;
  const begin = (accepted: boolean, begunAt?: number) =>
    agents.forRun(ctx, workspaceId, { id, task: 'x', accepted, begunAt });
  await set('draining');
  assert.equal((await begin(true)).id, id);
  await assert.rejects(begin(false), { code: 'agent_not_enabled' });
  const { stateSince } = await agents.find(workspaceId, id);
  assert.equal((await begin(false, stateSince - 1)).id, id);
  await assert.rejects(begin(false, stateSince), { code: 'agent_not_enabled' });
  await set('disabled');
  await assert.rejects(begin(true), { code: 'agent_not_enabled' });
});
