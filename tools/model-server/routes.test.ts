import assert from 'node:assert/strict';
import { test } from 'node:test';
import { errorProtocolOf, MODELS, plainAnswer, protocolOf } from './routes.ts';

test('protocolOf() knows the path of each protocol', () => {
  const paths = [
    '/v1/chat/completions',
    '/v1/responses',
    '/v1/messages',
    '/v1beta/models/sim:generateContent',
    '/v1beta/models/sim:streamGenerateContent',
  ];
  assert.deepEqual(
    paths.map((path) => protocolOf(path)?.name),
    ['openai-chat', 'openai-responses', 'anthropic', 'gemini', 'gemini'],
  );
  assert.equal(protocolOf('/v1beta/models/sim:embedContent'), undefined);
  assert.equal(errorProtocolOf('/v1beta/models').name, 'gemini');
  assert.equal(errorProtocolOf('/v1/models').name, 'openai-chat');
});

test('plainAnswer() lists models for each client', () => {
  const list = plainAnswer('GET', '/v1/models', {}) as { data: { id: string }[] };
  assert.deepEqual(
    list.data.map(({ id }) => id),
    MODELS,
  );
  const gemini = plainAnswer('GET', '/v1beta/models', {}) as { models: { name: string }[] };
  assert.equal(gemini.models[0]!.name, `models/${MODELS[0]}`);
});

test('plainAnswer() encodes embeddings as base64 when asked', () => {
  const body = { model: 'sim', input: 'bees', dimensions: 4 };
  const embeddingOf = (answer: unknown) => (answer as { data: { embedding: unknown }[] }).data[0]!.embedding;
  const plain = embeddingOf(plainAnswer('POST', '/v1/embeddings', body)) as number[];
  const encoded = embeddingOf(
    plainAnswer('POST', '/v1/embeddings', { ...body, encoding_format: 'base64' }),
  ) as string;
  const bytes = Uint8Array.from(Buffer.from(encoded, 'base64'));
  assert.deepEqual(Array.from(new Float32Array(bytes.buffer)), plain.map(Math.fround));
});

test('plainAnswer() leaves unknown paths and methods alone', () => {
  assert.equal(plainAnswer('DELETE', '/v1/models', {}), undefined);
  assert.equal(plainAnswer('POST', '/v1/nothing', {}), undefined);
});
