import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, describe, test } from 'node:test';
import { toolBench } from '../testing/tools.ts';
import { fetchUrlTool } from './fetch-url.ts';
import { MAX_TOOL_OUTPUT_LENGTH, type ToolContext } from './tool.ts';

describe('fetch_url', () => {
  const bodies: Record<string, string> = {
    '/long': `<p>${'long '.repeat(20_000)}</p>`,
    '/nested': `${'<div>'.repeat(5_000)}deep words${'</div>'.repeat(5_000)}`,
    '/tangled': `${'<div>'.repeat(50_000)}never read`,
  };
  const server = createServer((request, response) => {
    const body = bodies[request.url ?? ''];
    response.writeHead(body ? 200 : 404, { 'content-type': 'text/html' }).end(body ?? '<p>No such page</p>');
  });
  let context: ToolContext;
  let url = '';
  before(async () => {
    await using bench = await toolBench();
    context = bench.context();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    url = `http://page.example.org:${(server.address() as AddressInfo).port}`;
  });
  after(() => void server.close());

  const tool = fetchUrlTool({
    resolve: async () => [{ address: '127.0.0.1', family: 4 }],
    isAllowed: () => true,
    isAllowedPort: () => true,
  });

  test('keeps its output within the limit of tools', async () => {
    const { ok, output } = await tool.run({ url: `${url}/long` }, context);
    assert.equal(ok, true);
    assert.ok(output.length <= MAX_TOOL_OUTPUT_LENGTH);
    assert.match(output, /^http:\S+ answered 200\n\n/);
  });

  test('tells the model of an error page, with its words', async () => {
    const { ok, output } = await tool.run({ url: `${url}/none` }, context);
    assert.equal(ok, false);
    assert.match(output, /answered 404[\s\S]*No such page/);
  });

  test('reads a page that nests deeply', async () => {
    assert.match((await tool.run({ url: `${url}/nested` }, context)).output, /deep words/);
  });

  test('a page that is made to tie up its parser is given up, while the server goes on', async () => {
    let ticks = 0;
    const timer = setInterval(() => ticks++, 10);
    await assert.rejects(tool.run({ url: `${url}/tangled` }, context), {
      code: 'fetch_failed',
      message: 'Cannot fetch address: its HTML takes too long to read',
    });
    clearInterval(timer);
    assert.ok(ticks > 50, `${ticks} ticks`);
  });

  test('a run that is stopped stops the reading', async () => {
    const abort = new AbortController();
    const reading = tool.run({ url: `${url}/tangled` }, { ...context, signal: abort.signal });
    setTimeout(() => abort.abort(new Error('stopped')), 100);
    await assert.rejects(reading, { message: 'stopped' });
  });

  test('refuses private addresses unless it is told otherwise', async () => {
    const strict = fetchUrlTool({ resolve: async () => [{ address: '127.0.0.1', family: 4 }] });
    await assert.rejects(strict.run({ url: 'http://localhost/' }, context), { code: 'url_refused' });
  });
});
