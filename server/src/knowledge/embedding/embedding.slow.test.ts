import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { waitFor } from '../../../../tools/test-servers/index.ts';
import { type Client, newMember, type TestApp, testApp } from '../../testing/app.ts';
import { type EmbeddingServer, embeddingServer } from '../../testing/embedding-server.ts';
import type { DocumentView, HitView } from '../contract.ts';
import type { EmbeddingView } from './contract.ts';

type Items<T> = { items: T[] };

describe('bases whose vectors a model makes', { timeout: 300_000 }, () => {
  let product: TestApp;
  let owner: Client;
  let server: EmbeddingServer;
  let providerId = '';
  before(async () => {
    [product, server] = await Promise.all([testApp(), embeddingServer()]);
    owner = product.owner;
    const provider = { kind: 'openai-compatible', name: 'Acme', baseUrl: server.url, key: 'sk-any' };
    providerId = (await owner.call<{ id: string }>('POST', '/api/v1/model-providers', provider)).body.id;
  });
  after(async () => {
    await product[Symbol.asyncDispose]();
    server[Symbol.dispose]();
  });

  const newBase = async () =>
    `/api/v1/knowledge/bases/${(await owner.call<{ id: string }>('POST', '/api/v1/knowledge/bases', { name: 'B' })).body.id}`;
  const model = (wireName = 'dim48') => ({ providerId, wireName });
  const change = (base: string, to: object | null) =>
    owner.call<{ runId: string | null }>('PUT', `${base}/embedding`, { model: to });
  const embeddingOf = async (base: string) =>
    (await owner.call<EmbeddingView>('GET', `${base}/embedding`)).body;
  const ended = (runId: string | null) => owner.call('GET', `/api/v1/runs/${runId}/events`);
  async function changed(base: string, to: object | null): Promise<EmbeddingView> {
    const { body, status } = await change(base, to);
    assert.equal(status, 202, JSON.stringify(body));
    await ended(body.runId);
    return embeddingOf(base);
  }
  /** A change that waits for the provider, once the model has shown that it answers. */
  async function changeHeld(base: string) {
    server.hold(true, ['Hello']);
    const changing = await change(base, model());
    await waitFor(() => (server.atOnce().now > 0 ? true : undefined), { boundMs: 20_000 });
    return changing;
  }
  async function upload(base: string, name: string, text: string): Promise<DocumentView> {
    const { body } = await owner.upload<{ documentId: string; runId: string }>(
      `${base}/documents`,
      name,
      text,
    );
    await ended(body.runId);
    return (
      await owner.call<DocumentView & Record<string, unknown>>('GET', `${base}/documents/${body.documentId}`)
    ).body;
  }
  const hitsOf = async (base: string, query: string, mode = 'hybrid') =>
    (await owner.call<Items<HitView> & Record<string, unknown>>('POST', `${base}/search`, { query, mode }))
      .body;
  /** Without the word that tries whether the model answers. */
  const askedTexts = () => server.asked.flat().filter((text) => text !== 'Hello');
  const collections = (base: string) =>
    readdirSync(join(product.folder, 'search'), { recursive: true })
      .map(String)
      .filter((name) => name.includes(base.split('/').at(-1) ?? '') && /\.(?:sqlite|db)$/.test(name));

  test('a base takes on a model: its passages are embedded once, and questions with it', async () => {
    const base = await newBase();
    await upload(base, 'keels.md', '# Keels\n\nA keel of lead.');
    await upload(base, 'sails.md', '# Sails\n\nSails of flax.');
    assert.deepEqual(await embeddingOf(base), { model: null, change: null, error: null, reranker: null });
    server.asked.length = 0;
    const now = await changed(base, model());
    assert.deepEqual(now, { model: model(), change: null, error: null, reranker: null });
    assert.deepEqual(askedTexts().sort(), [
      'Keels\n# Keels\n\nA keel of lead.',
      'Sails\n# Sails\n\nSails of flax.',
    ]);
    server.asked.length = 0;
    for (const mode of ['vector', 'hybrid', 'vector']) {
      const { items } = await hitsOf(base, 'keel of lead', mode);
      assert.equal(items[0]?.documentName, 'keels.md', mode);
    }
    assert.deepEqual(askedTexts(), ['keel of lead'], 'a question is embedded once');
    await hitsOf(base, 'keel', 'keyword');
    assert.equal(askedTexts().length, 1, 'words need no vectors');
  });

  test('what is uploaded is embedded, and a version pays for its new passages only', async () => {
    const base = await newBase();
    await changed(base, model());
    server.asked.length = 0;
    const section = (name: string, words: string) => `# ${name}\n\n${words}\n\n`;
    const first = await upload(base, 'rig.md', section('Masts', 'Pine.') + section('Yards', 'Spruce.'));
    assert.equal(askedTexts().length, 2);
    server.asked.length = 0;
    const path = `${base}/documents/${first.id}/versions`;
    const put = await owner.upload<{ runId: string }>(
      path,
      'rig.md',
      section('Masts', 'Pine.') + section('Yards', 'Steel.'),
    );
    await ended(put.body.runId);
    assert.deepEqual(askedTexts(), ['Yards\n# Yards\n\nSteel.']);
    assert.match((await hitsOf(base, 'steel yards', 'vector')).items[0]?.text ?? '', /Steel/);
  });

  test('what was embedded before a failure is not embedded again', async () => {
    const base = await newBase();
    await changed(base, model());
    const long = Array.from(
      { length: 300 },
      (_, index) => `# Part ${index}\n\nWords of part ${index}.\n\n`,
    ).join('');
    server.asked.length = 0;
    // 256 texts are written down together: the rest fails, and is all that is asked for again.
    const uploading = owner.upload<{ documentId: string; runId: string }>(
      `${base}/documents`,
      'long.md',
      long,
    );
    await waitFor(() => (askedTexts().length >= 256 ? true : undefined), { boundMs: 30_000 });
    server.fail(401, 100);
    const { documentId, runId } = (await uploading).body;
    await ended(runId);
    server.fail(500, 0);
    const path = `${base}/documents/${documentId}`;
    const failed = (await owner.call<DocumentView & Record<string, unknown>>('GET', path)).body;
    const before = askedTexts().length;
    if (failed.state === 'ready') return assert.equal(before, 300, 'all was through before the failure');
    assert.deepEqual([failed.state, failed.error?.code], ['failed', 'model_key_refused']);
    const again = await owner.upload<{ runId: string }>(`${path}/versions`, 'long.md', long);
    await ended(again.body.runId);
    const ready = (await owner.call<DocumentView & Record<string, unknown>>('GET', path)).body;
    assert.equal(ready.state, 'ready');
    assert.ok(
      askedTexts().length - before <= 44 + 64,
      `${askedTexts().length - before} texts were asked for again`,
    );
    return undefined;
  });

  test('while a base changes its model the old vectors answer, and what comes meanwhile is in both', async () => {
    const base = await newBase();
    await upload(base, 'old.md', '# Anchors\n\nIron anchors.');
    const { body } = await changeHeld(base);
    assert.deepEqual((await embeddingOf(base)).change, { model: model(), runId: body.runId });
    assert.equal((await hitsOf(base, 'iron anchors', 'vector')).items[0]?.documentName, 'old.md');
    const second = await change(base, model('dim16'));
    assert.deepEqual(
      [second.status, (second.body as unknown as { code: string }).code],
      [409, 'embedding_under_way'],
    );
    const uploading = owner.upload<{ runId: string }>(
      `${base}/documents`,
      'new.md',
      '# Ropes\n\nHemp ropes.',
    );
    server.hold(false);
    await ended((await uploading).body.runId);
    await ended(body.runId);
    assert.deepEqual(await embeddingOf(base), { model: model(), change: null, error: null, reranker: null });
    for (const [query, name] of [
      ['iron anchors', 'old.md'],
      ['hemp ropes', 'new.md'],
    ])
      assert.equal((await hitsOf(base, query ?? '', 'vector')).items[0]?.documentName, name);
    assert.equal(collections(base).length, 1, 'the old collection is gone');
  });

  test('a change that fails or is cancelled leaves the base as it was', async () => {
    const base = await newBase();
    await upload(base, 'a.md', 'Bilge water.');
    server.fail(401, 1, {}, ['Hello']);
    const failed = await changed(base, model());
    server.fail(500, 0);
    assert.deepEqual([failed.model, failed.change, failed.error?.code], [null, null, 'model_key_refused']);
    server.fail(401, 1);
    assert.equal((await change(base, model())).body.runId, undefined, 'a key that is refused begins nothing');
    const { body } = await changeHeld(base);
    await owner.call('PUT', `/api/v1/runs/${body.runId}/cancellation`);
    await ended(body.runId);
    server.hold(false);
    const cancelled = await waitFor(
      async () => {
        const now = await embeddingOf(base);
        return now.change === null ? now : undefined;
      },
      { boundMs: 20_000 },
    );
    assert.deepEqual([cancelled.model, cancelled.error?.code], [null, 'cancelled']);
    assert.equal((await hitsOf(base, 'bilge water', 'vector')).items[0]?.documentName, 'a.md');
    assert.deepEqual((await changed(base, model())).model, model(), 'it can be tried again');
    assert.deepEqual((await changed(base, null)).model, null, 'and taken back');
    assert.equal((await change(base, null)).body.runId, null);
    server.asked.length = 0;
    await changed(base, model());
    assert.equal(askedTexts().length, 1, 'vectors of a model that was given up are not kept');
    await changed(base, null);
    assert.equal((await hitsOf(base, 'bilge water', 'vector')).items[0]?.documentName, 'a.md');
  });

  test('when the provider is away words still find, and who wants likeness alone is told', async () => {
    const base = await newBase();
    await changed(base, model());
    await upload(base, 'a.md', 'Capstans are turned by hand.');
    server.fail(401, 2);
    assert.equal((await hitsOf(base, 'capstans away')).items[0]?.documentName, 'a.md');
    const refused = await hitsOf(base, 'capstans gone', 'vector');
    server.fail(500, 0);
    assert.equal(refused['code'], 'model_key_refused');
  });

  test('a document takes its vectors with it, and a base all of its collections', async () => {
    const base = await newBase();
    await changed(base, model());
    const document = await upload(base, 'a.md', 'Scuppers drain the deck.');
    server.asked.length = 0;
    await owner.call('DELETE', `${base}/documents/${document.id}`);
    await upload(base, 'a.md', 'Scuppers drain the deck.');
    assert.equal(askedTexts().length, 1, 'it is paid for again: nothing of it was kept');
    await owner.call('DELETE', base);
    await waitFor(() => (collections(base).length === 0 ? true : undefined), { boundMs: 20_000 });
  });

  test('a model orders what is found, of what the person sees, and the order stays where it fails', async () => {
    const base = await newBase();
    const long = await upload(
      base,
      'long.md',
      `Hemp ropes and hemp lines: ${'hemp ropes of every kind. '.repeat(8)}`,
    );
    await upload(base, 'short.md', 'Hemp ropes.');
    await upload(base, 'middle.md', 'Hemp ropes of the boats.');
    const namesOf = async (client = owner) => {
      const { body } = await client.call<Items<HitView>>('POST', `${base}/search`, { query: 'hemp ropes' });
      return body.items.map(({ documentName }) => documentName);
    };
    const before = await namesOf();
    const reranker = { providerId, wireName: 'ranker' };
    assert.equal((await owner.call('PUT', `${base}/reranker`, { model: reranker })).status, 204);
    assert.deepEqual((await embeddingOf(base)).reranker, reranker);
    assert.deepEqual(await namesOf(), ['short.md', 'middle.md', 'long.md']);
    await owner.call('PATCH', `${base}/documents/${long.id}`, { visibility: 'private' });
    server.ranked.length = 0;
    assert.deepEqual(await namesOf(await newMember(product, 'editor')), ['short.md', 'middle.md']);
    const shown = ['Hemp ropes of the boats.', 'Hemp ropes.'];
    assert.deepEqual(
      server.ranked.map((texts) => texts.toSorted()),
      [shown],
      'what is hidden is shown to no model',
    );
    server.fail(500, 100);
    assert.deepEqual((await namesOf()).sort(), before.sort());
    server.fail(500, 0);
    assert.equal((await owner.call('PUT', `${base}/reranker`, { model: null })).status, 204);
    server.ranked.length = 0;
    await namesOf();
    assert.deepEqual(server.ranked, []);
    const nobody = await owner.call('PUT', `${base}/reranker`, {
      model: { providerId: 'nobody', wireName: 'x' },
    });
    assert.deepEqual([nobody.status, nobody.body['code']], [404, 'provider_unknown']);
  });

  test('who may not manage models does not choose one', async () => {
    const base = await newBase();
    const editor = await newMember(product, 'editor');
    assert.equal((await editor.call('PUT', `${base}/embedding`, { model: null })).status, 403);
    const elsewhere = await change(base, { providerId: 'nobody', wireName: 'x' });
    assert.deepEqual(
      [elsewhere.status, (elsewhere.body as unknown as { code: string }).code],
      [404, 'provider_unknown'],
    );
    assert.deepEqual(await embeddingOf(base), { model: null, change: null, error: null, reranker: null });
  });
});
