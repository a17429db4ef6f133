import assert from 'node:assert/strict';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, describe, test } from 'node:test';
import { fetchPage, MAX_PAGE_BYTES } from './fetch-page.ts';
import { MAX_REDIRECTS } from './fetch-resource.ts';
import type { Resolve } from './public-address.ts';

/** Nothing may be looked up where the host is an address already. */
const noNames: Resolve = (host) => Promise.reject(new Error(`looked up ${host}`));
const loopback: Resolve = async () => [{ address: '127.0.0.1', family: 4 }];
const never = () => new AbortController().signal;

describe('fetchPage() and addresses', () => {
  const refused = (url: string, resolve = noNames) =>
    assert.rejects(fetchPage(url, { resolve }, never()), { code: 'url_refused' }, url);

  test('refuses what is no http or https URL', async () => {
    for (const url of [
      '',
      'example.org',
      'ftp://example.org/',
      'file:///etc/passwd',
      'gopher://x/',
      'javascript:1',
      'data:text/plain,x',
    ])
      await refused(url);
  });

  test('refuses names, passwords and ports that have no business in a page', async () => {
    for (const url of [
      'http://user@example.org/',
      'http://a:b@example.org/',
      'http://example.org:22/',
      'https://example.org:8443/',
    ])
      await refused(url);
  });

  test('refuses private addresses however they are spelled', async () => {
    const spellings = [
      'http://127.0.0.1/',
      'http://127.1/',
      'http://2130706433/',
      'http://0x7f000001/',
      'http://0x7f.0.0.1/',
      'http://0177.0.0.1/',
      'http://017700000001/',
      'http://0/',
      'http://10.0.0.1/',
      'http://169.254.169.254/latest/meta-data/',
      'http://[::1]/',
      'http://[::]/',
      'http://[::ffff:127.0.0.1]/',
      'http://[::127.0.0.1]/',
      'http://[64:ff9b::7f00:1]/',
      'http://[fd00::1]/',
      'http://１２７.0.0.1/',
      'http://127。0。0。1/',
    ];
    for (const url of spellings) await refused(url);
  });

  test('refuses a name when any of its addresses is private', async () => {
    const mixed: Resolve = async () => [
      { address: '93.184.216.34', family: 4 },
      { address: '10.0.0.1', family: 4 },
    ];
    await refused('http://mixed.example.org/', mixed);
    await refused('http://localhost/', loopback);
    await refused('https://six.example.org/', async () => [{ address: '::ffff:10.0.0.1', family: 6 }]);
  });

  test('a name that has no address, or that nobody knows, is a failure and not a refusal', async () => {
    const message = /the name (has no address|cannot be resolved)/;
    for (const resolve of [noNames, async () => []])
      await assert.rejects(fetchPage('http://gone.example.org/', { resolve }, never()), {
        code: 'fetch_failed',
        message,
      });
  });
});

