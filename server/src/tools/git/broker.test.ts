import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, beforeEach, describe, test } from 'node:test';
import type { EgressNote } from '../code-egress.ts';
import { type GitRequest, gitBroker } from './broker.ts';

const INFO = '/repository/info/refs?service=git-upload-pack';
const request = (more: Partial<GitRequest> = {}): GitRequest => ({
  ...{ method: 'GET', path: INFO, headers: { 'git-protocol': 'version=2' }, body: Buffer.alloc(0) },
  ...more,
});

describe('requests of git', () => {
  const asked: { line: string; headers: object; body: string }[] = [];
  const notes: EgressNote[] = [];
  let port = 0;
  const server = createServer(async (incoming, response) => {
    let body = '';
    for await (const chunk of incoming) body += chunk;
    asked.push({ line: `${incoming.method} ${incoming.url}`, headers: incoming.headers, body });
    const to = incoming.url?.startsWith('/moved/') ? `/new/${incoming.url.slice(7)}` : undefined;
    if (incoming.url?.startsWith('/loop/')) response.writeHead(302, { location: incoming.url }).end();
    else if (incoming.url?.startsWith('/login/')) response.writeHead(302, { location: '/sign-in' }).end();
    else if (to) response.writeHead(301, { location: to }).end();
    else response.writeHead(200, { 'content-type': 'application/x-git', 'set-cookie': 'a=b' }).end('refs');
  });
  before(async () => {
    await once(server.listen(0, '127.0.0.1'), 'listening');
    port = (server.address() as AddressInfo).port;
  });
  beforeEach(() => {
    asked.length = 0;
    notes.length = 0;
  });
  after(() => {
    server.closeAllConnections();
    server.close();
  });

  const broker = (path: string, hosts = [`git.test:${port}`]) => {
    const egress = { resolve: async () => [{ address: '127.0.0.1', family: 4 }], namedHosts: ['git.test'] };
    const note = (said: EgressNote) => void notes.push(said);
    const made = gitBroker({ egress, hosts, note, now: () => 0 }, `http://git.test:${port}${path}`);
    return {
      ...made,
      ask: (more: Partial<GitRequest> = {}) => made.answer(request(more), AbortSignal.timeout(10_000)),
    };
  };

  test('the two requests of fetching go to the repository and tell their type alone', async () => {
    const { ask } = broker('/a/b.git/');
    const { status, headers, body } = await ask();
    assert.deepEqual(
      [status, headers, Buffer.from(body).toString()],
      [200, { 'content-type': 'application/x-git' }, 'refs'],
    );
    await ask({ method: 'POST', path: '/repository/git-upload-pack', body: Buffer.from('want') });
    assert.deepEqual(
      asked.map(({ line, body: sent }) => [line, sent]),
      [
        ['GET /a/b.git/info/refs?service=git-upload-pack', ''],
        ['POST /a/b.git/git-upload-pack', 'want'],
      ],
    );
    assert.deepEqual(notes[1], {
      ...{ method: 'POST', host: `git.test:${port}`, path: '/a/b.git/git-upload-pack' },
      ...{ status: 200, bytes: 4, durationMs: 0 },
    });
  });

  for (const [method, path] of [
    ['POST', '/repository/git-receive-pack'],
    ['GET', '/repository/info/refs?service=git-receive-pack'],
    ['GET', '/repository/info/refs'],
    ['GET', '/repository/objects/info/packs'],
    ['GET', 'http://169.254.169.254/latest'],
    ['CONNECT', 'example.org:443'],
    ['PUT', INFO],
    ['GET', '/repository/../other/info/refs?service=git-upload-pack'],
  ] as const)
    test(`${method} ${path} is not made`, async () => {
      const { ask, refusal } = broker('/a.git');
      assert.equal((await ask({ method, path })).status, 403);
      assert.deepEqual([asked.length, refusal()], [0, 'git asked for what is not read']);
    });

  test('where a repository moved, the second request follows the first', async () => {
    const { ask } = broker('/moved/a.git');
    await ask();
    await ask({ method: 'POST', path: '/repository/git-upload-pack' });
    assert.deepEqual(
      asked.map(({ line }) => line.split('?')[0]),
      ['GET /moved/a.git/info/refs', 'GET /new/a.git/info/refs', 'POST /new/a.git/git-upload-pack'],
    );
  });

  test('a circle ends, and a page to sign in is not followed', async () => {
    assert.equal((await broker('/loop/a.git').ask()).status, 302);
    assert.equal(asked.length, 4);
    asked.length = 0;
    assert.equal((await broker('/login/a.git').ask()).status, 302);
    assert.equal(asked.length, 1);
  });

  test('requests, and what they bring, have a bound', async () => {
    const { ask, refusal } = broker('/a.git');
    const path = '/repository/git-upload-pack';
    const large = await ask({ method: 'POST', path, body: Buffer.alloc(1024 * 1024 + 1) });
    assert.equal(large.status, 403);
    for (let count = 1; count < 20; count++) assert.equal((await ask()).status, 200);
    assert.equal((await ask()).status, 403);
    assert.match(refusal() ?? '', /git asked for|20 requests/);
    assert.equal(asked.length, 19);
  });

  test('a host that the policy does not name is not asked, and the log says so', async () => {
    const { ask, refusal } = broker('/a.git', ['example.org']);
    assert.equal((await ask()).status, 502);
    assert.match(refusal() ?? '', /does not name git.test/);
    assert.match(notes[0]?.refused ?? '', /does not name git.test/);
    assert.equal(asked.length, 0);
  });
});
