import assert from 'node:assert/strict';
import { test } from 'node:test';
import { waitFor } from '../../../tools/test-servers/index.ts';
import type { ApprovalView } from '../approvals/contract.ts';
import { agentBench, calls, type Script, says, simpleTool } from '../testing/agent-run.ts';
import { type Client, newMember, testApp } from '../testing/app.ts';
import { ask } from '../testing/chat.ts';
import type { WholeRun, WholeWorkflow } from '../workflows/contract.ts';
import type { AgentView } from './contract.ts';

const OWN = {
  name: 'Counsel',
  instructions: 'Answer briefly.',
  capabilities: ['contract', 'clause'],
  tools: ['search_knowledge'],
};

const made = async (client: Client, more: object = {}) =>
  (await client.call<AgentView>('POST', '/api/v1/agents', { ...OWN, ...more })).body;

test('an agent of the workspace is made, versioned, found and answers in the chat', async () => {
  await using product = await testApp();
  const { owner } = product;
  const agent = await made(owner);
  assert.deepEqual(
    [agent.version, agent.state, agent.builtIn, agent.limits.modelCalls],
    [1, 'enabled', false, 12],
  );
  const changed = await owner.call<AgentView>('PUT', `/api/v1/agents/${agent.id}`, {
    ...OWN,
    instructions: 'Answer at length.',
  });
  assert.equal(changed.body.version, 2);
  const first = await owner.call<AgentView>('GET', `/api/v1/agents/${agent.id}?version=1`);
  assert.equal(first.body.instructions, 'Answer briefly.');
  const versions = await owner.call<{ items: { version: number }[] }>(
    'GET',
    `/api/v1/agents/${agent.id}/versions`,
  );
  assert.deepEqual(
    versions.body.items.map(({ version }) => version),
    [2, 1],
  );
  const { saved } = await ask(owner, 'hello', { agent: agent.id });
  assert.deepEqual([saved.state, saved.agent], ['complete', agent.id]);
  const statistics = await owner.call('GET', `/api/v1/agents/${agent.id}/statistics`);
  assert.deepEqual([statistics.body.runs, statistics.body.successRate], [1, 1]);
});

test('a drained or disabled agent takes no new work; a removed one is gone', async () => {
  await using product = await testApp();
  const { owner } = product;
  const agent = await made(owner);
  const { body: conversation } = await owner.call<{ id: string }>('POST', '/api/v1/conversations', {});
  const send = () =>
    owner.call('POST', `/api/v1/conversations/${conversation.id}/messages`, {
      text: 'hello',
      agent: agent.id,
    });
  for (const state of ['draining', 'disabled']) {
    await owner.call('PUT', `/api/v1/agents/${agent.id}/state`, { state });
    const refused = await send();
    assert.deepEqual([refused.status, refused.body.code], [409, 'agent_not_enabled']);
  }
  await owner.call('PUT', `/api/v1/agents/${agent.id}/state`, { state: 'enabled' });
  assert.equal((await send()).status, 202);
  assert.equal((await owner.call('DELETE', `/api/v1/agents/${agent.id}`)).status, 204);
  assert.equal((await send()).status, 404);
});

test('built-in agents cannot be changed, and other workspaces see nothing of this one', async () => {
  await using product = await testApp();
  const { owner } = product;
  const refused = await owner.call('PUT', '/api/v1/agents/code', OWN);
  assert.deepEqual([refused.status, refused.body.code], [400, 'agent_built_in']);
  const developer = await newMember(product, 'developer');
  const agent = await made(developer);
  const list = await owner.call<{ items: AgentView[] }>('GET', '/api/v1/agents');
  assert.ok(list.body.items.some(({ id }) => id === agent.id));
  assert.equal(list.body.items[0]?.builtIn, true);
});

test('a workflow lets the best agent do a task, and says which one it was', async () => {
  await using product = await testApp();
  const { owner } = product;
  const agent = await made(owner);
  const nodes = [{ id: 'ask', type: 'agent', agent: 'auto', task: 'Review the clauses of this contract' }];
  const workflow = await owner.call<WholeWorkflow>('POST', '/api/v1/workflows', {
    definition: { name: 'W', nodes },
  });
  const { body } = await owner.call<{ runId: string }>('POST', `/api/v1/workflows/${workflow.body.id}/runs`, {
    input: {},
  });
  const run = await waitFor(async () => {
    const { body: seen } = await owner.call<WholeRun>('GET', `/api/v1/workflow-runs/${body.runId}`);
    return ['done', 'failed'].includes(seen.state) ? seen : null;
  });
  assert.equal(run.error, null);
  assert.equal((run.output as { agent: string }).agent, agent.id);
});

