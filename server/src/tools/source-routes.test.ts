import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, describe, test } from 'node:test';
import { type Client, type TestApp, testApp } from '../testing/app.ts';
import type { ToolView } from './registry-contract.ts';
import type { SourceView } from './sources-contract.ts';

const KEY = 'a-secret-of-the-api';
const documentOf = (paths: object) =>
  JSON.stringify({ openapi: '3.1.0', info: { title: 'Shop', version: '1' }, paths });
const get = (summary: string, operationId: string) => ({
  get: {
    ...{ summary, operationId, responses: { 200: { description: 'ok' } } },
    parameters: [{ name: 'q', in: 'query', required: true, schema: { type: 'string' } }],
  },
});

describe('the routes of tool sources', () => {
  let product: TestApp;
  let owner: Client;
  let base = '';
  const server = createServer((request, response) => {
    response.setHeader('content-type', 'application/json');
    if (request.url === '/openapi.json') return response.end(documentOf({ '/find': get('Find', 'find') }));
    return response.end(JSON.stringify({ asked: request.url, key: request.headers['x-key'] }));
  });
  before(async () => {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    product = await testApp({ EGRESS_HOSTS: '127.0.0.1' });
    owner = product.owner;
  });
  after(async () => {
    server.close();
    await product[Symbol.asyncDispose]();
  });

  const source = (more: object) => ({
    ...{ kind: 'openapi', name: 'shop', baseUrl: base, operations: ['GET /find'] },
    auth: { kind: 'key', in: 'header', name: 'X-Key', key: KEY },
    ...more,
  });
  const add = (more: object) =>
    owner.call<SourceView & { code?: string }>('POST', '/api/v1/tool-sources', source(more));
  const text = (paths: object) => ({ document: { text: documentOf(paths) } });
  const shop = async () => (await owner.call<ToolView>('GET', '/api/v1/tools/shop_find')).body;

  test('a document is read from its address, and tells what can become a tool', async () => {
    const { status, body } = await owner.call('POST', '/api/v1/openapi-previews', {
      document: { url: `${base}/openapi.json` },
    });
    assert.equal(status, 200);
    const operation = { key: 'GET /find', title: 'Find', description: 'Find', effect: 'read' };
    assert.deepEqual([body.title, body.operations], ['Shop', [operation]]);
  });

  test('a bad document is refused with the places of its faults', async () => {
    const document = { text: JSON.stringify({ openapi: '3.1.0', info: { title: 'x' }, paths: 3 }) };
    const { status, body } = await owner.call<{ code: string; errors: { path: string }[] }>(
      'POST',
      '/api/v1/openapi-previews',
      { document },
    );
    assert.deepEqual([status, body.code], [422, 'openapi_invalid']);
    assert.ok(body.errors.length > 0);
    assert.match(body.errors[0]?.path ?? '', /^#\//);
  });

  test('a chosen operation is a tool that works, with the secret in the request and not in the result', async () => {
    const added = await add(text({ '/find': get('Find', 'find'), '/more': get('More', 'more') }));
    assert.equal(added.status, 201);
    const { name, title, address, auth, tools, pending } = added.body;
    assert.deepEqual([name, title, address, auth, tools, pending], ['shop', 'Shop', base, 'key', 1, 0]);
    assert.ok(!JSON.stringify(added.body).includes(KEY));
    assert.deepEqual([(await shop()).state, (await shop()).source.kind], ['ready', 'openapi']);
    const tried = await owner.call<{ runId: string }>('POST', '/api/v1/tools/shop_find/runs', {
      arguments: { q: 'tea' },
    });
    const { parts } = await owner.answer(tried.body.runId);
    const output = parts[0]?.type === 'tool' ? parts[0].output : '';
    assert.equal(output, 'HTTP 200\n\n{"asked":"/find?q=tea","key":"[secret removed]"}');
    const log = await owner.call<{ text: string }>('GET', `/api/v1/runs/${tried.body.runId}/events`);
    assert.ok(!log.body.text.includes(KEY));
  });

  test('an operation that the document has not, and a name that is taken, are refused', async () => {
    const paths = text({ '/find': get('Find', 'find') });
    const unknown = await add({ ...paths, name: 'other', operations: ['GET /none'] });
    assert.deepEqual([unknown.status, unknown.body.code], [422, 'operation_unknown']);
    assert.deepEqual((await add(paths)).body.code, 'source_name_taken');
    const { baseUrl: _, ...without } = source({ ...paths, name: 'third' });
    const nowhere = await owner.call('POST', '/api/v1/tool-sources', without);
    assert.equal(nowhere.body.code, 'base_url_needed');
  });

  test('an operation that changed in a newer document waits for approval before it is used again', async () => {
    const list = await owner.call<{ items: SourceView[] }>('GET', '/api/v1/tool-sources');
    const path = `/api/v1/tool-sources/${list.body.items[0]?.id}`;
    const renewed = await owner.call<SourceView>(
      'PUT',
      `${path}/document`,
      text({ '/find': get('Find and delete', 'find') }),
    );
    assert.deepEqual([renewed.body.tools, renewed.body.pending], [1, 1]);
    assert.equal((await shop()).state, 'pending');
    const tried = await owner.call<{ runId: string }>('POST', '/api/v1/tools/shop_find/runs', {
      arguments: { q: 'tea' },
    });
    const { parts } = await owner.answer(tried.body.runId);
    assert.match(parts[0]?.type === 'tool' ? parts[0].output : '', /it has changed and waits for approval/);

    const approve = (version: number) =>
      owner.call<ToolView & { code?: string }>('PUT', '/api/v1/tools/shop_find/approval', { version });
    assert.equal((await approve(1)).body.code, 'version_not_newest');
    assert.equal((await approve(2)).body.state, 'ready');
    const versions = await owner.call<{ items: { version: number; approvedBy: string | null }[] }>(
      'GET',
      '/api/v1/tools/shop_find/versions',
    );
    assert.deepEqual(
      versions.body.items.map(({ version, approvedBy }) => [version, approvedBy !== null]),
      [
        [2, true],
        [1, true],
      ],
    );
    const auth = await owner.call<SourceView>('PUT', `${path}/auth`, { kind: 'bearer', token: 'other' });
    assert.equal(auth.body.auth, 'bearer');
    assert.equal((await owner.call('DELETE', path)).status, 204);
    assert.equal((await owner.call('GET', '/api/v1/tools/shop_find')).status, 404);
  });

  test('an import of 500 operations makes 500 tools', async () => {
    const keys = Array.from({ length: 500 }, (_, index) => `/op${index}`);
    const paths = Object.fromEntries(keys.map((path) => [path, get(path, `op ${path}`)]));
    const operations = keys.map((path) => `GET ${path}`);
    const { status, body } = await add({ ...text(paths), name: 'large', operations });
    assert.deepEqual([status, body.tools], [201, 500]);
  });
});
