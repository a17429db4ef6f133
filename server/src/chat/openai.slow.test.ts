import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import OpenAI from 'openai';
import type { RunnableToolFunctionWithParse } from 'openai/lib/RunnableFunction';
import { type ModelServer, startModelServer } from '../../../tools/model-server/index.ts';
import { waitFor } from '../../../tools/test-servers/index.ts';
import { type TestApp, testApp } from '../testing/app.ts';
import { addModel } from '../testing/chat.ts';

const ADD: OpenAI.Chat.Completions.ChatCompletionTool = {
  type: 'function',
  function: {
    name: 'add',
    description: 'Adds two numbers',
    parameters: {
      type: 'object',
      properties: { left: { type: 'number' }, right: { type: 'number' } },
      required: ['left', 'right'],
    },
  },
};
const CALL_ADD = 'CALL add {"left":40,"right":2}';

describe('the official openai client against /v1', () => {
  let product: TestApp;
  let simulator: ModelServer;
  let client: OpenAI;

  const clientWith = (apiKey: string) =>
    new OpenAI({
      apiKey,
      baseURL: 'http://test/v1',
      maxRetries: 0,
      fetch: async (url, init) => product.app.fetch(new Request(url, init)),
    });

  before(async () => {
    simulator = await startModelServer();
    product = await testApp();
    await addModel(product.owner, simulator.url, { wireName: 'sim-gap1-tokens25', name: 'words' });
    await addModel(product.owner, simulator.url, { wireName: 'sim-tool', name: 'tools' });
    await addModel(product.owner, simulator.url, { wireName: 'sim-fail500', name: 'broken' });
    const { body } = await product.owner.call<{ key: string }>('POST', '/api/v1/keys', { name: 'openai' });
    client = clientWith(body.key);
  });
  after(async () => {
    await product[Symbol.asyncDispose]();
    await simulator.close();
  });

  async function stream(body: Omit<OpenAI.Chat.Completions.ChatCompletionCreateParamsStreaming, 'stream'>) {
    const chunks: OpenAI.Chat.Completions.ChatCompletionChunk[] = [];
    for await (const chunk of await client.chat.completions.create({ ...body, stream: true }))
      chunks.push(chunk);
    const text = chunks.map((chunk) => chunk.choices[0]?.delta.content ?? '').join('');
    const finish = chunks.map((chunk) => chunk.choices[0]?.finish_reason).find(Boolean);
    return { chunks, text, finish };
  }

  const user = (content: string) => [{ role: 'user' as const, content }];

  test('lists the agents, the offline model and the models of the workspace', async () => {
    const ids: string[] = [];
    for await (const model of client.models.list()) ids.push(model.id);
    for (const id of ['agent:code', 'agent:research', 'offline', 'words', 'tools'])
      assert.ok(ids.includes(id), id);
  });

  test('answers whole, with usage', async () => {
    const answer = await client.chat.completions.create({ model: 'words', messages: user('hello') });
    assert.equal(answer.choices[0]?.message.content?.split(' ').length, 25);
    assert.equal(answer.choices[0]?.finish_reason, 'stop');
    assert.equal(answer.usage?.completion_tokens, 25);
    assert.equal(answer.usage.total_tokens, answer.usage.prompt_tokens + 25);
  });

  test('streams the same words in pieces, and the usage where it is asked for', async () => {
    const { chunks, text, finish } = await stream({
      model: 'words',
      messages: user('hello'),
      stream_options: { include_usage: true },
    });
    assert.equal(text, Array.from({ length: 25 }, (_, index) => `w${index + 1}`).join(' '));
    assert.equal(finish, 'stop');
    assert.ok(chunks.length > 2);
    assert.equal(chunks.at(-1)?.usage?.completion_tokens, 25);
    assert.equal(new Set(chunks.map(({ id }) => id)).size, 1);
  });

  test('hands calls of the client’s tools to the client, and goes on with their results', async () => {
    const messages: OpenAI.Chat.Completions.ChatCompletionMessageParam[] = user(CALL_ADD);
    const first = await client.chat.completions.create({ model: 'tools', messages, tools: [ADD] });
    const message = first.choices[0]?.message;
    const call = message?.tool_calls?.[0];
    assert.equal(first.choices[0]?.finish_reason, 'tool_calls');
    assert.ok(message && call?.type === 'function');
    assert.equal(call.function.name, 'add');
    assert.deepEqual(JSON.parse(call.function.arguments), { left: 40, right: 2 });
    messages.push(message, { role: 'tool', tool_call_id: call.id, content: '42' });
    const second = await client.chat.completions.create({ model: 'tools', messages, tools: [ADD] });
    assert.equal(second.choices[0]?.message.content, 'The tool answered: 42');
    assert.equal(second.choices[0]?.finish_reason, 'stop');
  });

  test('streams calls of the client’s tools', async () => {
    const { chunks, finish } = await stream({ model: 'tools', messages: user(CALL_ADD), tools: [ADD] });
    const calls = chunks.flatMap((chunk) => chunk.choices[0]?.delta.tool_calls ?? []);
    assert.equal(calls.map((call) => call.function?.name ?? '').join(''), 'add');
    const json = calls.map((call) => call.function?.arguments ?? '').join('');
    assert.deepEqual(JSON.parse(json), { left: 40, right: 2 });
    assert.equal(finish, 'tool_calls');
  });

  test('an agent answers with its own tools, run in the sandbox', async () => {
    const { text, finish } = await stream({ model: 'agent:code', messages: user('Compute 6*7') });
    assert.match(text, /42/);
    assert.equal(finish, 'stop');
  });

  test('the client’s helper for tools comes to the end of the loop', async () => {
    const add = ({ left, right }: { left: number; right: number }) => String(left + right);
    const tool = {
      ...ADD.function,
      parameters: ADD.function.parameters ?? {},
      function: add,
      parse: JSON.parse,
    };
    const runner = client.chat.completions.runTools({
      model: 'tools',
      messages: user(CALL_ADD),
      tools: [
        { type: 'function', function: tool } as RunnableToolFunctionWithParse<{
          left: number;
          right: number;
        }>,
      ],
    });
    assert.equal(await runner.finalContent(), 'The tool answered: 42');
  });

  test('a wrong key, an unknown model and a wrong body are errors of the client’s own kinds', async () => {
    await assert.rejects(async () => clientWith('agk_forged').models.list(), OpenAI.AuthenticationError);
    const ask = (body: object) =>
      client.chat.completions.create({ model: 'words', messages: user('x'), ...body } as never);
    for (const model of ['gpt-none', 'agent:butler']) {
      await assert.rejects(ask({ model }), {
        status: 404,
        code: 'model_unknown',
        message: `404 Cannot find model: the workspace has none called "${model}"`,
      });
    }
    await assert.rejects(ask({ messages: 'hello' }), { status: 400, code: 'request_invalid' });
    await assert.rejects(ask({ messages: [] }), { status: 400 });
  });

  test('a model that fails is an error with its code, streamed or not', async () => {
    const body = { model: 'broken', messages: user('x') };
    await assert.rejects(client.chat.completions.create(body), { code: 'model_unavailable' });
    await assert.rejects(stream(body), /Cannot call model/);
  });

  test('what would wait for people is refused at once, and its run stopped', async () => {
    const made = async (more: object) => {
      const agent = { name: 'Counsel', instructions: 'Be brief.', ...more };
      return (await product.owner.call<{ id: string }>('POST', '/api/v1/agents', agent)).body.id;
    };
    const writer = await made({ tools: ['write_file'], approvals: ['write_file'] });
    const write = user('Save hello to note.txt');
    const toApprove = { model: `agent:${writer}`, messages: write };
    await assert.rejects(client.chat.completions.create(toApprove), { status: 409, code: 'approval_needed' });
    await assert.rejects(stream(toApprove), /has to approve the call of write_file/);
    const poor = await made({});
    const capped = { kind: 'agent', subjectId: poor, period: 'total', limits: { tokens: 1 } };
    await product.owner.call('POST', '/api/v1/budgets', capped);
    const ask = { model: `agent:${poor}`, messages: user('hello') };
    await assert.rejects(client.chat.completions.create(ask), { status: 429, code: 'budget_reached' });
    await waitFor(async () => {
      const path = '/api/v1/runs?procedure=chat.completion&limit=3';
      const { body } = await product.owner.call<{ items: { state: string }[] }>('GET', path);
      return body.items.every(({ state }) => state === 'cancelled');
    });
  });

  test('a model that is called by itself counts for the budgets, and is not called beyond them', async () => {
    const capped = { kind: 'workspace', period: 'total', limits: { tokens: 1_500 } };
    const { body: budget } = await product.owner.call<{ id: string }>('POST', '/api/v1/budgets', capped);
    const used = async () =>
      (await product.owner.call<{ used: { tokens: number } }>('GET', `/api/v1/budgets/${budget.id}`)).body
        .used;
    const body = { model: 'words', messages: user('one two three') };
    const { usage } = await client.chat.completions.create(body);
    assert.equal((await used()).tokens, usage?.total_tokens);
    await product.owner.call('POST', '/api/v1/budgets', { ...capped, limits: { tokens: 1 }, period: 'day' });
    const before = simulator.requests.length;
    await assert.rejects(client.chat.completions.create(body), { status: 429, code: 'budget_reached' });
    await assert.rejects(stream(body), /budget of the workspace is used up \(tokens\)/);
    assert.equal(simulator.requests.length, before);
  });
});
