import assert from 'node:assert/strict';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import { httpRequestTool } from './http-request.ts';
import { systemResolve } from './public-address.ts';
import type { Tool, ToolContext } from './tool.ts';
import { webSearchTool } from './web-search.ts';

const context = { signal: new AbortController().signal } as ToolContext;
const use = <I>(tool: Tool<I>, given: object) => tool.run(tool.schema.parse(given), context);

async function server(listener: RequestListener) {
  const made = createServer(listener);
  await new Promise<void>((resolve) => made.listen(0, '127.0.0.1', resolve));
  const { port } = made.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}/searx`, [Symbol.dispose]: () => void made.close() };
}

test('web_search asks the SearXNG that is named, and tells titles, addresses and excerpts', async () => {
  const asked: string[] = [];
  const results = [
    { title: 'Tides\u202e', url: 'https://a.example/', content: 'The tide turns', engine: 'x' },
    { title: 'More', url: 'https://b.example/', content: null },
    { title: 'Third', url: 'https://c.example/' },
  ];
  using searx = await server((request, response) => {
    asked.push(request.url ?? '');
    response.setHeader('content-type', 'application/json').end(JSON.stringify({ results }));
  });
  const tool = webSearchTool({ resolve: systemResolve }, searx.url);
  const { output } = await use(tool, { query: 'tides & moon', limit: 2, language: 'en' });
  assert.equal(output, '1. Tides\n   https://a.example/\n   The tide turns\n2. More\n   https://b.example/');
  assert.deepEqual(asked, ['/searx/search?q=tides+%26+moon&format=json&language=en']);
});

test('a search that is refused or answers no JSON is told', async () => {
  using refusing = await server((_, response) => response.writeHead(403).end());
  const tool = (url: string) => webSearchTool({ resolve: systemResolve }, url);
  await assert.rejects(use(tool(refusing.url), { query: 'x' }), { message: /the search answered 403/ });
  using other = await server((_, response) => response.end('<html>'));
  await assert.rejects(use(tool(other.url), { query: 'x' }), { message: /is its JSON format allowed/ });
});

test('http_request reaches no address of the own network, however it is written', async () => {
  using hidden = await server((_, response) => response.end('hidden'));
  const tool = httpRequestTool({ resolve: systemResolve });
  const { port } = new URL(hidden.url);
  for (const host of ['127.0.0.1', 'localhost', '2130706433', '[::1]', '0x7f.1']) {
    await assert.rejects(
      use(tool, { url: `http://${host}:${port}/` }),
      /url_refused|fetch_failed|Cannot fetch/,
      host,
    );
  }
});

test('http_request takes no header of the connection, and is seen outside', async () => {
  const tool = httpRequestTool({ resolve: systemResolve });
  assert.equal(tool.effect, 'outside');
  for (const name of ['Host', 'Content-Length', 'proxy-authorization'])
    await assert.rejects(use(tool, { url: 'https://example.org/', headers: { [name]: 'x' } }), {
      code: 'header_refused',
    });
  assert.equal(tool.schema.safeParse({ url: 'x', headers: { 'a\r\nb': 'c' } }).success, false);
});
