import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import { waitFor } from '../../../tools/test-servers/index.ts';
import { newMember, type TestApp, testApp } from '../testing/app.ts';
import { type Killable, killable } from '../testing/killed.ts';
import type { DocumentView, HitView } from './contract.ts';

const TUS = { 'tus-resumable': '1.0.0' };
const hashOf = (text: string) => createHash('sha256').update(text).digest('hex');

interface Put {
  documentId: string;
  outcome: string;
  version: number;
}

describe('uploads that are resumed', () => {
  let product: Killable;
  let base: string;
  before(async () => {
    product = await killable();
    base = `/api/v1/knowledge/bases/${(await product.call<{ id: string }>('POST', '/api/v1/knowledge/bases', { name: 'B' })).id}`;
  });
  after(() => product[Symbol.asyncDispose]());

  async function begin(name: string, length: number): Promise<string> {
    const metadata = `filename ${Buffer.from(name).toString('base64')}`;
    const headers = { ...TUS, 'upload-length': String(length), 'upload-metadata': metadata };
    const made = await product.send('POST', `${base}/uploads`, { headers });
    assert.equal(made.status, 201, await made.text());
    return made.headers.get('location') ?? '';
  }
  const offsetOf = async (path: string) =>
    Number((await product.send('HEAD', path, { headers: TUS })).headers.get('upload-offset'));
  const send = (path: string, offset: number, body: string) =>
    product.send('PATCH', path, {
      headers: { ...TUS, 'upload-offset': String(offset), 'content-type': 'application/offset+octet-stream' },
      body,
    });
  const finish = (path: string, query = '') => product.call<Put>('POST', `${path}/document${query}`);
  const ready = (documentId: string) =>
    waitFor(
      async () => {
        const document = await product.call<DocumentView>('GET', `${base}/documents/${documentId}`);
        return document.state === 'ready' && document.updateState === null ? document : undefined;
      },
      { boundMs: 30_000 },
    );

  test('a file goes on after kill -9 where it was, and becomes one document', async () => {
    const text = `# Log\n\n${'The anchor holds in sand. '.repeat(4_000)}\n\nThe last word is halyard.`;
    const path = await begin('log.md', text.length);
    const parts = [text.slice(0, 40_000), text.slice(40_000, 80_000), text.slice(80_000)];
    for (const part of parts) {
      const offset = await offsetOf(path);
      assert.equal(offset, parts.slice(0, parts.indexOf(part)).join('').length);
      assert.equal((await send(path, offset, part)).status, 204);
      await product.killAndStart();
    }
    const first = await finish(path);
    await product.killAndStart();
    const again = await finish(path);
    assert.deepEqual([first.outcome, again.outcome], ['added', 'unchanged']);
    assert.equal(again.documentId, first.documentId);
    assert.equal((await ready(first.documentId)).size, text.length);
    const found = await product.call<{ items: HitView[] }>('POST', `${base}/search`, { query: 'halyard' });
    assert.match(found.items[0]?.text ?? '', /halyard/);
    assert.equal((await product.send('DELETE', path, { headers: TUS })).status, 204);
    const gone = await finish(path);
    assert.equal((gone as unknown as { code: string }).code, 'upload_unknown');
  });

  test('a file of the same name becomes a version where that is wanted', async () => {
    const path = await begin('log.md', 5);
    await send(path, 0, 'Short');
    const put = await finish(path, '?sameName=replace');
    assert.deepEqual([put.outcome, put.version], ['replaced', 2]);
    assert.equal((await finish(path, '?sameName=replace')).outcome, 'unchanged');
  });

  test('what is not whole, or of a kind that is not read, becomes no document', async () => {
    const half = await begin('half.md', 10);
    await send(half, 0, 'Half');
    const film = await begin('film.mp4', 4);
    await send(film, 0, 'film');
    const before = await product.call<{ items: unknown[] }>('GET', `${base}/documents`);
    for (const [path, status, code] of [
      [half, 409, 'upload_unfinished'],
      [film, 415, 'document_type_unsupported'],
    ] as const) {
      const refused = await product.send('POST', `${path}/document`);
      assert.deepEqual([refused.status, ((await refused.json()) as { code: string }).code], [status, code]);
    }
    const { items } = await product.call<{ items: unknown[] }>('GET', `${base}/documents`);
    assert.equal(items.length, before.items.length);
  });
});

describe('folders that are kept in step', () => {
  let product: TestApp;
  let base: string;
  before(async () => {
    product = await testApp();
    base = `/api/v1/knowledge/bases/${(await product.owner.call<{ id: string }>('POST', '/api/v1/knowledge/bases', { name: 'B' })).body.id}`;
  });
  after(() => product[Symbol.asyncDispose]());

  const compare = async (files: Record<string, string>, prefix = '', client = product.owner) => {
    const body = {
      prefix,
      files: Object.entries(files).map(([path, text]) => ({ path, sha256: hashOf(text) })),
    };
    const answer = await client.call<{ changed: string[]; gone: { path: string; documentId: string }[] }>(
      'POST',
      `${base}/folder-comparisons`,
      body,
    );
    assert.equal(answer.status, 200, JSON.stringify(answer.body));
    return answer.body;
  };
  const put = async (path: string, text: string, client = product.owner) => {
    const query = `path=${encodeURIComponent(path)}`;
    return (await client.upload<Put>(`${base}/documents?${query}`, path.split('/').at(-1) ?? '', text)).body;
  };

  test('only what is new or changed is asked for, and what is gone is named', async () => {
    assert.deepEqual((await compare({ 'a.md': 'A', 'sub/a.md': 'B' })).changed, ['a.md', 'sub/a.md']);
    const first = await put('a.md', 'A');
    const second = await put('sub/a.md', 'B');
    assert.notEqual(first.documentId, second.documentId);
    assert.deepEqual(await compare({ 'a.md': 'A', 'sub/a.md': 'B' }), { changed: [], gone: [] });
    assert.deepEqual(await compare({ 'a.md': 'A2' }), {
      changed: ['a.md'],
      gone: [{ path: 'sub/a.md', documentId: second.documentId }],
    });
    assert.deepEqual(await compare({ 'a.md': 'B' }, 'sub/'), { changed: [], gone: [] });
    assert.deepEqual(
      [(await put('a.md', 'A2')).outcome, (await put('a.md', 'A2')).outcome],
      ['replaced', 'unchanged'],
    );
  });

  test('folders of others are not looked at, and the same path of another person is another document', async () => {
    const editor = await newMember(product, 'editor');
    assert.deepEqual(await compare({}, '', editor), { changed: [], gone: [] });
    assert.deepEqual((await compare({ 'a.md': 'A2' }, '', editor)).changed, ['a.md']);
    const theirs = await put('a.md', 'A2', editor);
    assert.equal(theirs.outcome, 'added');
    assert.deepEqual((await compare({ 'a.md': 'A2' }, '', editor)).changed, []);
  });
});
