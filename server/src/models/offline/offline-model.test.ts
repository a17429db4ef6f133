import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ModelMessage, ModelPart, ToolSpec } from '../chat-model.ts';
import { offlineModel } from './offline-model.ts';

const spec = (name: string): ToolSpec => ({ name, description: '', parameters: {} });
const TOOLS = ['run_code', 'search_knowledge'].map(spec);

async function parts(messages: ModelMessage[], tools = TOOLS, signal = new AbortController().signal) {
  const all: ModelPart[] = [];
  for await (const part of offlineModel().stream({ messages, tools, signal })) all.push(part);
  return all;
}
const textOf = (all: ModelPart[]) => all.map((part) => (part.type === 'text' ? part.text : '')).join('');
const ask = (text: string): ModelMessage[] => [{ role: 'user', text }];

test('a question becomes a tool call, and the last part is the finish with usage', async () => {
  const all = await parts(ask('What is 6 * 7?'));
  assert.deepEqual(
    all.map(({ type }) => type),
    ['tool-call', 'finish'],
  );
  const [call, finish] = all;
  assert.ok(call?.type === 'tool-call' && call.call.tool === 'run_code' && call.call.callId.length > 10);
  assert.ok(finish?.type === 'finish' && finish.reason === 'tool-calls' && finish.usage.outputTokens > 0);
});

test('what the tools brought becomes the answer', async () => {
  const [call] = await parts(ask('What is 6 * 7?'));
  assert.ok(call?.type === 'tool-call');
  const { callId } = call.call;
  const messages: ModelMessage[] = [
    ...ask('What is 6 * 7?'),
    { role: 'assistant', text: '', toolCalls: [call.call] },
    { role: 'tool', callId, tool: 'run_code', ok: true, output: 'Output:\n42' },
  ];
  const all = await parts(messages);
  assert.equal(textOf(all), 'The result is **42**');
  const finish = all.at(-1);
  assert.ok(finish?.type === 'finish' && finish.reason === 'stop');
});

test('results of an earlier question are not taken for those of this one', async () => {
  const all = await parts([
    ...ask('What is 6 * 7?'),
    { role: 'tool', callId: 'c', tool: 'run_code', ok: true, output: 'Output:\n42' },
    { role: 'assistant', text: 'The result is **42**', toolCalls: [] },
    ...ask('What is 1 + 1?'),
  ]);
  assert.equal(all[0]?.type, 'tool-call');
});

test('the pieces of a text join to the text, in English and in Chinese', async () => {
  for (const text of ['hello', '你好']) {
    const all = await parts(ask(text), []);
    const said = all.filter((part) => part.type === 'text');
    assert.ok(said.length > 10);
    assert.match(
      textOf(all),
      text === 'hello' ? /^I am the built-in[\s\S]*settings\.$/ : /^我是内置的[\s\S]*添加模型。$/,
    );
    assert.match(textOf(all), /\n\n- /);
  }
});

test('the same question is answered the same way', async () => {
  assert.equal(textOf(await parts(ask('hello'), [])), textOf(await parts(ask('hello'), [])));
});

test('a stop ends the answer between two pieces', async () => {
  const abort = new AbortController();
  const heard: ModelPart[] = [];
  await assert.rejects(
    async () => {
      for await (const part of offlineModel().stream({
        messages: ask('hi'),
        tools: [],
        signal: abort.signal,
      })) {
        heard.push(part);
        if (heard.length === 3) abort.abort(new Error('stopped'));
      }
    },
    { message: 'stopped' },
  );
  assert.equal(heard.length, 3);
});
