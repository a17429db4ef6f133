import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { type ModelServer, startModelServer, WRONG_KEY } from '../../../../tools/model-server/index.ts';
import { baseUrlOf } from '../../testing/chat.ts';
import type { ModelMessage, ModelPart, ModelRequest } from '../chat-model.ts';
import { PROVIDER_KINDS, type ProviderKind } from '../contract.ts';
import { sdkModel } from './ai-sdk.ts';

const KEY = 'sk-the-key-of-this-suite';
const LOOK = {
  name: 'look',
  description: 'Looks at a place',
  parameters: { type: 'object', properties: { at: { type: 'string' } }, required: ['at'] },
};

describe('sdkModel() over real HTTP', () => {
  let simulator: ModelServer;
  before(async () => {
    simulator = await startModelServer();
  });
  after(() => simulator.close());

  const modelOf = (kind: ProviderKind, wireName: string, key: string | null = KEY) =>
    sdkModel({ kind, providerName: 'Acme Inc.', baseUrl: baseUrlOf(kind, simulator.url), key, wireName });

  async function heard(
    kind: ProviderKind,
    wireName: string,
    request: Partial<ModelRequest> = {},
    key: string | null = KEY,
  ): Promise<ModelPart[]> {
    const whole: ModelRequest = {
      messages: [{ role: 'user', text: 'hello' }],
      tools: [],
      signal: new AbortController().signal,
      ...request,
    };
    const parts: ModelPart[] = [];
    for await (const part of modelOf(kind, wireName, key).stream(whole)) parts.push(part);
    return parts;
  }
  const textOf = (parts: ModelPart[]) =>
    parts.map((part) => (part.type === 'text' ? part.text : '')).join('');
  const lastBody = () => JSON.stringify(simulator.requests.at(-1)?.body);

  for (const kind of PROVIDER_KINDS) {
    test(`${kind}: text comes in pieces, then one finish with its usage`, async () => {
      const parts = await heard(kind, 'sim-tokens5');
      assert.equal(textOf(parts), 'w1 w2 w3 w4 w5');
      const finish = parts.at(-1);
      assert.ok(finish?.type === 'finish' && finish.reason === 'stop');
      assert.equal(finish.usage.outputTokens, 5);
      assert.ok(finish.usage.inputTokens > 0);
      assert.equal(parts.filter(({ type }) => type === 'finish').length, 1);
    });

    test(`${kind}: a model that writes where it has to call a tool is heard, with its usage`, async () => {
      const parts = await heard(kind, 'sim-tokens3', { tools: [LOOK], toolChoice: 'required' });
      assert.equal(textOf(parts), 'w1 w2 w3');
      const finish = parts.at(-1);
      assert.ok(finish?.type === 'finish' && finish.usage.outputTokens === 3);
    });

    test(`${kind}: the key, the system message, the temperature and the bound reach the provider`, async () => {
      const messages: ModelMessage[] = [
        { role: 'system', text: 'Be terse.' },
        { role: 'user', text: 'Say 世界 🎈' },
      ];
      await heard(kind, 'sim-tokens1', { messages, maxOutputTokens: 77, temperature: 0.25 });
      const request = simulator.requests.at(-1);
      assert.equal(request?.apiKey, KEY);
      for (const piece of ['Be terse.', 'Say 世界 🎈', '77', '0.25'])
        assert.ok(lastBody().includes(piece), piece);
    });

    test(`${kind}: pictures reach the provider as they are, beside the words`, async () => {
      const bytes = Buffer.from('89504e470d0a1a0a0102030405', 'hex');
      const images = [{ mediaType: 'image/png', bytes }];
      const messages: ModelMessage[] = [{ role: 'user', text: 'What is it?', images }];
      assert.equal(textOf(await heard(kind, 'sim-tokens2', { messages })), 'w1 w2');
      for (const piece of ['What is it?', 'image/png', bytes.toString('base64')])
        assert.ok(lastBody().includes(piece), piece);
    });

    test(`${kind}: calls of tools and their results go there and back`, async () => {
      const messages: ModelMessage[] = [{ role: 'user', text: 'CALL look {"at":"a"}\nCALL look {"at":"b"}' }];
      const first = await heard(kind, 'sim-tool', { messages, tools: [LOOK] });
      const calls = first.flatMap((part) => (part.type === 'tool-call' ? [part.call] : []));
      assert.deepEqual(
        calls.map(({ tool, arguments: input }) => [tool, input]),
        [
          ['look', { at: 'a' }],
          ['look', { at: 'b' }],
        ],
      );
      const finish = first.at(-1);
      assert.ok(finish?.type === 'finish' && finish.reason === 'tool-calls');
      messages.push({ role: 'assistant', text: 'I look.', toolCalls: calls });
      for (const [index, call] of calls.entries()) {
        const ok = index === 0;
        messages.push({
          role: 'tool',
          callId: call.callId,
          tool: 'look',
          ok,
          output: ok ? 'seen' : 'It failed',
        });
      }
      const second = await heard(kind, 'sim-tool', { messages, tools: [LOOK] });
      assert.match(textOf(second), /^The tool answered: .*seen.*It failed/s);
      assert.ok(lastBody().includes('I look.'));
    });

    test(`${kind}: no tools are offered where there are none, and a choice is passed on`, async () => {
      await heard(kind, 'sim-tokens1');
      assert.doesNotMatch(lastBody(), /"tools"/);
      await heard(kind, 'sim-tokens1', { tools: [LOOK], toolChoice: 'none' });
      const [none] = [lastBody()];
      await heard(kind, 'sim-tool', { tools: [LOOK], toolChoice: 'required' });
      assert.notEqual(lastBody(), none);
      assert.match(lastBody(), /required|any/i);
    });

    test(`${kind}: a wrong key, a refusal and broken answers are problems without the provider's words`, async () => {
      const rejects = (wireName: string, code: RegExp, key = KEY) =>
        assert.rejects(heard(kind, wireName, {}, key), (error: Error & { code: string }) => {
          assert.match(error.code, code, wireName);
          assert.match(error.message, /^Cannot call model: (Acme Inc\.|the answer of Acme)/);
          assert.doesNotMatch(`${error.message} ${error.stack}`, /Simulated|sk-the-key/);
          return true;
        });
      await rejects('sim-tokens1', /^model_key_refused$/, WRONG_KEY);
      await rejects('sim-fail422', /^model_request_refused$/);
      await rejects('sim-429', /^model_rate_limited$/);
      await rejects('sim-fail503', /^model_unavailable$/);
      await rejects('sim-badjson', /^model_(unavailable|answer_broken)$/);
      await rejects('sim-gap2-cut', /^model_(unavailable|answer_broken)$/);
    });

    test(`${kind}: a stop hangs up on the provider`, async () => {
      const abort = new AbortController();
      const calling = heard(kind, `sim-hang-stop-${kind}`, { signal: abort.signal });
      setTimeout(() => abort.abort(new Error('stopped')), 150);
      await assert.rejects(calling, { message: 'stopped' });
    });
  }

  test('the provider is asked once for each call: retries are not the business of the client', async () => {
    const before = simulator.requests.length;
    await assert.rejects(heard('openai', 'sim-fail500'));
    assert.equal(simulator.requests.length, before + 1);
  });

  test('a local server without a key is called all the same', async () => {
    assert.equal(textOf(await heard('openai-compatible', 'sim-tokens2', {}, null)), 'w1 w2');
  });
});
