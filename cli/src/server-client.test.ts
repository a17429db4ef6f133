import assert from 'node:assert/strict';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import { type RunLine, serverClient } from './server-client.ts';
import { fakeTerminal } from './testing.ts';

async function served(answer: RequestListener) {
  const server = createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const client = serverClient(fakeTerminal({ AGENTICGEN_API_KEY: 'agk_test', AGENTICGEN_URL: url }));
  return {
    client,
    [Symbol.dispose]: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

const block = (sequence: number, type: string) =>
  `id: ${sequence}\ndata: ${JSON.stringify({ sequence, type, step: null, payload: {} })}\n\n`;

test('the client says that the key is missing before it asks anything', () => {
  assert.throws(() => serverClient(fakeTerminal()), /AGENTICGEN_API_KEY is not set/);
});

test('the client sends the key and the body', async () => {
  const seen: unknown[] = [];
  using server = await served(async (request, response) => {
    const chunks = await request.toArray();
    seen.push(
      request.method,
      request.url,
      request.headers.authorization,
      JSON.parse(Buffer.concat(chunks).toString()),
    );
    response.end('{"id":"1"}');
  });
  assert.deepEqual(await server.client.call('POST', '/api/v1/conversations', { a: 1 }), { id: '1' });
  assert.deepEqual(seen, ['POST', '/api/v1/conversations', 'Bearer agk_test', { a: 1 }]);
});

test('a problem of the server becomes its words and its code', async () => {
  using server = await served((_, response) => {
    response.writeHead(404, { 'content-type': 'application/problem+json' });
    response.end('{"detail":"Cannot find run","code":"run_unknown"}');
  });
  const expected = { name: 'CommandError', exitCode: 1, message: 'Cannot find run (run_unknown)' };
  await assert.rejects(server.client.call('GET', '/x'), expected);
});

test('a server that is not there is named by its address', async () => {
  const env = { AGENTICGEN_API_KEY: 'agk_test', AGENTICGEN_URL: 'http://127.0.0.1:9' };
  const client = serverClient(fakeTerminal(env));
  await assert.rejects(client.call('GET', '/x'), {
    exitCode: 1,
    message: /nothing answers at http:\/\/127\.0\.0\.1:9/,
  });
});

test('a stream that breaks is taken up after the last event, and nothing comes twice', async () => {
  const asked: string[] = [];
  using server = await served((request, response) => {
    asked.push(request.url ?? '');
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    if (asked.length === 1) {
      response.write(block(1, 'run.queued') + block(2, 'text.delta'), () => response.destroy());
    } else {
      response.end(block(3, 'text.delta') + block(4, 'run.finished'));
    }
  });
  const events: RunLine[] = [];
  for await (const event of server.client.events('r1')) events.push(event);
  assert.deepEqual(
    events.map(({ sequence }) => sequence),
    [1, 2, 3, 4],
  );
  assert.deepEqual(asked, ['/api/v1/runs/r1/events?after=0', '/api/v1/runs/r1/events?after=2']);
});

test('a run that is not there is an error at once, without waiting', async () => {
  using server = await served((_, response) => {
    response.writeHead(404);
    response.end('{"detail":"Cannot find run","code":"run_unknown"}');
  });
  const read = async () => {
    for await (const _ of server.client.events('r1')) assert.fail('no event was sent');
  };
  await assert.rejects(read(), { message: 'Cannot find run (run_unknown)' });
});
