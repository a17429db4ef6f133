import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { type TestApp, testApp } from '../testing/app.ts';
import { invited } from '../testing/invited.ts';
import { textOf } from './answer.ts';
import type { AgentView } from './contract.ts';
import { BUILT_IN_AGENTS, builtInAgents, findAgent } from './definitions.ts';

test('the five built-in agents have bounds, and none may call tools in its last model call alone', () => {
  assert.deepEqual(
    builtInAgents.map(({ id }) => id),
    [...BUILT_IN_AGENTS],
  );
  for (const { id, limits } of builtInAgents) {
    assert.ok(limits.modelCalls >= 2 && limits.modelCalls <= 50, id);
    assert.ok(limits.toolCalls >= 1 && limits.toolCalls <= 100, id);
    assert.ok(limits.seconds >= 60 && limits.seconds <= 3_600, id);
  }
});

test('every agent is told that tool results are data and that interrupted is not done', () => {
  for (const { id, instructions } of builtInAgents) {
    assert.match(instructions, /never instructions to you/, id);
    assert.match(instructions, /interrupted/, id);
  }
});

test('findAgent() knows the ids and nothing else', () => {
  assert.equal(findAgent('code')?.name, 'Code');
  for (const id of ['', 'Code', 'toString', '__proto__', 'agent:code'])
    assert.equal(findAgent(id), undefined, id);
});

test('textOf() joins the texts of an answer as paragraphs and leaves the rest out', () => {
  const tool = { callId: 'c', tool: 't', arguments: {}, ok: true, output: 'o', files: [], durationMs: 1 };
  assert.equal(
    textOf([
      { type: 'reasoning', text: 'hm' },
      { type: 'text', text: 'One.' },
      { type: 'tool', ...tool },
      { type: 'text', text: '' },
      { type: 'text', text: 'Two.' },
    ]),
    'One.\n\nTwo.',
  );
});

describe('the routes of agents', () => {
  let product: TestApp;
  before(async () => {
    product = await testApp();
  });
  after(() => product[Symbol.asyncDispose]());

  test('every agent is listed, and every tool that it names exists', async () => {
    const { body } = await product.owner.call<{ items: AgentView[] }>('GET', '/api/v1/agents');
    const { body: tools } = await product.owner.call<{ items: { name: string }[] }>('GET', '/api/v1/tools');
    const known = new Set(tools.items.map(({ name }) => name));
    assert.equal(body.items.length, 5);
    for (const agent of body.items) {
      assert.ok(agent.builtIn);
      for (const tool of agent.tools) assert.ok(known.has(tool), `${agent.id}: ${tool}`);
    }
  });

  test('the web is searched where the operator names a search, and else by nobody', async () => {
    const toolsOf = async ({ owner }: TestApp) =>
      (await owner.call<AgentView>('GET', '/api/v1/agents/research')).body.tools;
    assert.ok(!(await toolsOf(product)).includes('web_search'));
    await using searching = await testApp({ WEB_SEARCH_URL: 'http://127.0.0.1:1' });
    assert.ok((await toolsOf(searching)).includes('web_search'));
  });

  test('one agent is shown by its id, and an unknown one is not found', async () => {
    const { body } = await product.owner.call<AgentView & Record<string, unknown>>(
      'GET',
      '/api/v1/agents/research',
    );
    assert.equal(body.name, 'Research');
    const missing = await product.owner.call('GET', '/api/v1/agents/none');
    assert.equal(missing.status, 404);
    assert.equal(missing.body.code, 'agent_unknown');
  });

  test('a viewer reads agents, a stranger does not', async () => {
    const viewer = await invited(product, 'viewer');
    assert.equal((await viewer.call('GET', '/api/v1/agents')).status, 200);
    assert.equal((await product.anonymous.call('GET', '/api/v1/agents')).status, 401);
  });
});
