import assert from 'node:assert/strict';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import { toolBench } from '../../testing/tools.ts';
import { systemResolve } from '../public-address.ts';
import type { SourceAuth } from '../sources-contract.ts';
import { readDocument } from './document.ts';
import { callOperation } from './operation-tool.ts';

interface Seen {
  method: string;
  url: string;
  headers: IncomingMessage['headers'];
  body: string;
}

type Reply = (seen: Seen, response: ServerResponse) => void;

/** A real API on loopback, and what came to it. */
async function api(reply: Reply = (_, response) => response.end('{"ok":true}')) {
  const seen: Seen[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const { method = '', url = '', headers } = request;
    const one = { method, url, headers, body: Buffer.concat(chunks).toString() };
    seen.push(one);
    response.setHeader('content-type', 'application/json');
    reply(one, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const stop = () => {
    server.closeAllConnections();
    server.close();
  };
  return { base: `http://127.0.0.1:${port}`, port, seen, [Symbol.dispose]: stop };
}

const parameter = (name: string, place: string, schema: object, more = {}) => ({
  ...{ name, in: place, schema, required: place === 'path' },
  ...more,
});
const strings = { type: 'array', items: { type: 'string' } };
const DOCUMENT = {
  openapi: '3.1.0',
  info: { title: 'T', version: '1' },
  paths: {
    '/a/{id}': {
      get: {
        parameters: [
          parameter('id', 'path', { type: 'string' }),
          parameter('q', 'query', strings),
          parameter('c', 'query', strings, { explode: false }),
          parameter('f', 'query', { type: 'object' }, { style: 'deepObject', explode: true }),
          parameter('X-Trace', 'header', { type: 'string' }),
        ],
        responses: { 200: { description: 'ok' } },
      },
    },
    '/b': {
      post: {
        requestBody: { content: { 'application/json': { schema: { type: 'object' } } } },
        responses: { 200: { description: 'ok' } },
      },
      put: {
        requestBody: { content: { 'application/x-www-form-urlencoded': { schema: { type: 'object' } } } },
        responses: { 200: { description: 'ok' } },
      },
    },
  },
};

interface Calling {
  base: string;
  auth?: SourceAuth;
  namedHosts?: string[];
}

const tokens = new Map<string, { token: string; until: number }>();

async function call(key: string, given: Record<string, unknown>, { base, auth, namedHosts }: Calling) {
  await using bench = await toolBench();
  const { operations } = await readDocument(JSON.stringify(DOCUMENT));
  const operation = operations.find((one) => one.key === key)!;
  const egress = { resolve: systemResolve, namedHosts: namedHosts ?? ['127.0.0.1'] };
  const place = { sourceId: base, baseUrl: base, auth: auth ?? ({ kind: 'none' } as const) };
  const needs = { ...bench, egress, tokens, now: () => 1_000 };
  const result = await callOperation(needs, place, operation.call, given, bench.context());
  const [file] = result.files;
  return { ...result, bytes: file ? (await bench.files.read(file)).length : 0 };
}

test('arguments go where the document says, and the base address keeps its path', async () => {
  using server = await api();
  const given = { id: 'x y/z', q: ['1', '2'], c: ['a', 'b'], f: { k: 'v' }, 'X-Trace': 'a\r\nevil: 1' };
  const { ok, output } = await call('GET /a/{id}', given, { base: `${server.base}/v1/` });
  assert.deepEqual([ok, output], [true, 'HTTP 200\n\n{"ok":true}']);
  const [one] = server.seen;
  assert.equal(one?.url, '/v1/a/x%20y%2Fz?q=1&q=2&c=a%2Cb&f%5Bk%5D=v');
  assert.equal(one?.headers['x-trace'], 'a  evil: 1');
  assert.equal(one?.headers.evil, undefined);
});

test('an argument cannot climb out of its place in the path', async () => {
  using server = await api();
  for (const id of ['..', '.', '../../admin', '?x=1#y'])
    await call('GET /a/{id}', { id }, { base: server.base });
  for (const { url } of server.seen) assert.match(url, /^\/a\/[^/?#]+$/);
});

test('bodies are sent as the document says', async () => {
  using server = await api();
  await call('POST /b', { body: { a: [1] } }, { base: server.base });
  await call('PUT /b', { body: { a: 'x y', b: 2 } }, { base: server.base });
  assert.deepEqual(
    server.seen.map(({ method, headers, body }) => [method, headers['content-type'], body]),
    [
      ['POST', 'application/json', '{"a":[1]}'],
      ['PUT', 'application/x-www-form-urlencoded', 'a=x+y&b=2'],
    ],
  );
});

test('an answer that is an error is told as one', async () => {
  using server = await api((_, response) => response.writeHead(404).end('{"why":"none"}'));
  const { ok, output } = await call('GET /a/{id}', { id: '1' }, { base: server.base });
  assert.deepEqual([ok, output], [false, 'HTTP 404\n\n{"why":"none"}']);
});

test('an answer that is no text becomes a file', async () => {
  using server = await api((_, response) => {
    response.setHeader('content-type', 'image/png');
    response.end(Buffer.alloc(100, 1));
  });
  const { output, bytes } = await call('GET /a/{id}', { id: '1' }, { base: server.base });
  assert.equal(output, 'HTTP 200\n\nimage/png, 100 bytes, saved as answer-call.png');
  assert.equal(bytes, 100);
});

test('a redirect is told and not followed, so that what authorizes stays here', async () => {
  using server = await api((_, response) =>
    response.writeHead(302, { location: 'https://evil.example/' }).end(),
  );
  const auth = { kind: 'bearer', token: 'secret-token' } as const;
  const { output } = await call('GET /a/{id}', { id: '1' }, { base: server.base, auth });
  assert.equal(output, 'HTTP 302 to https://evil.example/');
  assert.equal(server.seen.length, 1);
});

test('each way to authorize is sent as its standard says', async () => {
  using server = await api();
  const ways: SourceAuth[] = [
    { kind: 'key', in: 'header', name: 'X-Key', key: 'k1' },
    { kind: 'key', in: 'query', name: 'key', key: 'k 2' },
    { kind: 'bearer', token: 't' },
    { kind: 'basic', user: 'u', password: 'p' },
  ];
  for (const auth of ways) await call('GET /a/{id}', { id: '1' }, { base: server.base, auth });
  const [header, query, bearer, basic] = server.seen;
  assert.equal(header?.headers['x-key'], 'k1');
  assert.equal(query?.url, '/a/1?key=k+2');
  assert.equal(bearer?.headers.authorization, 'Bearer t');
  assert.equal(basic?.headers.authorization, 'Basic dTpw');
});

test('client credentials are changed for a token once, until it ends', async () => {
  let given = 0;
  using server = await api(({ url }, response) => {
    if (url !== '/token') return response.end('{}');
    given += 1;
    return response.end(JSON.stringify({ access_token: `token-${given}`, expires_in: 3_600 }));
  });
  const auth: SourceAuth = {
    kind: 'client-credentials',
    tokenUrl: `${server.base}/token`,
    clientId: 'me',
    clientSecret: 's&x',
    scope: 'read',
  };
  for (let round = 0; round < 2; round++) await call('GET /a/{id}', { id: '1' }, { base: server.base, auth });
  assert.equal(given, 1);
  const [asked, ...calls] = server.seen;
  assert.equal(asked?.body, 'grant_type=client_credentials&scope=read');
  assert.equal(asked?.headers.authorization, `Basic ${Buffer.from('me:s%26x').toString('base64')}`);
  assert.deepEqual(
    calls.map(({ headers }) => headers.authorization),
    ['Bearer token-1', 'Bearer token-1'],
  );
});

test('a token address that gives none is told, without the secret', async () => {
  using server = await api((_, response) => response.writeHead(401).end('{}'));
  const auth: SourceAuth = {
    kind: 'client-credentials',
    ...{ tokenUrl: `${server.base}/token`, clientId: 'me', clientSecret: 'hush-hush', scope: '' },
  };
  await assert.rejects(call('GET /a/{id}', { id: '1' }, { base: server.base, auth }), {
    code: 'authorization_failed',
    message: 'Cannot authorize: the token address answered 401',
  });
});

test('the own network is out of reach unless its host is named', async () => {
  using server = await api();
  const refused = { code: 'url_refused' };
  const base = server.base;
  await assert.rejects(call('GET /a/{id}', { id: '1' }, { base, namedHosts: [] }), refused);
  const other = [`127.0.0.1:${server.port + 1}`, 'localhost'];
  await assert.rejects(call('GET /a/{id}', { id: '1' }, { base, namedHosts: other }), refused);
  const { ok } = await call('GET /a/{id}', { id: '1' }, { base, namedHosts: [`127.0.0.1:${server.port}`] });
  assert.equal(ok, true);
  assert.equal(server.seen.length, 1);
});

test('a place where nobody answers is told', async () => {
  const base = 'http://127.0.0.1:1';
  await assert.rejects(call('GET /a/{id}', { id: '1' }, { base }), {
    message: 'Cannot fetch address: nobody answers there',
  });
});
