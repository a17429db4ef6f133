import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type WebSite, webSite } from '../../testing/web-site.ts';
import { fetchResource } from '../../tools/index.ts';
import type { Found } from '../found.ts';
import { within } from './address.ts';
import { readRobots } from './robots.ts';
import { MAX_FILE_BYTES, MAX_PAGE_BYTES, type Site, type Visited, visit } from './visit.ts';

const never = new AbortController().signal;
const open = { resolve: async () => [], isAllowed: () => true, isAllowedPort: () => true };

function siteOf({ url }: WebSite, { robots = '', files = true } = {}): Site {
  return {
    fetch: (address, options) => fetchResource(address, { ...options, rules: () => open }),
    robots: readRobots(`${url}/robots.txt`, 200, robots) ?? assert.fail(),
    isInside: within(`${url}/`, { scope: 'site', exclude: ['/out'] }),
    files,
  };
}
const textOf = (visited: Visited) => new TextDecoder().decode((visited as Found).bytes);
const shown = (site: WebSite, { kind, links, ...rest }: Visited) => [
  kind,
  'reason' in rest ? rest.reason : null,
  links.map((link) => link.slice(site.url.length)),
];

test('a page becomes a document of its words, under its title', async () => {
  using site = await webSite({
    '/a': '<title>Tides & moons/2</title><script>x</script><p>Come and go.</p><a href="/b">B</a><a href="https://other.test/">O</a><a href="/out/x">X</a>',
  });
  const visited = await visit(`${site.url}/a`, siteOf(site), never);
  assert.deepEqual(shown(site, visited), ['found', null, ['/b']]);
  assert.equal((visited as Found).name, 'Tides & moons 2.html');
  assert.match(textOf(visited), /<title>Tides &amp; moons\/2<\/title>.*<p>Come and go\.<\/p>/);
  assert.deepEqual(textOf(await visit(`${site.url}/a`, siteOf(site), never)), textOf(visited));
});

test('pages in other encodings are read as they say', async () => {
  using site = await webSite({
    '/header': { type: 'text/html; charset=windows-1252', body: Buffer.from('<p>caf\xe9</p>', 'latin1') },
    '/meta': {
      type: 'text/html',
      body: Buffer.concat([
        Buffer.from('<meta charset=gbk><p>'),
        Buffer.from([0xb4, 0xac]),
        Buffer.from('</p>'),
      ]),
    },
  });
  assert.match(textOf(await visit(`${site.url}/header`, siteOf(site), never)), /café/);
  assert.match(textOf(await visit(`${site.url}/meta`, siteOf(site), never)), /船/);
});

test('documents that pages link to are kept as they are, by what the server says of them', async () => {
  using site = await webSite({
    '/files/report%20one.pdf': { type: 'application/pdf', body: '%PDF-1.7' },
    '/download?id=1': { type: 'text/csv', body: 'a,b' },
    '/notes.md': { type: 'text/plain', body: '# Notes' },
    '/plain': { type: 'text/plain', body: 'Words' },
    '/raw.docx': { type: 'application/octet-stream', body: 'x' },
    '/film.mp4': { type: 'video/mp4', body: 'x' },
  });
  const name = async (path: string) => {
    const visited = await visit(site.url + path, siteOf(site), never);
    return visited.kind === 'found' ? visited.name : 'reason' in visited && visited.reason;
  };
  assert.equal(await name('/files/report%20one.pdf'), 'report one.pdf');
  assert.equal(await name('/download?id=1'), 'download.csv');
  assert.equal(await name('/notes.md'), 'notes.md');
  assert.equal(await name('/plain'), 'plain.txt');
  assert.equal(await name('/raw.docx'), 'raw.docx');
  assert.equal(await name('/film.mp4'), 'media-type');
  const pagesOnly = await visit(`${site.url}/notes.md`, siteOf(site, { files: false }), never);
  assert.deepEqual(shown(site, pagesOnly), ['skipped', 'no-files', []]);
});

