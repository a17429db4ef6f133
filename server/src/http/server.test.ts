import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { test } from 'node:test';
import { waitFor } from '../../../tools/test-servers/index.ts';
import { type HttpServer, listen, type ServerLimits } from './server.ts';

type Fetch = Parameters<typeof listen>[0];

const ok: Fetch = () => new Response('ok');

async function serving(fetch: Fetch, limits: Partial<ServerLimits> = {}) {
  const server = await listen(fetch, { port: 0, hostname: '127.0.0.1', limits });
  return { server, url: `http://127.0.0.1:${server.port}`, [Symbol.asyncDispose]: () => server.close() };
}

/** A connection of which every byte is ours. */
async function rawTo({ port }: HttpServer, text: string): Promise<{ socket: Socket; read(): string }> {
  const socket = connect(port, '127.0.0.1');
  await once(socket, 'connect');
  let received = '';
  socket.setEncoding('utf8').on('data', (chunk) => {
    received += chunk;
  });
  socket.on('error', () => undefined);
  socket.write(text);
  return { socket, read: () => received };
}

/** A handler whose answers wait until they are let go. */
function gated() {
  let open: () => void = () => undefined;
  const gate = new Promise<void>((resolve) => {
    open = resolve;
  });
  const state = { asked: 0 };
  const fetch: Fetch = async () => {
    state.asked += 1;
    await gate;
    return new Response('late');
  };
  return { fetch, open: () => open(), state };
}

test('port 0 takes a free port and tells which', async () => {
  await using one = await serving(ok);
  await using two = await serving(ok);
  assert.notEqual(one.server.port, two.server.port);
  assert.equal(await (await fetch(one.url)).text(), 'ok');
});

test('a port that is taken rejects, with the code of the system', async () => {
  await using one = await serving(ok);
  await assert.rejects(listen(ok, { port: one.server.port, hostname: '127.0.0.1' }), { code: 'EADDRINUSE' });
});

test('a request head past the limit is refused with 431, and the server lives', async () => {
  await using one = await serving(ok);
  const big = await fetch(one.url, { headers: { 'x-big': 'x'.repeat(17 * 1024) } });
  assert.equal(big.status, 431);
  assert.equal((await fetch(one.url, { headers: { 'x-big': 'x'.repeat(8 * 1024) } })).status, 200);
});

test('a head that never ends is hung up on', async () => {
  await using one = await serving(ok, { headersMs: 100, requestMs: 200 });
  const { socket, read } = await rawTo(one.server, 'GET / HTTP/1.1\r\nhost: test\r\n');
  await once(socket, 'close');
  assert.match(read(), /^HTTP\/1\.1 408 /);
});

test('a body that never ends is hung up on', async () => {
  const reading: Fetch = async (request) => new Response(await request.text().catch(() => 'cut'));
  await using one = await serving(reading, { headersMs: 100, requestMs: 200 });
  const head = 'POST / HTTP/1.1\r\nhost: test\r\ncontent-length: 10\r\n\r\nfive.';
  const { socket } = await rawTo(one.server, head);
  await once(socket, 'close');
});

test('what is not HTTP is answered with 400 and hung up on', async () => {
  await using one = await serving(ok);
  for (const text of ['hello\r\n\r\n', 'GET / HTTP/1.1\r\nbad header\r\n\r\n', '\x16\x03\x01\x00\xa5tls']) {
    const { socket, read } = await rawTo(one.server, text);
    await once(socket, 'close');
    assert.match(read(), /^HTTP\/1\.1 400 /, JSON.stringify(text));
  }
  assert.equal((await fetch(one.url)).status, 200);
});

test('two lengths that contradict each other are not taken: no request is smuggled in', async () => {
  let asked = 0;
  const counting: Fetch = async (request) => {
    asked += 1;
    return new Response(await request.text());
  };
  await using one = await serving(counting);
  const lengths = 'content-length: 4\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\nGET /x HTTP/1.1\r\n\r\n';
  const { socket, read } = await rawTo(one.server, `POST / HTTP/1.1\r\nhost: test\r\n${lengths}`);
  await once(socket, 'close');
  assert.match(read(), /^HTTP\/1\.1 400 /);
  assert.equal(asked, 0);
});

test('close() lets an open request end and takes no new one', async () => {
  const { fetch: handler, open, state } = gated();
  const one = await serving(handler);
  const pending = fetch(one.url);
  await waitFor(() => state.asked === 1);
  let closed = false;
  const closing = one.server.close().then(() => {
    closed = true;
  });
  await assert.rejects(fetch(one.url, { headers: { connection: 'close' } }), 'a new connection is refused');
  assert.equal(closed, false);
  open();
  assert.equal(await (await pending).text(), 'late');
  await closing;
});

test('close() does not wait for a connection whose last answer is given', async () => {
  const { fetch: handler, open, state } = gated();
  const one = await serving(handler, { drainMs: 600_000 });
  const { socket, read } = await rawTo(one.server, 'GET / HTTP/1.1\r\nhost: test\r\n\r\n');
  await waitFor(() => state.asked === 1);
  const closing = one.server.close();
  open();
  await once(socket, 'close');
  assert.match(read(), /late/);
  await closing;
});

test('close() cuts what does not end within its time', async () => {
  const { fetch: handler, state } = gated();
  const one = await serving(handler, { drainMs: 50 });
  const pending = fetch(one.url);
  const cut = assert.rejects(pending);
  await waitFor(() => state.asked === 1);
  await one.server.close();
  await cut;
});

test('close() does not wait for connections that are idle', async () => {
  const one = await serving(ok, { drainMs: 600_000 });
  await (await fetch(one.url)).text();
  await one.server.close();
});

test('a client that goes away cancels the body of its answer', async () => {
  let cancelled = false;
  const streaming: Fetch = () =>
    new Response(
      new ReadableStream({
        pull: (controller) => controller.enqueue(new Uint8Array(65_536)),
        cancel: () => {
          cancelled = true;
        },
      }),
    );
  await using one = await serving(streaming);
  const leaving = new AbortController();
  const response = await fetch(one.url, { signal: leaving.signal });
  const reader = response.body?.getReader();
  await reader?.read();
  leaving.abort();
  await waitFor(() => cancelled, { what: 'the body is cancelled' });
});
