import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, get, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import { EarlyResponse } from './early-response.ts';

/** What a client gets, names as they were written. */
async function answered(act: (response: EarlyResponse) => void) {
  const server = createServer({ ServerResponse: EarlyResponse }, (_, response) => {
    response.early = { 'x-early': 'here', 'cache-control': 'no-store' };
    act(response);
    response.end();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const asked = get({ port: (server.address() as AddressInfo).port, host: '127.0.0.1', agent: false });
  const [answer] = (await once(asked, 'response')) as [IncomingMessage];
  answer.resume();
  await once(answer, 'end');
  server.close();
  return answer;
}

test('early headers stand beside those of the answer', async () => {
  const { headers, statusCode } = await answered((response) =>
    response.writeHead(201, { 'Content-Type': 'text/plain' }),
  );
  assert.equal(statusCode, 201);
  assert.equal(headers['x-early'], 'here');
  assert.equal(headers['content-type'], 'text/plain');
});

test('a header of the answer takes the place of an early one, whatever its case, and comes once', async () => {
  const { rawHeaders } = await answered((response) =>
    response.writeHead(200, 'Fine', { 'Cache-Control': 'max-age=60' }),
  );
  const named = rawHeaders.filter((_, at) => at % 2 === 0 && /^cache-control$/i.test(rawHeaders[at] ?? ''));
  assert.deepEqual(named, ['Cache-Control']);
  assert.equal(rawHeaders[rawHeaders.indexOf('Cache-Control') + 1], 'max-age=60');
});

test('an answer that writes no head of its own has the early headers', async () => {
  const { headers } = await answered((response) => void response.setHeader('x-own', 'too'));
  assert.deepEqual([headers['x-early'], headers['x-own']], ['here', 'too']);
});
