import assert from 'node:assert/strict';
import { test } from 'node:test';
import { RegExpRouter } from 'hono/router/reg-exp-router';
import { testApp } from './testing/app.ts';

test('all paths fit the fast router: one that stands both fixed and as a parameter would slow every request', async () => {
  await using product = await testApp();
  const { body } = await product.anonymous.call<{ paths: Record<string, object> }>(
    'GET',
    '/api/openapi.json',
  );
  const router = new RegExpRouter<number>();
  for (const path of ['*', '/api/v1/*', '/v1/*', '/api/*']) router.add('ALL', path, 1);
  for (const [path, methods] of Object.entries(body.paths)) {
    for (const method of Object.keys(methods))
      router.add(method.toUpperCase(), path.replace(/\{(\w+)\}/g, ':$1'), 1);
  }
  assert.doesNotThrow(() => router.match('GET', '/'));
});
