import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { after, before, describe, test } from 'node:test';
import type { EgressAnswer } from '@agenticgen/sandbox';
import { permit } from '../access/index.ts';
import { insertMember } from '../testing/people.ts';
import { testRuntime } from '../testing/runtime.ts';
import { type ToolBench, toolBench } from '../testing/tools.ts';
import { codeEgress, type EgressNote, isListed } from './code-egress.ts';
import { DEFAULT_CODE_POLICY, saveCodePolicy } from './code-policy.ts';
import type { Resolve } from './public-address.ts';

const signal = new AbortController().signal;

describe('the hosts that a policy names', () => {
  const cases: [hosts: string[], url: string, listed: boolean][] = [
    [['example.org'], 'https://example.org/x', true],
    [['example.org'], 'https://EXAMPLE.org./x', true],
    [['example.org'], 'https://www.example.org/', false],
    [['example.org'], 'https://example.org.evil.test/', false],
    [['example.org'], 'https://evil.test/?example.org', false],
    [['example.org'], 'https://example.org@evil.test/', false],
    [['example.org'], 'https://example.org:8443/', false],
    [['example.org:8443'], 'https://example.org:8443/', true],
    [['example.org:8443'], 'https://example.org/', false],
    [['*.example.org'], 'https://a.b.example.org/', true],
    [['*.example.org'], 'https://example.org/', false],
    [['*.example.org'], 'https://evilexample.org/', false],
    [[], 'https://example.org/', false],
  ];
  for (const [hosts, url, listed] of cases) {
    test(`${hosts.join(' ') || 'none'}: ${url} is ${listed ? '' : 'not '}meant`, () => {
      assert.equal(isListed(hosts, new URL(url)), listed);
    });
  }
});

