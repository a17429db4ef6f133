import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Hono } from 'hono';
import { clientAddress } from './client-address.ts';
import { listen } from './server.ts';

test('a request through a socket has the address of its other end, one without has none', async () => {
  const app = new Hono().get('/', (c) => c.json({ address: clientAddress(c) }));
  const server = await listen(app.fetch, { port: 0, hostname: '127.0.0.1' });
  try {
    const through = await fetch(`http://127.0.0.1:${server.port}/`);
    assert.deepEqual(await through.json(), { address: '127.0.0.1' });
    assert.deepEqual(await (await app.request('/')).json(), { address: null });
  } finally {
    await server.close();
  }
});
