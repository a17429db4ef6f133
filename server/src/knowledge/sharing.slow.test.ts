import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { type Client, type TestApp, testApp } from '../testing/app.ts';
import { addDocument } from '../testing/chat.ts';
import { invited } from '../testing/invited.ts';
import type { BaseView, DocumentView, GrantView, HitView } from './contract.ts';

type Items<T> = { items: T[] };
const BASES = '/api/v1/knowledge/bases';

describe('who sees a base and its documents', () => {
  let product: TestApp;
  let owner: Client;
  let ada: Client;
  let bob: Client;
  let [adaId, bobId] = ['', ''];
  before(async () => {
    product = await testApp();
    owner = product.owner;
    [ada, bob] = [await invited(product, 'editor'), await invited(product, 'editor')];
    [adaId, bobId] = await Promise.all([idOf(ada), idOf(bob)]);
  });
  after(() => product[Symbol.asyncDispose]());

  const idOf = async (client: Client) =>
    (await client.call<{ user: { id: string } }>('GET', '/api/v1/me')).body.user.id;
  const statusOf = async (client: Client, method: string, path: string, body?: unknown) =>
    (await client.call(method, path, body)).status;
  const namesOf = async (client: Client, path: string) =>
    (await client.call<Items<{ name: string }>>('GET', path)).body.items.map(({ name }) => name);
  const found = async (client: Client, baseId: string, query: string) =>
    (await client.call<Items<HitView>>('POST', `${BASES}/${baseId}/search`, { query })).body.items ?? [];
  const makePrivate = (client: Client, baseId: string) =>
    client.call('PATCH', `${BASES}/${baseId}`, { visibility: 'private' });

  test('a private base is there for its maker alone, whatever the role of others', async () => {
    const { baseId, documentId } = await addDocument(ada, 'diary.txt', 'The heron came at dawn.');
    assert.equal((await found(bob, baseId, 'heron')).length, 1);
    assert.equal((await makePrivate(ada, baseId)).status, 200);
    for (const other of [bob, owner]) {
      const hidden = await other.call('GET', `${BASES}/${baseId}`);
      const missing = await other.call('GET', `${BASES}/0199a000-0000-7000-8000-00000000dead`);
      assert.deepEqual({ ...hidden.body, requestId: '' }, { ...missing.body, requestId: '' });
      for (const [method, path, body] of [
        ['PATCH', '', { name: 'Mine' }],
        ['DELETE', ''],
        ['GET', '/documents'],
        ['GET', `/documents/${documentId}`],
        ['GET', `/documents/${documentId}/passages`],
        ['POST', '/search', { query: 'heron' }],
        ['GET', '/grants'],
        ['PUT', `/grants/${bobId}`, { verb: 'edit' }],
      ] as const)
        assert.equal(
          await statusOf(other, method, `${BASES}/${baseId}${path}`, body),
          404,
          `${method} ${path}`,
        );
    }
    assert.equal((await found(ada, baseId, 'heron')).length, 1);
  });

  test('its file and its run are seen as the base is', async () => {
    const { baseId, runId } = await addDocument(ada, 'ledger.txt', 'The ledger of March.');
    assert.equal(await statusOf(bob, 'GET', `/api/v1/runs/${runId}`), 200);
    await makePrivate(ada, baseId);
    assert.equal(await statusOf(bob, 'GET', `/api/v1/runs/${runId}`), 404);
    assert.equal(await statusOf(ada, 'GET', `/api/v1/runs/${runId}`), 200);
    await ada.call('PATCH', `${BASES}/${baseId}`, { visibility: 'workspace' });
    assert.equal(await statusOf(bob, 'GET', `/api/v1/runs/${runId}`), 200);
    const made = await ada.call<BaseView>('POST', BASES, { name: 'Closed', visibility: 'private' });
    const closed = await addDocument(ada, 'closed.txt', 'Words.', made.body.id);
    assert.equal(await statusOf(bob, 'GET', `/api/v1/runs/${closed.runId}`), 404);
  });

  test('who is granted to read reads, who is granted to edit adds, and neither shares or deletes the base', async () => {
    const { baseId } = await addDocument(ada, 'plan.txt', 'The tower has nine floors.');
    await makePrivate(ada, baseId);
    const grantPath = `${BASES}/${baseId}/grants/${bobId}`;
    assert.equal(await statusOf(ada, 'PUT', grantPath, { verb: 'read' }), 204);
    assert.equal((await found(bob, baseId, 'tower floors')).length, 1);
    const seen = await bob.call<BaseView>('GET', `${BASES}/${baseId}`);
    assert.deepEqual([seen.body.granted, seen.body.visibility, seen.body.documents], ['read', 'private', 1]);
    assert.equal(await statusOf(bob, 'PATCH', `${BASES}/${baseId}`, { name: 'X' }), 403);
    assert.equal(await statusOf(ada, 'PUT', grantPath, { verb: 'edit' }), 204);
    assert.equal(await statusOf(bob, 'PATCH', `${BASES}/${baseId}`, { name: 'Tower' }), 200);
    assert.equal(await statusOf(bob, 'PATCH', `${BASES}/${baseId}`, { visibility: 'workspace' }), 403);
    assert.equal(await statusOf(bob, 'DELETE', `${BASES}/${baseId}`), 403);
    const { body } = await ada.call<Items<GrantView>>('GET', `${BASES}/${baseId}/grants`);
    assert.deepEqual(
      body.items.map(({ userId, verb }) => [userId, verb]),
      [[bobId, 'edit']],
    );
    assert.equal(await statusOf(ada, 'DELETE', grantPath), 204);
    assert.equal(await statusOf(bob, 'GET', `${BASES}/${baseId}`), 404);
  });

  test('a viewer who is granted to edit still only reads', async () => {
    const viewer = await invited(product, 'viewer');
    const { baseId } = await addDocument(ada, 'rules.txt', 'Rule one.');
    await makePrivate(ada, baseId);
    await ada.call('PUT', `${BASES}/${baseId}/grants/${await idOf(viewer)}`, { verb: 'edit' });
    assert.equal(await statusOf(viewer, 'GET', `${BASES}/${baseId}`), 200);
    assert.equal(await statusOf(viewer, 'PATCH', `${BASES}/${baseId}`, { name: 'X' }), 403);
  });

  test('a document can be private within a base that all see', async () => {
    const { baseId, documentId, runId } = await addDocument(ada, 'salaries.txt', 'Salaries rose by a tenth.');
    await addDocument(ada, 'menu.txt', 'Soup on Monday.', baseId);
    const path = `${BASES}/${baseId}/documents/${documentId}`;
    const closed = await ada.call<DocumentView>('PATCH', path, { visibility: 'private' });
    assert.deepEqual([closed.status, closed.body.visibility], [200, 'private']);
    assert.deepEqual(await namesOf(bob, `${BASES}/${baseId}/documents`), ['menu.txt']);
    assert.equal((await bob.call<BaseView>('GET', `${BASES}/${baseId}`)).body.documents, 1);
    for (const end of ['', '/passages']) assert.equal(await statusOf(bob, 'GET', path + end), 404);
    assert.equal(await statusOf(bob, 'DELETE', path), 404);
    assert.equal(await statusOf(bob, 'PATCH', path, { visibility: 'base' }), 404);
    assert.equal(await statusOf(bob, 'GET', `/api/v1/runs/${runId}`), 404);
    assert.ok(
      (await found(bob, baseId, 'salaries')).every(({ documentName }) => documentName === 'menu.txt'),
    );
    assert.equal((await found(ada, baseId, 'salaries'))[0]?.documentName, 'salaries.txt');

    assert.equal(await statusOf(ada, 'PUT', `${path}/grants/${bobId}`, { verb: 'read' }), 204);
    assert.equal((await found(bob, baseId, 'salaries'))[0]?.documentName, 'salaries.txt');
    assert.equal(await statusOf(bob, 'DELETE', path), 403);
    assert.equal(await statusOf(bob, 'GET', `${path}/grants`), 403);
    const mayChange = async (client: Client) => (await client.call<DocumentView>('GET', path)).body.mayChange;
    assert.deepEqual([await mayChange(ada), await mayChange(bob)], [true, false]);
    assert.equal(await statusOf(ada, 'PUT', `${path}/grants/${bobId}`, { verb: 'edit' }), 204);
    const listed = await bob.call<Items<DocumentView>>('GET', `${BASES}/${baseId}/documents`);
    assert.deepEqual(
      listed.body.items.map((document) => document.mayChange),
      [true, true],
    );
    const { body } = await ada.call<Items<GrantView>>('GET', `${path}/grants`);
    assert.deepEqual(
      body.items.map(({ verb }) => verb),
      ['edit'],
    );
    assert.equal(await statusOf(ada, 'DELETE', `${path}/grants/${bobId}`), 204);
    assert.equal(await statusOf(bob, 'GET', path), 404);
    await ada.call('PUT', `${path}/grants/${bobId}`, { verb: 'edit' });
    assert.equal(await statusOf(bob, 'DELETE', path), 204);
  });

  test('nobody grants to strangers, and a grant says what it is for', async () => {
    const { baseId } = await addDocument(ada, 'a.txt', 'Words.');
    const stranger = '0199a000-0000-7000-8000-00000000dead';
    assert.equal(await statusOf(ada, 'PUT', `${BASES}/${baseId}/grants/${stranger}`, { verb: 'read' }), 404);
    assert.equal(await statusOf(ada, 'PUT', `${BASES}/${baseId}/grants/${adaId}`, { verb: 'own' }), 400);
    assert.equal(await statusOf(bob, 'PUT', `${BASES}/${baseId}/grants/${bobId}`, { verb: 'edit' }), 403);
  });
});