describe('requests of code', () => {
  const seen: { url: string; method?: string | undefined; headers: IncomingMessage['headers'] }[] = [];
  const bodies: string[] = [];
  const server = createServer((request: IncomingMessage, response: ServerResponse) => {
    seen.push({ url: request.url ?? '', method: request.method, headers: request.headers });
    request.on('data', (chunk: Buffer) => bodies.push(String(chunk)));
    const moved = request.url === '/moved';
    const headers = {
      'content-type': 'text/plain',
      ...(moved ? { location: 'http://169.254.169.254/' } : {}),
    };
    response.writeHead(moved ? 302 : 200, headers);
    request.once('end', () =>
      response.end(request.url === '/large' ? Buffer.alloc(9 * 1024 * 1024) : 'hello'),
    );
    request.resume();
  });
  let here = '';
  before(async () => {
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    here = `inside.test:${typeof address === 'object' && address ? address.port : 0}`;
  });
  after(() => {
    server.closeAllConnections();
    server.close();
  });

  async function broker(
    bench: ToolBench,
    hosts: string[],
    resolve: Resolve,
    namedHosts: string[] = [],
    { egressMethods = [], runsOnce = false }: { egressMethods?: 'POST'[]; runsOnce?: boolean } = {},
  ) {
    const { db, principal } = bench;
    const admin = await insertMember(db, testRuntime(), principal.workspaceId, 'admin');
    const policy = { ...DEFAULT_CODE_POLICY, egressHosts: hosts, egressMethods };
    await saveCodePolicy({ db, runtime: { now: () => 1 } }, permit(admin, 'edit', 'Tool'), policy);
    const notes: EgressNote[] = [];
    const needs = { db, egress: { resolve, namedHosts } };
    const egress = await codeEgress(needs, principal.workspaceId, (note) => notes.push(note), { runsOnce });
    const ask = (
      url: string,
      method = 'GET',
      headers: [string, string][] = [],
      body = '',
    ): Promise<EgressAnswer> => egress!({ method, url, headers, body: Buffer.from(body) }, signal);
    return { egress, ask, notes };
  }
  const loopback: Resolve = async () => [{ address: '127.0.0.1', family: 4 }];
  const refusal = (answer: EgressAnswer) => ('refused' in answer ? answer.refused : 'it was answered');

  test('there is no way out where the policy names nobody, and where the server has none', async () => {
    await using bench = await toolBench();
    assert.equal((await broker(bench, [], loopback)).egress, undefined);
    await broker(bench, ['example.org'], loopback);
    const { db, principal } = bench;
    const note = () => assert.fail('noted');
    assert.equal(await codeEgress({ db }, principal.workspaceId, note), undefined);
  });

  test('a named host is asked, what comes back is bounded, and each request is noted without its query', async () => {
    await using bench = await toolBench();
    const { ask, notes } = await broker(bench, [here], loopback, [here]);
    const answer = await ask(`http://${here}/a?token=secret`, 'GET', [
      ['X-One', '1'],
      ['Host', 'other.test'],
      ['Proxy-Authorization', 'x'],
      ['Connection', 'upgrade'],
    ]);
    assert.ok('status' in answer && answer.status === 200 && Buffer.from(answer.body).toString() === 'hello');
    const { headers } = seen.at(-1)!;
    assert.equal(headers['x-one'], '1');
    assert.equal(headers.host, here);
    assert.equal(headers['proxy-authorization'], undefined);
    assert.deepEqual(
      { ...notes[0], durationMs: 0 },
      { method: 'GET', host: here, path: '/a', status: 200, bytes: 5, durationMs: 0 },
    );
    assert.match(refusal(await ask(`http://${here}/large`)), /too large/);
  });

  test('a redirect is not followed: it has to be asked for, and is refused like anything else', async () => {
    await using bench = await toolBench();
    const { ask } = await broker(bench, [here], loopback, [here]);
    const answer = await ask(`http://${here}/moved`);
    assert.ok('status' in answer && answer.status === 302);
    assert.match(refusal(await ask('http://169.254.169.254/')), /does not name 169\.254\.169\.254/);
  });

  test('a name on the list that leads to an address of the own network is refused', async () => {
    await using bench = await toolBench();
    const before = seen.length;
    for (const address of [
      '127.0.0.1',
      '10.0.0.1',
      '169.254.169.254',
      '::1',
      '::ffff:127.0.0.1',
      'fd00::1',
    ]) {
      const resolve: Resolve = async () => [{ address, family: address.includes(':') ? 6 : 4 }];
      const { ask, notes } = await broker(bench, ['example.org'], resolve);
      assert.match(refusal(await ask('http://example.org/')), /not public/, address);
      assert.match(notes[0]?.refused ?? '', /not public/);
    }
    assert.equal(seen.length, before);
  });

  test('one address among public ones is enough to refuse, and a name is looked up once for a request', async () => {
    await using bench = await toolBench();
    let lookups = 0;
    const rebinding: Resolve = async () => {
      lookups += 1;
      return lookups === 1
        ? [
            { address: '93.184.216.34', family: 4 },
            { address: '127.0.0.1', family: 4 },
          ]
        : [{ address: '127.0.0.1', family: 4 }];
    };
    const { ask } = await broker(bench, ['example.org'], rebinding);
    assert.match(refusal(await ask('http://example.org/')), /not public/);
    assert.equal(lookups, 1);
  });

  test('hosts that are not named, other methods and what is no address are refused and noted', async () => {
    await using bench = await toolBench();
    const { ask, notes } = await broker(bench, [here], loopback, [here]);
    const before = seen.length;
    assert.match(refusal(await ask('http://other.test/')), /does not name other\.test/);
    assert.match(refusal(await ask(`http://${here}/`, 'POST')), /only GET, HEAD are allowed/);
    assert.match(refusal(await ask('nonsense')), /not a URL/);
    assert.match(refusal(await ask(`ftp://${here}/`)), /does not name|only http/);
    assert.match(refusal(await ask(`http://user:pass@${here}/`)), /user name or password/);
    assert.equal(seen.length, before);
    assert.equal(notes.filter((note) => note.refused !== undefined).length, 5);
  });

  test('a method that the policy names is for code that runs once, and its body arrives', async () => {
    await using bench = await toolBench();
    const named = { egressMethods: ['POST'] as 'POST'[] };
    const again = await broker(bench, [here], loopback, [here], named);
    assert.match(refusal(await again.ask(`http://${here}/`, 'POST')), /POST is for code that runs once/);
    const once = await broker(bench, [here], loopback, [here], { ...named, runsOnce: true });
    assert.match(refusal(await once.ask(`http://${here}/`, 'PUT')), /only GET, HEAD, POST are allowed/);
    const before = seen.length;
    const answer = await once.ask(`http://${here}/made`, 'POST', [['Content-Type', 'text/plain']], 'a body');
    assert.equal(refusal(answer), 'it was answered');
    assert.deepEqual([seen.length, seen.at(-1)?.method, bodies.at(-1)], [before + 1, 'POST', 'a body']);
    assert.equal(once.notes.at(-1)?.method, 'POST');
  });

  test('a run may make so many requests', async () => {
    await using bench = await toolBench();
    const { ask } = await broker(bench, [here], loopback, [here]);
    for (let count = 0; count < 100; count++)
      assert.equal(refusal(await ask(`http://${here}/`)), 'it was answered');
    assert.match(refusal(await ask(`http://${here}/`)), /a run may make 100 requests/);
  });

  test('a workspace may make so many in a minute, whatever its runs', async () => {
    await using bench = await toolBench();
    for (let run = 0; run < 3; run++) {
      const { ask } = await broker(bench, [here], loopback, [here]);
      for (let count = 0; count < 100; count++) await ask(`http://${here}/`);
    }
    const { ask } = await broker(bench, [here], loopback, [here]);
    assert.match(refusal(await ask(`http://${here}/`)), /300 requests a minute/);
  });
});
