import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { createAnthropic } from '@ai-sdk/anthropic';
import { createGoogleGenerativeAI } from '@ai-sdk/google';
import { createOpenAI } from '@ai-sdk/openai';
import { createOpenAICompatible } from '@ai-sdk/openai-compatible';
import { generateText, type LanguageModel, stepCountIs, streamText, tool } from 'ai';
import { z } from 'zod';
import { startModelServer } from './server.ts';

globalThis.AI_SDK_LOG_WARNINGS = false;
const server = await startModelServer();
after(() => server.close());

const v1 = { baseURL: `${server.url}/v1`, apiKey: 'key' };
const openai = createOpenAI(v1);
const anthropic = createAnthropic(v1);
const google = createGoogleGenerativeAI({ baseURL: `${server.url}/v1beta`, apiKey: 'key' });
const compatible = createOpenAICompatible({ name: 'sim', includeUsage: true, ...v1 });

const PROVIDERS: Record<string, (model: string) => LanguageModel> = {
  'OpenAI Chat Completions': (model) => openai.chat(model),
  'OpenAI Responses': (model) => openai.responses(model),
  'OpenAI-compatible': (model) => compatible(model),
  Anthropic: (model) => anthropic(model),
  Gemini: (model) => google(model),
};

const add = tool({
  description: 'Adds two numbers',
  inputSchema: z.object({ left: z.number(), right: z.number() }),
  execute: ({ left, right }) => ({ sum: left + right }),
});

for (const [name, model] of Object.entries(PROVIDERS)) {
  describe(name, () => {
    test('streams token by token, with usage', async () => {
      const result = streamText({ model: model('sim-first5-gap3-tokens12'), prompt: 'hello' });
      const deltas: string[] = [];
      for await (const delta of result.textStream) deltas.push(delta);
      assert.equal(deltas.join(''), Array.from({ length: 12 }, (_, index) => `w${index + 1}`).join(' '));
      assert.ok(deltas.length > 3, `came as ${deltas.length} deltas`);
      const usage = await result.usage;
      assert.equal(usage.outputTokens, 12);
      assert.ok(usage.inputTokens! > 0);
      assert.equal(await result.finishReason, 'stop');
    });

    test('answers whole, with usage', async () => {
      const result = await generateText({ model: model('sim-tokens3'), prompt: 'hello' });
      assert.equal(result.text, 'w1 w2 w3');
      assert.equal(result.usage.outputTokens, 3);
    });

    test('streams a scripted tool call and quotes its result', async () => {
      const result = streamText({
        model: model('sim-tool'),
        prompt:
          'CALL add {"left":40,"right":2}\nCALL add {"left":1,"right":1}\nTHEN add {"left":2,"right":2}',
        tools: { add },
        stopWhen: stepCountIs(5),
      });
      const calls: unknown[] = [];
      for await (const part of result.fullStream) {
        if (part.type === 'tool-call') calls.push(part.input);
        assert.notEqual(part.type, 'error', JSON.stringify(part));
      }
      assert.deepEqual(calls, [
        { left: 40, right: 2 },
        { left: 1, right: 1 },
        { left: 2, right: 2 },
      ]);
      assert.match(await result.text, /The tool answered: .*"sum":4/);
    });

    test('calls a tool with arguments of its schema, whole', async () => {
      const result = await generateText({
        model: model('sim-tool'),
        prompt: 'please add',
        tools: { add },
        stopWhen: stepCountIs(3),
      });
      assert.deepEqual(result.steps[0]!.toolCalls[0]!.input, { left: 1, right: 1 });
      assert.match(result.text, /"sum":2/);
    });

    test('fails as often as its name says, then answers', async () => {
      const tag = name.replaceAll(/\W/g, '').toLowerCase();
      const call = () =>
        generateText({ model: model(`sim-fail500-2-${tag}-tokens1`), prompt: 'x', maxRetries: 0 });
      await assert.rejects(call(), { name: 'AI_APICallError', statusCode: 500 });
      await assert.rejects(call(), { statusCode: 500 });
      assert.equal((await call()).text, 'w1');
    });

    test('reports a rate limit with its retry-after and a refused key as such', async () => {
      const call = (id: string) => generateText({ model: model(id), prompt: 'x', maxRetries: 0 });
      await assert.rejects(call('sim-429-after7'), (error: { responseHeaders?: Record<string, string> }) => {
        assert.equal(error.responseHeaders?.['retry-after'], '7');
        return true;
      });
      await assert.rejects(call('sim-401'), { statusCode: 401, isRetryable: false });
    });

    test('breaks a stream that it cuts and one that does not parse', async () => {
      for (const id of ['sim-cut-tokens10', 'sim-badjson-tokens10']) {
        const result = streamText({ model: model(id), prompt: 'x', maxRetries: 0, onError: () => {} });
        const kinds: string[] = [];
        for await (const part of result.fullStream) kinds.push(part.type);
        assert.ok(kinds.includes('error'), `${id}: ${kinds.join(' ')}`);
      }
    });
  });
}
