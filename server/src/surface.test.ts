import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { metricsFaults } from '../../tools/test-servers/prometheus.ts';
import { type TestApp, testApp } from './testing/app.ts';

interface OpenApi {
  openapi: string;
  paths: Record<string, Record<string, { responses?: Record<string, unknown> }>>;
}

describe('what stands beside the API on the same origin', () => {
  let product: TestApp;
  before(async () => {
    product = await testApp();
  });
  after(() => product[Symbol.asyncDispose]());

  test('/healthz and /readyz answer without a token', async () => {
    for (const path of ['/healthz', '/readyz']) {
      const { status, body } = await product.anonymous.call('GET', path);
      assert.equal(status, 200, path);
      assert.match(String(body.status), /alive|ready/);
    }
  });

  test('/metrics counts requests by pattern, and promtool finds no fault in it', async () => {
    await product.owner.call('GET', '/api/v1/conversations/0199a000-0000-7000-8000-000000000000');
    const { body, headers } = await product.anonymous.call('GET', '/metrics');
    assert.match(headers.get('content-type') ?? '', /^text\/plain; version=0\.0\.4/);
    const text = String(body.text);
    assert.match(text, /agenticgen_http_request_seconds_count\{[^}]*status="404"/);
    assert.doesNotMatch(text, /0199a000/);
    assert.equal(await metricsFaults(text), '');
  });

  test('the OpenAPI document is 3.1 and describes every operation with its answers', async () => {
    const { body } = await product.anonymous.call<OpenApi>('GET', '/api/openapi.json');
    assert.match(body.openapi, /^3\.1/);
    const operations = Object.entries(body.paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, operation]) => ({ name: `${method} ${path}`, operation })),
    );
    assert.ok(operations.length > 40, `${operations.length} operations`);
    for (const { name, operation } of operations) {
      assert.ok(
        Object.keys(operation.responses ?? {}).some((code) => /^[23]/.test(code)),
        name,
      );
    }
  });

  test('the pages of the documentation load nothing from elsewhere', async () => {
    for (const path of ['/api/docs', '/api/redoc']) {
      const { status, body, headers } = await product.anonymous.call('GET', path);
      assert.equal(status, 200, path);
      assert.doesNotMatch(String(body.text), /(?:src|href)="(?:https?:)?\/\//, path);
      assert.match(headers.get('content-security-policy') ?? '', /script-src 'self'/, path);
      const [, script = ''] = /<script[^>]* src="([^"]+)"/.exec(String(body.text)) ?? [];
      const loaded = await product.anonymous.call('GET', new URL(script, `http://test${path}`).pathname);
      assert.equal(loaded.status, 200, script);
    }
  });

  test('every answer bears a request id, the caller’s own where it is plain', async () => {
    const first = await product.anonymous.call('GET', '/healthz');
    const second = await product.anonymous.call('GET', '/healthz');
    const ids = [first, second].map(({ headers }) => headers.get('x-request-id'));
    assert.ok(ids[0] && ids[1] && ids[0] !== ids[1], ids.join(' '));
    const ask = async (id: string) => {
      const request = new Request('http://test/healthz', { headers: { 'x-request-id': id } });
      return (await product.app.fetch(request)).headers.get('x-request-id');
    };
    assert.equal(await ask('trace-7.a_b'), 'trace-7.a_b');
    assert.notEqual(await ask('a b; c'), 'a b; c');
  });
});
