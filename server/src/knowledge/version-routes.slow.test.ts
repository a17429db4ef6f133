import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { type Client, newMember, type TestApp, testApp } from '../testing/app.ts';
import { addDocument } from '../testing/chat.ts';
import type { DocumentView, HitView, VersionView } from './contract.ts';

type Items<T> = { items: T[]; next: string | null };
type Put = { documentId: string; runId: string; version: number; outcome: string };

describe('versions of documents over HTTP', () => {
  let product: TestApp;
  let owner: Client;
  before(async () => {
    product = await testApp();
    owner = product.owner;
  });
  after(() => product[Symbol.asyncDispose]());

  const pathOf = ({ baseId, documentId }: { baseId: string; documentId: string }) =>
    `/api/v1/knowledge/bases/${baseId}/documents/${documentId}`;
  const ended = (runId: string) => owner.call('GET', `/api/v1/runs/${runId}/events`);
  const read = async (path: string) =>
    (await owner.call<DocumentView & Record<string, unknown>>('GET', path)).body;
  const versions = async (path: string, query = '') =>
    (await owner.call<Items<VersionView>>('GET', `${path}/versions${query}`)).body;
  const found = async (baseId: string, query: string) => {
    const search = await owner.call<Items<HitView>>('POST', `/api/v1/knowledge/bases/${baseId}/search`, {
      query,
    });
    return search.body.items.map(({ text }) => text);
  };

  async function withVersion(second: string) {
    const added = await addDocument(owner, 'menu.txt', 'Soup of leeks.');
    const path = pathOf(added);
    const { body, status } = await owner.upload<Put>(`${path}/versions`, 'menu.txt', second);
    assert.equal(status, 202);
    await ended(body.runId);
    return { ...added, path, put: body };
  }

  test('a new version is uploaded, found and listed, and an old one is restored', async () => {
    const { baseId, path, put } = await withVersion('Soup of beets.');
    assert.deepEqual([put.outcome, put.version], ['replaced', 2]);
    assert.deepEqual(await found(baseId, 'soup'), ['Soup of beets.']);
    const { items } = await versions(path);
    assert.deepEqual(
      items.map(({ number, state, isShown, passages }) => [number, state, isShown, passages]),
      [
        [2, 'ready', true, 1],
        [1, 'ready', false, 1],
      ],
    );
    const restored = await owner.call<Put>('POST', `${path}/versions/1/restoration`);
    assert.equal(restored.status, 202);
    await ended(restored.body.runId);
    assert.deepEqual(await found(baseId, 'soup'), ['Soup of leeks.']);
    assert.equal((await versions(path)).items[0]?.restoredFrom, 1);
  });

  test('a version that cannot be read is told, with the one that is still found', async () => {
    const { baseId, path } = await withVersion('   ');
    const document = await read(path);
    assert.deepEqual(
      [document.state, document.updateState, document.error?.code, document.version, document.latestVersion],
      ['ready', 'failed', 'document_empty', 1, 2],
    );
    assert.deepEqual(await found(baseId, 'soup'), ['Soup of leeks.']);
    const retried = await owner.call<{ runId: string }>('POST', `${path}/retries`);
    assert.equal(retried.status, 202);
    await ended(retried.body.runId);
    assert.equal((await read(path)).updateState, 'failed');
  });

  test('versions come page by page, and their bytes can be downloaded', async () => {
    const { path } = await withVersion('Soup of beets.');
    const first = await versions(path, '?limit=1');
    const second = await versions(path, `?limit=1&cursor=${first.next}`);
    assert.deepEqual([first.items[0]?.number, second.items[0]?.number, second.next], [2, 1, null]);
    const bytes = await owner.call<{ text: string }>(
      'GET',
      `/api/v1/files/${second.items[0]?.fileId}/content`,
    );
    assert.equal(bytes.body.text, 'Soup of leeks.');
  });

  test('an upload of the same name is a new document, or a version where that is wanted', async () => {
    const { baseId, documentId } = await addDocument(owner, 'menu.txt', 'Soup of leeks.');
    const documents = `/api/v1/knowledge/bases/${baseId}/documents`;
    const send = async (query: string, text: string) =>
      (await owner.upload<Put>(`${documents}${query}`, 'menu.txt', text)).body;
    const version = await send('?sameName=replace', 'Soup of beets.');
    assert.deepEqual([version.documentId, version.outcome], [documentId, 'replaced']);
    await ended(version.runId);
    assert.equal((await send('?sameName=replace', 'Soup of beets.')).outcome, 'unchanged');
    assert.equal((await send('', 'Soup of beets.')).outcome, 'added');
    assert.equal((await owner.upload(`${documents}?sameName=burn`, 'menu.txt', 'x')).status, 400);
  });

  test('what is not there, or may not be done, is refused', async () => {
    const { path } = await withVersion('Soup of beets.');
    const viewer = await newMember(product, 'viewer');
    assert.equal((await viewer.upload(`${path}/versions`, 'menu.txt', 'x')).status, 403);
    assert.equal((await viewer.call('POST', `${path}/versions/1/restoration`)).status, 403);
    assert.equal((await viewer.call('PUT', `${path}/cancellation`)).status, 403);
    const refused = async (method: string, rest: string) => {
      const { status, body } = await owner.call<{ code: string }>(method, `${path}${rest}`);
      return [status, body.code];
    };
    assert.deepEqual(await refused('POST', '/versions/7/restoration'), [404, 'document_version_unknown']);
    assert.deepEqual(await refused('POST', '/versions/0/restoration'), [400, 'request_invalid']);
    assert.deepEqual(await refused('POST', '/retries'), [409, 'document_not_failed']);
    assert.equal(
      (await owner.call('PUT', `${path}/cancellation`)).status,
      204,
      'nothing to cancel is no fault',
    );
    assert.equal((await owner.upload(`${path}/versions`, 'menu.exe', 'x')).status, 415);
  });

  test('all that failed in a base is read again by one run', async () => {
    const { baseId } = await addDocument(owner, 'empty.txt', ' ');
    await addDocument(owner, 'blank.txt', ' \n', baseId);
    const path = `/api/v1/knowledge/bases/${baseId}`;
    const { body } = await owner.call<{ runId: string }>('POST', `${path}/retries`);
    await ended(body.runId);
    const run = await owner.call<{ state: string }>('GET', `/api/v1/runs/${body.runId}`);
    assert.equal(run.body.state, 'done');
    const none = await owner.call<{ documents: number }>('PUT', `${path}/cancellation`);
    assert.equal(none.status, 200);
    assert.ok(none.body.documents >= 0);
  });
});