const LEFT_OUT: [what: string, path: string, expected: unknown[]][] = [
  ['what robots.txt forbids is not asked for', '/forbidden', ['skipped', 'robots', []]],
  ['a way to what robots.txt forbids is not gone', '/to-forbidden', ['skipped', 'robots', []]],
  ['a page elsewhere is not read', '/away', ['skipped', 'elsewhere', []]],
  ['a page with another address is read there', '/moved', ['skipped', 'other-address', ['/target']]],
  ['a page that says it is another is read there', '/copy', ['skipped', 'other-address', ['/target', '/x']]],
  ['a page that asks for it is not kept, and followed', '/noindex', ['skipped', 'not-wanted', ['/x']]],
  ['a page without an end is left out', '/long', ['skipped', 'too-large', []]],
  ['a page without a bottom is left out', '/deep', ['skipped', 'too-deep', []]],
  ['a file without an end is left out', '/huge.pdf', ['skipped', 'too-large', []]],
  ['a server that fails has failed', '/broken', ['failed', 'http-500', []]],
];
test('what is not kept says why', async () => {
  using site = await webSite({
    '/to-forbidden': { location: '/forbidden' },
    '/away': { location: 'http://localhost:1/' },
    '/moved': { location: '/target' },
    '/copy': '<link rel=canonical href="/target"><a href="/x">x</a>',
    '/noindex': '<meta name=robots content=noindex><a href="/x">x</a>',
    '/long': `<p>${'x'.repeat(MAX_PAGE_BYTES)}`,
    '/deep': '<div>'.repeat(50_000),
    '/huge.pdf': { type: 'application/pdf', body: Buffer.alloc(MAX_FILE_BYTES + 1) },
    '/broken': { status: 500 },
  });
  const rules = siteOf(site, { robots: 'User-agent: *\nDisallow: /forbidden' });
  for (const [what, path, expected] of LEFT_OUT)
    assert.deepEqual(shown(site, await visit(site.url + path, rules, never)), expected, what);
  assert.ok(!site.asked.includes('/target'));
  assert.ok(!site.asked.includes('/forbidden'));
});

test('what is gone is told apart from what fails, and no answer is a failure with its reason', async () => {
  using site = await webSite({ '/gone': { status: 410 } });
  for (const path of ['/gone', '/nowhere'])
    assert.equal((await visit(site.url + path, siteOf(site), never)).kind, 'gone');
  const lost = await visit('http://127.0.0.1:1/', { ...siteOf(site), isInside: () => true }, never);
  assert.deepEqual(
    [lost.kind, 'reason' in lost && lost.reason],
    ['failed', 'Cannot fetch address: the connection failed'],
  );
});

test('a visit ends with the run that asked', async () => {
  using site = await webSite({ '/slow': { hang: true } });
  const ended = new AbortController();
  const visited = visit(`${site.url}/slow`, siteOf(site), ended.signal);
  ended.abort(new Error('parked'));
  await assert.rejects(visited, /parked/);
});

test('a page that is known is asked for by its tags, elsewhere nobody is told them', async () => {
  const tagged = (etag: string) => ({ body: `<title>A</title><p>Words.</p>`, etag });
  using site = await webSite({
    '/a': tagged('"1"'),
    '/b': { body: '<title>B</title><p>Words.</p>', lastModified: 'Wed, 25 Nov 2026 10:00:00 GMT' },
    '/plain': '<p>Words.</p>',
    '/long': tagged(`"${'x'.repeat(2_000)}"`),
  });
  const first = await visit(`${site.url}/a`, siteOf(site), never);
  assert.ok(first.kind === 'found');
  assert.deepEqual(first.validators, { etag: '"1"', lastModified: null, links: [] });
  for (const path of ['/plain', '/long']) {
    const visited = await visit(site.url + path, siteOf(site), never);
    assert.ok(visited.kind === 'found' && visited.validators === undefined, path);
  }
  const elsewhere = 'http://localhost:1/';
  const links = [`${site.url}/x`, elsewhere];
  const known = async () => ({ etag: '"1"', lastModified: null, links });
  const isInside = (address: string) => !address.startsWith(elsewhere);
  const again = await visit(`${site.url}/a`, { ...siteOf(site), isInside, known }, never);
  assert.deepEqual(again, { kind: 'unchanged', item: `${site.url}/a`, links: [`${site.url}/x`] });
  const changed = await visit(`${site.url}/b`, { ...siteOf(site), known }, never);
  assert.equal(changed.kind, 'found', 'another tag than it has');
});
