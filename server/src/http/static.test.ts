import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readdirSync, readlinkSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { gunzipSync, gzipSync } from 'node:zlib';
import { Hono } from 'hono';
import { pino } from 'pino';
import { waitFor } from '../../../tools/test-servers/index.ts';
import { edge } from './edge.ts';
import { pageHeaders } from './headers.ts';
import { staticFiles } from './static.ts';

const PAGE = '<!doctype html><title>page</title>';
const SCRIPT = `console.log("${'x'.repeat(200_000)}")`;

describe('the files of the web app', () => {
  let outside: string;
  let folder: string;
  let app: Hono;

  before(() => {
    outside = mkdtempSync(join(tmpdir(), 'agenticgen-static-'));
    folder = join(outside, 'web');
    mkdirSync(join(folder, 'assets'), { recursive: true });
    writeFileSync(join(outside, 'secret.txt'), 'hunter2');
    writeFileSync(join(folder, 'index.html'), PAGE);
    writeFileSync(join(folder, 'icon.svg'), '<svg/>');
    writeFileSync(join(folder, 'with space é.txt'), 'spaced');
    writeFileSync(join(folder, 'assets', 'app-1a2b.js'), SCRIPT);
    writeFileSync(join(folder, 'assets', 'app-1a2b.js.gz'), gzipSync(SCRIPT));
    app = siteOver(folder);
  });
  after(() => rmSync(outside, { recursive: true, force: true }));

  function siteOver(web: string): Hono {
    const site = new Hono();
    const needs = { newId: () => 'id', observe: () => undefined, isStopping: () => false };
    site.use(edge({ ...needs, log: pino({ level: 'silent' }) }));
    site.use(staticFiles(web));
    site.notFound((c) => c.text('nothing', 404));
    return site;
  }

  const get = (path: string, accept = 'identity') =>
    app.request(path, { headers: { 'accept-encoding': accept } });

  test('a file comes with its media type and the headers of a page', async () => {
    const response = await get('/icon.svg');
    assert.equal(await response.text(), '<svg/>');
    assert.equal(response.headers.get('content-type'), 'image/svg+xml');
    for (const [name, value] of Object.entries(pageHeaders)) assert.equal(response.headers.get(name), value);
    assert.equal(await (await get('/with%20space%20%C3%A9.txt')).text(), 'spaced');
  });

  test('every path of the app is the page, and a missing file is none', async () => {
    for (const path of ['/', '/chat', '/chat/0199a000/settings', '/assets']) {
      const response = await get(path);
      assert.equal(await response.text(), PAGE, path);
      assert.equal(response.headers.get('cache-control'), 'no-cache');
      assert.equal(response.headers.get('content-type'), 'text/html; charset=utf-8');
    }
    for (const path of ['/assets/gone-9f9f.js', '/favicon.ico', '/a/b.map'])
      assert.equal((await get(path)).status, 404, path);
  });

  test('a name with a hash is kept for ever, another is asked for each time', async () => {
    const cacheOf = async (path: string) => {
      const { headers, body } = await get(path);
      await body?.cancel();
      return headers.get('cache-control');
    };
    assert.match((await cacheOf('/assets/app-1a2b.js')) ?? '', /immutable/);
    assert.equal(await cacheOf('/icon.svg'), 'no-cache');
  });

  test('who takes gzip gets it where it lies beside, and who does not gets the file', async () => {
    for (const accept of ['gzip', 'br, gzip, deflate', 'deflate;q=0.5,GZIP;q=0.8', '*']) {
      const response = await get('/assets/app-1a2b.js', accept);
      assert.equal(response.headers.get('content-encoding'), 'gzip', accept);
      assert.equal(response.headers.get('vary'), 'accept-encoding');
      assert.equal(gunzipSync(await response.arrayBuffer()).toString(), SCRIPT);
    }
    for (const accept of ['', 'identity', 'br', 'gzip;q=0', 'gzip; q=0.0, br', 'xgzip']) {
      const response = await get('/assets/app-1a2b.js', accept);
      assert.equal(response.headers.get('content-encoding'), null, accept);
      assert.equal(await response.text(), SCRIPT);
    }
    const plain = await get('/icon.svg', 'gzip');
    assert.deepEqual([plain.headers.get('content-encoding'), await plain.text()], [null, '<svg/>']);
  });

  test('no path leads out of the folder', async () => {
    const climbs = [
      '/../secret.txt',
      '/..%2fsecret.txt',
      '/%2e%2e/secret.txt',
      '/%2e%2e%2fsecret.txt',
      '/assets/..%2f..%2fsecret.txt',
      '/%252e%252e%252fsecret.txt',
      '/....//secret.txt',
      '/..%5csecret.txt',
      '//secret.txt',
      `/${encodeURIComponent(join(outside, 'secret.txt'))}`,
      '/secret.txt%00.js',
      '/%c0%ae%c0%ae/secret.txt',
      '/%E0%A4%A.txt',
    ];
    for (const path of climbs) {
      const response = await app.fetch(new Request(`http://test${path}`));
      assert.doesNotMatch(await response.text(), /hunter2/, path);
      assert.ok(response.status < 500, path);
    }
  });

  test('only GET and HEAD are answered', async () => {
    for (const method of ['POST', 'PUT', 'DELETE', 'PATCH'])
      assert.equal((await app.request('/icon.svg', { method })).status, 404, method);
    const head = await app.request('/assets/app-1a2b.js', { method: 'HEAD' });
    assert.deepEqual([head.status, await head.text()], [200, '']);
    assert.equal(head.headers.get('content-type'), 'text/javascript; charset=utf-8');
  });

  test('HEAD leaves no file open', async () => {
    const open = () =>
      readdirSync('/proc/self/fd').filter((fd) => {
        try {
          return readlinkSync(`/proc/self/fd/${fd}`).endsWith('app-1a2b.js');
        } catch {
          return false;
        }
      }).length;
    for (let count = 0; count < 20; count++) await app.request('/assets/app-1a2b.js', { method: 'HEAD' });
    // By the time that a later file is read, those before it are open, if they ever are.
    assert.equal(await (await get('/assets/app-1a2b.js')).text(), SCRIPT);
    await waitFor(() => open() === 0, { what: 'all files closed' });
  });

  test('where there is no build, nothing is answered', async () => {
    const bare = siteOver(join(outside, 'none'));
    assert.equal((await bare.request('/')).status, 404);
    assert.equal((await bare.request('/icon.svg')).status, 404);
  });
});