test('a tool that asks waits for a person, who may change the arguments or say no', async () => {
  const ran: unknown[] = [];
  const change = simpleTool('change', {
    run: async (input) => {
      ran.push(input);
      return { ok: true, output: 'changed', files: [], citations: [] };
    },
  });
  const script: Script = [() => calls(['change', { n: 1 }]), () => says('Done')];
  await using bench = await agentBench({ script, tools: [change], agent: { approvals: ['change'] } });
  const worker = bench.worker();
  const runId = await bench.start(worker);
  const approval = await bench.approval(worker);
  assert.deepEqual(ran, []);
  await worker.signal(approval, 'decision', {
    decision: 'approved',
    payload: { n: 2 },
    by: ['ann'],
    comment: null,
  });
  assert.equal(await bench.ended(worker, runId), 'done');
  assert.deepEqual(ran, [{ n: 2 }]);
});

test('a tool may ask because of what the arguments hold, and does not for others', async () => {
  const ran: unknown[] = [];
  const change = simpleTool('change', {
    asks: async (given) => (given as { n: number }).n > 1,
    run: async (input) => {
      ran.push(input);
      return { ok: true, output: 'changed', files: [], citations: [] };
    },
  });
  const script: Script = [
    () => calls(['change', { n: 1 }]),
    () => calls(['change', { n: 2 }]),
    () => says('Done'),
  ];
  await using bench = await agentBench({ script, tools: [change] });
  const worker = bench.worker();
  const runId = await bench.start(worker);
  const approval = await bench.approval(worker);
  assert.deepEqual(ran, [{ n: 1 }]);
  const decision = { decision: 'approved', payload: { n: 2 }, by: ['ann'], comment: null };
  await worker.signal(approval, 'decision', decision);
  assert.equal(await bench.ended(worker, runId), 'done');
  assert.deepEqual(ran, [{ n: 1 }, { n: 2 }]);
});

test('a call that a person refuses is not made, and the model is told why', async () => {
  const script: Script = [() => calls(['change', {}]), () => says('Then not')];
  await using bench = await agentBench({
    script,
    tools: [simpleTool('change', { run: async () => assert.fail('refused') })],
    agent: { approvals: ['change'] },
  });
  const worker = bench.worker();
  const runId = await bench.start(worker);
  const decision = { decision: 'rejected', payload: {}, by: ['ann'], comment: 'too risky' };
  await worker.signal(await bench.approval(worker), 'decision', decision);
  assert.equal(await bench.ended(worker, runId), 'done');
  const told = bench.requests[1]?.messages.at(-1);
  assert.match(told?.role === 'tool' ? told.output : '', /did not allow this call \(rejected\): too risky/);
});

test('an agent asks another one as a tool, within its list', async () => {
  const script: Script = [
    () =>
      calls(['ask_agent', { agent: 'research', task: 'find' }], ['ask_agent', { agent: 'code', task: 'no' }]),
    () => says('Merged'),
  ];
  await using bench = await agentBench({ script, agent: { agents: ['research'] } });
  const worker = bench.worker();
  const runId = await bench.start(worker);
  assert.equal(await bench.ended(worker, runId), 'done');
  const tool = bench.requests[0]?.tools.find(({ name }) => name === 'ask_agent');
  assert.match(JSON.stringify(tool?.parameters), /"enum":\["research"\]/);
  const outputs = bench.answer.parts.flatMap((part) => (part.type === 'tool' ? [part.output] : []));
  assert.equal(outputs.length, 2);
  assert.match(outputs[1]!, /none of those that may be asked/);
});

test('an approval of an agent stands in the inbox and is decided there', async () => {
  await using product = await testApp();
  const { owner } = product;
  const agent = await made(owner, { tools: ['write_file'], approvals: ['write_file'] });
  const { body: conversation } = await owner.call<{ id: string }>('POST', '/api/v1/conversations', {});
  const text = 'Save hello to note.txt';
  const sent = await owner.call<{ runId: string }>(
    'POST',
    `/api/v1/conversations/${conversation.id}/messages`,
    { text, agent: agent.id },
  );
  const inbox = async () =>
    (await owner.call<{ items: ApprovalView[] }>('GET', '/api/v1/approvals?state=pending&mine=true')).body
      .items;
  const asked = await waitFor(async () => (await inbox())[0]);
  assert.deepEqual([asked.origin, asked.runId], ['Counsel', sent.body.runId]);
  const vote = { vote: 'approve', payloadHash: asked.payloadHash };
  assert.equal((await owner.call('POST', `/api/v1/approvals/${asked.id}/votes`, vote)).status, 200);
  const answer = await owner.answer(sent.body.runId);
  assert.equal(answer.end, 'done');
});
