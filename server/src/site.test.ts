import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { type TestApp, testApp } from './testing/app.ts';

const MIB = 1024 * 1024;

describe('what holds for every route of the site', () => {
  let product: TestApp;
  before(async () => {
    product = await testApp();
  });
  after(() => product[Symbol.asyncDispose]());

  async function send(method: string, path: string, init: RequestInit = {}) {
    const headers = { authorization: `Bearer ${product.owner.token}`, ...init.headers };
    const request = new Request(`http://test${path}`, { ...init, method, headers });
    const response = await product.app.fetch(request);
    const text = await response.text();
    const isJson = /json/.test(response.headers.get('content-type') ?? '');
    return {
      status: response.status,
      headers: response.headers,
      body: isJson && text ? JSON.parse(text) : text,
    };
  }

  /** Announces a body of so many bytes and sends little of it: what is refused is refused by its length. */
  const announce = (path: string, bytes: number, type = 'application/json') =>
    send('POST', path, { body: '{}', headers: { 'content-type': type, 'content-length': String(bytes) } });

  test('a body of JSON is bounded, one of code higher, one with a file highest', async () => {
    const form = 'multipart/form-data; boundary=b';
    const cases: [string, number, string | undefined][] = [
      ['/api/v1/conversations', 2 * MIB, undefined],
      ['/v1/chat/completions', 2 * MIB, undefined],
      ['/api/v1/knowledge/bases', 2 * MIB, undefined],
      ['/api/v1/executions', 36 * MIB, undefined],
      ['/api/v1/files', 51 * MIB, form],
      ['/api/v1/knowledge/bases/b1/documents', 51 * MIB, form],
    ];
    for (const [path, limit, type] of cases) {
      const over = await announce(path, limit + 1, type);
      assert.equal(over.status, 413, path);
      assert.match(JSON.stringify(over.body), /body_too_large|larger than/, path);
      assert.notEqual((await announce(path, limit, type)).status, 413, `${path} at its limit`);
    }
  });

  test('who is not known is told so before the body is looked at', async () => {
    const response = await product.app.fetch(
      new Request('http://test/api/v1/files', {
        method: 'POST',
        body: 'x',
        headers: { 'content-length': String(99 * MIB) },
      }),
    );
    assert.equal(response.status, 401);
  });

  test('a path of the API that nobody answers is a problem, never the page', async () => {
    for (const path of [
      '/api/v1/none',
      '/api/none',
      '/api/v1/members/a/b/c',
      '/v1/none',
      '/api/v1/Members',
    ]) {
      const { status, body, headers } = await send('GET', path);
      assert.equal(status, 404, path);
      assert.match(headers.get('content-type') ?? '', /json/);
      assert.match(JSON.stringify(body), /route_unknown|nothing answers/, path);
    }
    for (const method of ['PUT', 'PATCH', 'DELETE'])
      assert.equal((await send(method, '/api/v1/members')).status, 404, method);
  });

  test('problems of the OpenAI surface have the form that its clients read', async () => {
    const { status, body } = await send('POST', '/v1/chat/completions', {
      body: '{',
      headers: { 'content-type': 'application/json' },
    });
    assert.equal(status, 400);
    assert.equal(typeof body.error.message, 'string');
    assert.equal(typeof body.error.code, 'string');
  });

  test('no route of the API answers without a token but those before signing in', async () => {
    const { body } = await send('GET', '/api/openapi.json');
    const open: string[] = [];
    for (const [path, methods] of Object.entries(body.paths as Record<string, Record<string, object>>)) {
      for (const method of Object.keys(methods)) {
        const url = path.replaceAll(/\{\w+\}/g, 'x');
        const { status } = await product.anonymous.call(method.toUpperCase(), url);
        if (status !== 401) open.push(`${method.toUpperCase()} ${path}`);
      }
    }
    assert.deepEqual(open.sort(), [
      'GET /api/v1/setup',
      'POST /api/v1/invitations/acceptance',
      'POST /api/v1/sessions',
      'POST /api/v1/sessions/refresh',
      'POST /api/v1/setup',
    ]);
  });

  test('a path that is written otherwise does not slip past the token', async () => {
    for (const path of [
      '/api/v1/members/',
      '/api//v1/members',
      '/api/v1/%6dembers',
      '/API/v1/members',
      '/api/v1/members;x',
      '/api/v1/./members',
      '/api/v1/sessions/../members',
    ]) {
      const { status, headers, body } = await product.anonymous.call('GET', path);
      const isPage = status === 200 && /html/.test(headers.get('content-type') ?? '');
      assert.ok(isPage || status === 401 || status === 404, `${path}: ${status}`);
      assert.doesNotMatch(JSON.stringify(body), /owner@example/, path);
    }
  });

  test('HEAD and OPTIONS tell nothing that GET would not', async () => {
    const head = await send('HEAD', '/api/v1/members');
    assert.deepEqual([head.status, head.body], [200, '']);
    assert.equal((await product.anonymous.call('HEAD', '/api/v1/me')).status, 401);
    const { headers } = await send('OPTIONS', '/api/v1/me', {
      headers: { origin: 'https://evil.example.org' },
    });
    assert.equal(headers.get('access-control-allow-origin'), null);
  });

  test('every answer of the API forbids to be kept, guessed or framed', async () => {
    for (const path of ['/api/v1/me', '/api/v1/none', '/healthz', '/metrics']) {
      const { headers } = await send('GET', path);
      assert.equal(headers.get('cache-control'), 'no-store', path);
      assert.equal(headers.get('x-content-type-options'), 'nosniff', path);
      assert.match(headers.get('content-security-policy') ?? '', /frame-ancestors 'none'/, path);
      assert.ok(headers.get('x-request-id'), path);
    }
  });
});

test('/readyz says no as soon as the stop begins, and /healthz names no secret', async () => {
  const product = await testApp();
  const ready = await product.anonymous.call('GET', '/readyz');
  assert.deepEqual([ready.status, ready.body], [200, { status: 'ready' }]);
  product.app.beginStop();
  const stopping = await product.anonymous.call('GET', '/readyz');
  assert.deepEqual([stopping.status, stopping.body.code], [503, 'shutting_down']);
  assert.ok(Number(stopping.headers.get('retry-after')) > 0);
  await product[Symbol.asyncDispose]();
});
