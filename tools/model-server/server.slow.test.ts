import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import AnthropicClient from '@anthropic-ai/sdk';
import OpenAI from 'openai';
import { waitFor } from '../test-servers/index.ts';
import { startModelServer, WRONG_KEY } from './server.ts';

const server = await startModelServer();
after(() => server.close());
const openai = new OpenAI({ baseURL: `${server.url}/v1`, apiKey: 'key', maxRetries: 0 });

test("OpenAI's own client lists models, embeds and streams", async () => {
  const models = await Array.fromAsync(openai.models.list());
  assert.ok(models.some((model) => model.id === 'sim-tool'));
  const { data } = await openai.embeddings.create({ model: 'sim-dim16', input: ['a', 'b'] });
  assert.deepEqual(
    data.map((item) => item.embedding.length),
    [16, 16],
  );
  const stream = await openai.chat.completions.create({
    model: 'sim-tokens3',
    messages: [{ role: 'user', content: 'hi' }],
    stream: true,
  });
  let text = '';
  for await (const chunk of stream) text += chunk.choices[0]?.delta.content ?? '';
  assert.equal(text, 'w1 w2 w3');
});

test("Anthropic's own client lists models and streams", async () => {
  const client = new AnthropicClient({ baseURL: server.url, apiKey: 'key', maxRetries: 0 });
  const models = await Array.fromAsync(client.models.list());
  assert.ok(models.length > 0);
  const message = await client.messages
    .stream({ model: 'sim-echo', max_tokens: 50, messages: [{ role: 'user', content: '你好 world' }] })
    .finalMessage();
  assert.deepEqual(message.content, [{ type: 'text', text: '你好 world' }]);
});

test('Gemini embeds one text and several', async () => {
  const headers = { 'content-type': 'application/json', 'x-goog-api-key': 'key' };
  const content = { parts: [{ text: 'bees' }] };
  const post = async (verb: string, body: unknown) => {
    const url = `${server.url}/v1beta/models/sim-dim8:${verb}`;
    return (await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) })).json();
  };
  const one = (await post('embedContent', { content })) as { embedding: { values: number[] } };
  const many = (await post('batchEmbedContents', { requests: [{ content }, { content }] })) as {
    embeddings: { values: number[] }[];
  };
  assert.equal(one.embedding.values.length, 8);
  assert.deepEqual(many.embeddings, [one.embedding, one.embedding]);
});

test('a request without a key, with the wrong key or without JSON is refused', async () => {
  const post = (headers: Record<string, string>, body: string) =>
    fetch(`${server.url}/v1/messages`, { method: 'POST', headers, body });
  assert.equal((await post({}, '{}')).status, 401);
  assert.equal((await post({ 'x-api-key': WRONG_KEY }, '{}')).status, 401);
  const broken = await post({ 'x-api-key': 'key' }, '{"model":');
  assert.equal(broken.status, 400);
  assert.equal(((await broken.json()) as { type: string }).type, 'error');
  assert.equal((await fetch(`${server.url}/v1/nothing`, { headers: { 'x-api-key': 'key' } })).status, 404);
});

test('requests are recorded with key, model, body and outcome', async () => {
  const controller = new AbortController();
  const hanging = openai.chat.completions.create(
    { model: 'sim-hang', messages: [{ role: 'user', content: 'wait' }] },
    { signal: controller.signal },
  );
  const recorded = await waitFor(() => server.requests.find((request) => request.model === 'sim-hang'));
  assert.equal(recorded.apiKey, 'key');
  assert.equal(recorded.outcome, 'open');
  assert.equal((recorded.body as { model: string }).model, 'sim-hang');
  controller.abort();
  await assert.rejects(hanging);
  await waitFor(() => recorded.outcome === 'aborted');
});

test('three hundred streams at once are all whole', async () => {
  const texts = await Promise.all(
    Array.from({ length: 300 }, async () => {
      const response = await fetch(`${server.url}/v1/chat/completions`, {
        method: 'POST',
        headers: { authorization: 'Bearer key' },
        body: JSON.stringify({ model: 'sim-first20-gap20-tokens20', stream: true, messages: [] }),
      });
      return response.text();
    }),
  );
  assert.ok(texts.every((text) => text.endsWith('data: [DONE]\n\n') && text.includes('" w20"')));
});