describe('fetchPage() over real connections', () => {
  let port = 0;
  const seen: { host: string | undefined; url: string }[] = [];
  const pages: Record<string, RequestListener> = {
    '/text': (_, response) => response.setHeader('content-type', 'text/plain').end('plain words'),
    '/latin': (_, response) =>
      response
        .setHeader('content-type', 'text/html; charset="iso-8859-1"')
        .end(Buffer.from('caf\xe9', 'latin1')),
    '/unknown-charset': (_, response) =>
      response.setHeader('content-type', 'text/plain; charset=klingon').end('still read'),
    '/picture': (_, response) => response.setHeader('content-type', 'image/png').end('\x89PNG'),
    '/film': (_, response) => {
      response.setHeader('content-type', 'video/mp4');
      response.write('x'.repeat(300_000));
    },
    '/slow-redirect': (_, response) => {
      response.writeHead(302, { location: '/text' });
      response.write('a body that goes on');
    },
    '/nothing-said': (_, response) => response.end('bytes'),
    '/json': (_, response) => response.setHeader('content-type', 'application/json').end('{"a":1}'),
    '/missing': (_, response) => response.writeHead(404, { 'content-type': 'text/plain' }).end('not here'),
    '/endless': (_, response) => {
      response.setHeader('content-type', 'text/plain');
      const chunk = 'x'.repeat(64 * 1024);
      const more = () => {
        while (!response.destroyed && response.write(chunk));
      };
      response.on('drain', more);
      more();
    },
    '/hang': () => {},
    '/half': (_, response) => {
      response.writeHead(200, { 'content-type': 'text/plain', 'content-length': '1000' });
      response.write('half');
      setImmediate(() => response.destroy());
    },
    '/loop': (_, response) => response.writeHead(302, { location: '/loop' }).end(),
    '/relative': (_, response) => response.writeHead(301, { location: 'text' }).end(),
    '/to-file': (_, response) => response.writeHead(302, { location: 'file:///etc/passwd' }).end(),
    '/to-private': (_, response) => response.writeHead(307, { location: 'http://10.0.0.1/' }).end(),
    '/to-metadata': (_, response) => response.writeHead(302, { location: 'http://0xA9FEA9FE/latest/' }).end(),
    '/to-user': (_, response) => response.writeHead(302, { location: 'http://u:p@page.example.org/' }).end(),
    '/to-nowhere': (_, response) => response.writeHead(302).end(),
  };
  const server = createServer((request, response) => {
    seen.push({ host: request.headers.host, url: request.url ?? '' });
    const hops = /^\/hop(\d+)$/.exec(request.url ?? '')?.[1];
    if (hops !== undefined)
      return void response
        .writeHead(302, { location: Number(hops) > 1 ? `/hop${Number(hops) - 1}` : '/text' })
        .end();
    pages[request.url ?? '']?.(request, response);
  });

  before(async () => {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    port = (server.address() as AddressInfo).port;
  });
  after(() => {
    server.close();
    server.closeAllConnections();
  });

  const needs = {
    resolve: loopback,
    isAllowed: (address: string) => address === '127.0.0.1',
    isAllowedPort: (asked: string) => asked === '' || asked === String(port),
  };
  const get = (path: string, signal = never()) =>
    fetchPage(`http://page.example.org:${port}${path}`, needs, signal);
  const fails = (path: string, code: string, message: RegExp) =>
    assert.rejects(get(path), { code, message }, path);

  test('connects to the address that was checked, under the name that was asked', async () => {
    seen.length = 0;
    const page = await get('/text');
    assert.equal(page.text, 'plain words');
    assert.equal(page.mediaType, 'text/plain');
    assert.deepEqual(seen, [{ host: `page.example.org:${port}`, url: '/text' }]);
  });

  test('looks a name up once for each hop: one that changes its mind in between gains nothing', async () => {
    let lookups = 0;
    const rebinding: Resolve = async () => [
      { address: ++lookups === 1 ? '127.0.0.1' : '10.0.0.1', family: 4 },
    ];
    const page = await fetchPage(
      `http://rebind.example.org:${port}/text`,
      { ...needs, resolve: rebinding },
      never(),
    );
    assert.equal(page.text, 'plain words');
    assert.equal(lookups, 1);
    await assert.rejects(
      fetchPage(`http://rebind.example.org:${port}/text`, { ...needs, resolve: rebinding }, never()),
      { code: 'url_refused' },
    );
  });

  test('checks a name again at each redirect', async () => {
    let lookups = 0;
    const rebinding: Resolve = async () => [
      { address: ++lookups === 1 ? '127.0.0.1' : '10.0.0.1', family: 4 },
    ];
    await assert.rejects(
      fetchPage(`http://rebind.example.org:${port}/relative`, { ...needs, resolve: rebinding }, never()),
      { code: 'url_refused' },
    );
  });

  test('decodes by the charset that is named, and as UTF-8 where nobody knows it', async () => {
    assert.equal((await get('/latin')).text, 'café');
    assert.equal((await get('/unknown-charset')).text, 'still read');
  });

  test('reads text only', async () => {
    assert.equal((await get('/json')).text, '{"a":1}');
    await fails('/picture', 'fetch_failed', /image\/png, only text is read/);
    await fails('/nothing-said', 'fetch_failed', /application\/octet-stream/);
  });

  test('gives a page that answers an error with its status', async () => {
    const { status, text } = await get('/missing');
    assert.deepEqual({ status, text }, { status: 404, text: 'not here' });
  });

  test('stops at the limit of an endless page, and says so', async () => {
    const page = await get('/endless');
    assert.equal(page.text.length, MAX_PAGE_BYTES);
    assert.equal(page.truncated, true);
  });

  test('an answer that breaks off is a failure', () =>
    fails('/half', 'fetch_failed', /the connection failed/));

  test('ends at once when the run is stopped', async () => {
    const abort = new AbortController();
    const fetching = get('/hang', abort.signal);
    setTimeout(() => abort.abort(new Error('stopped')), 20);
    await assert.rejects(fetching, { message: 'stopped' });
  });

  test('follows redirects up to the limit and no further', async () => {
    assert.equal((await get('/relative')).text, 'plain words');
    const page = await get(`/hop${MAX_REDIRECTS}`);
    assert.match(page.url, /\/text$/);
    await fails(`/hop${MAX_REDIRECTS + 1}`, 'fetch_failed', /redirects more than 5 times/);
    await fails('/loop', 'fetch_failed', /redirects more than/);
  });

  test('refuses redirects to where it would not have gone itself', async () => {
    for (const path of ['/to-file', '/to-private', '/to-metadata', '/to-user'])
      await assert.rejects(get(path), { code: 'url_refused' }, path);
    assert.ok(!seen.some(({ url }) => url.startsWith('/latest')));
  });

  test('drops the body of a film and of a redirect without harm', async () => {
    await fails('/film', 'fetch_failed', /video\/mp4, only text is read/);
    assert.equal((await get('/slow-redirect')).text, 'plain words');
    await new Promise((resolve) => setImmediate(resolve));
  });

  test('a redirect to nowhere is a page that is no text', () =>
    fails('/to-nowhere', 'fetch_failed', /only text is read/));

  test('a closed port is a failure', async () => {
    await assert.rejects(
      fetchPage('http://page.example.org:1/', { ...needs, isAllowedPort: () => true }, never()),
      { code: 'fetch_failed', message: /the connection failed/ },
    );
  });
});
