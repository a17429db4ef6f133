import assert from 'node:assert/strict';
import { test } from 'node:test';
import { waitFor } from '../../../tools/test-servers/index.ts';
import { type EmbeddingServer, embeddingServer } from '../testing/embedding-server.ts';
import { CALLS_AT_ONCE, createPace, embedder, TEXTS_AT_ONCE } from './embedding.ts';

const never = () => new AbortController().signal;
const texts = (count: number) => Array.from({ length: count }, (_, index) => `text ${index}`);
const connect = ({ url }: EmbeddingServer, wireName = 'dim32', pace = createPace()) =>
  embedder({ kind: 'openai-compatible', providerName: 'Acme', baseUrl: url, key: 'sk-any', wireName }, pace);

test('texts go in batches, and vectors come back in their order', async () => {
  using server = await embeddingServer();
  const embed = connect(server);
  const vectors = await embed(texts(TEXTS_AT_ONCE + 3), never());
  assert.deepEqual(
    server.asked.map(({ length }) => length),
    [TEXTS_AT_ONCE, 3],
  );
  assert.ok(vectors.length === TEXTS_AT_ONCE + 3 && vectors.every(({ length }) => length === 32));
  const [alone] = await embed(['text 65'], never());
  assert.deepEqual(vectors[65], alone);
  assert.deepEqual(await embed([], never()), []);
});

test('no more than a few calls are made at once, however many ask', async () => {
  using server = await embeddingServer();
  const embed = connect(server);
  server.hold(true);
  const all = Array.from({ length: 6 }, (_, index) => embed([`${index}`], never()));
  await waitFor(() => (server.atOnce().now === CALLS_AT_ONCE ? true : undefined), { boundMs: 10_000 });
  server.hold(false);
  await Promise.all(all);
  assert.equal(server.atOnce().most, CALLS_AT_ONCE);
});

test('a provider that asks for a wait is left alone for so long by all, and then answers', async () => {
  using server = await embeddingServer();
  const rests: number[] = [];
  const pace = createPace();
  const embed = connect(server, 'dim32', { ...pace, rest: (ms) => void rests.push(ms) });
  server.fail(429, 2, { 'retry-after': '1' });
  assert.equal((await embed(['a'], never())).length, 1);
  assert.deepEqual(rests, [1_000, 1_000]);
  server.fail(503, 1);
  await embed(['b'], never());
  assert.equal(rests.at(-1), 500);
});

test('a wait that is too long, and a refusal, are told at once', async () => {
  using server = await embeddingServer();
  const embed = connect(server);
  server.fail(429, 1, { 'retry-after': '3600' });
  await assert.rejects(embed(['a'], never()), { code: 'model_rate_limited' });
  server.fail(401, 1);
  await assert.rejects(embed(['a'], never()), { code: 'model_key_refused' });
  assert.equal(server.asked.length, 0);
});

test('too few vectors are no answer', async () => {
  using server = await embeddingServer();
  const restless = { ...createPace(), rest: () => undefined };
  await assert.rejects(connect(server, 'short', restless)(['a', 'b'], never()), { code: /model_/ });
});

test('who has gone waits no longer, and gives the place back', async () => {
  const pace = createPace();
  pace.rest(60_000);
  const gone = new AbortController();
  const waiting = pace.run(async () => 1, gone.signal);
  gone.abort(new Error('gone'));
  await assert.rejects(waiting);
  const other = createPace();
  for (let round = 0; round < 5; round++)
    await assert.rejects(
      other.run(() => Promise.reject(new Error('no')), never()),
      /no/,
    );
  assert.equal(await other.run(async () => 'yes', never()), 'yes');
});

test('a provider without embeddings says so', async () => {
  const embed = embedder(
    { kind: 'anthropic', providerName: 'Anthropic', baseUrl: null, key: 'k', wireName: 'x' },
    createPace(),
  );
  await assert.rejects(embed(['a'], never()), { code: 'embeddings_unsupported' });
});
