import assert from 'node:assert/strict';
import { test } from 'node:test';
import { tool } from '@langchain/core/tools';
import { z } from 'zod';
import { type TestApp, testApp } from '../testing/app.ts';
import { langChainTool } from './langchain-tool.ts';
import type { ToolContext } from './tool.ts';

const context = { signal: new AbortController().signal } as ToolContext;
const greet = tool(async ({ name }: { name: string }) => `Hello ${name}`, {
  name: 'greet',
  description: 'Greets somebody',
  schema: z.object({ name: z.string().describe('Whom') }),
});

test('a LangChain.js tool keeps its name, words and schema, and is taken to be seen outside', async () => {
  const made = langChainTool(greet);
  assert.deepEqual(
    [made.name, made.title, made.description, made.effect],
    ['greet', 'greet', 'Greets somebody', 'outside'],
  );
  assert.deepEqual(made.parameters, {
    type: 'object',
    properties: { name: { type: 'string', description: 'Whom' } },
    required: ['name'],
  });
  assert.equal((await made.run({ name: 'Ann' }, context)).output, 'Hello Ann');
  assert.equal(made.schema.safeParse({ name: 3 }).success, false);
});

test('one with JSON Schema works alike, and what is no text becomes JSON', async () => {
  const schema = { type: 'object', properties: { a: { type: 'number' } }, required: ['a'] } as const;
  const double = tool(async (input) => ({ twice: (input as { a: number }).a * 2 }), {
    ...{ name: 'double', description: 'Doubles', schema },
  });
  const made = langChainTool(double, { effect: 'read', title: 'Double' });
  assert.equal(made.schema.safeParse({}).success, false);
  assert.deepEqual(JSON.parse((await made.run({ a: 4 }, context)).output), { twice: 8 });
  assert.deepEqual([made.effect, made.title], ['read', 'Double']);
});

test('a program that embeds the product gives it to all agents, under the rules of the workspace', async () => {
  await using product: TestApp = await testApp({}, [langChainTool(greet)]);
  const { body } = await product.owner.call('GET', '/api/v1/tools/greet');
  assert.deepEqual([body.asks, body.version, (body.source as { kind: string }).kind], [true, 1, 'built-in']);
  const started = await product.owner.call<{ runId: string }>('POST', '/api/v1/tools/greet/runs', {
    arguments: { name: 'Ann' },
  });
  const { parts } = await product.owner.answer(started.body.runId);
  assert.equal(parts[0]?.type === 'tool' && parts[0].output, 'Hello Ann');
});
