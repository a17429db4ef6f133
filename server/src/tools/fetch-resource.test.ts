import assert from 'node:assert/strict';
import { test } from 'node:test';
import { webSite } from '../testing/web-site.ts';
import { publicOnly } from './egress.ts';
import { type Fetching, fetchResource, Unwanted } from './fetch-resource.ts';

const open = { resolve: async () => [], isAllowed: () => true, isAllowedPort: () => true };
const fetching = (more: Partial<Fetching> = {}): Fetching => ({
  rules: () => open,
  accept: '*/*',
  maxBytes: 100,
  signal: new AbortController().signal,
  ...more,
});

test('an answer comes with its address, kind and bytes, cut where it is too long', async () => {
  using site = await webSite({
    '/a': { type: 'Text/HTML; charset=utf-8', body: 'short' },
    '/long': 'x'.repeat(500),
    '/missing': { status: 404, body: 'Not here' },
  });
  const short = await fetchResource(`${site.url}/a`, fetching());
  assert.deepEqual(
    [short.url, short.status, short.mediaType, short.type, String(short.bytes), short.truncated],
    [`${site.url}/a`, 200, 'text/html', 'Text/HTML; charset=utf-8', 'short', false],
  );
  const long = await fetchResource(`${site.url}/long`, fetching());
  assert.deepEqual([long.bytes.length, long.truncated], [100, true]);
  assert.equal((await fetchResource(`${site.url}/missing`, fetching())).status, 404);
});

test('each hop is held against rules of its own, so that one host opens no other', async () => {
  using site = await webSite({ '/in': { location: 'http://127.0.0.2:9/' } });
  const asked: string[] = [];
  const rules = (url: URL | null) => {
    asked.push(url?.host ?? 'none');
    return url?.hostname === '127.0.0.1' ? open : publicOnly({ resolve: async () => [] });
  };
  await assert.rejects(fetchResource(`${site.url}/in`, fetching({ rules })), { code: 'url_refused' });
  assert.deepEqual(asked, [`127.0.0.1:${site.port}`, '127.0.0.2:9']);
});

test('what is no address is refused before anything is asked', async () => {
  await assert.rejects(fetchResource('not an address', fetching()), { code: 'url_refused' });
});

test('who asked can turn an answer down before it is read, and a way before it is gone', async () => {
  using site = await webSite({ '/film': { type: 'video/mp4', body: 'x' }, '/way': { location: '/film' } });
  const check: Fetching['check'] = ({ mediaType, status }) => {
    assert.equal(status, 200);
    if (mediaType === 'video/mp4') throw new Unwanted('a film');
  };
  await assert.rejects(fetchResource(`${site.url}/film`, fetching({ check })), { reason: 'a film' });
  const checkRedirect = (url: string) => {
    throw new Unwanted(`leads to ${new URL(url).pathname}`);
  };
  site.asked.length = 0;
  await assert.rejects(fetchResource(`${site.url}/way`, fetching({ checkRedirect })), {
    reason: 'leads to /film',
  });
  assert.deepEqual(site.asked, ['/way']);
});

test('ways in a circle end, and so does a fetch whose caller has gone', async () => {
  using site = await webSite({ '/round': { location: '/round' }, '/slow': { hang: true } });
  await assert.rejects(fetchResource(`${site.url}/round`, fetching()), { message: /redirects more than/ });
  const gone = new AbortController();
  const slow = fetchResource(`${site.url}/slow`, fetching({ signal: gone.signal }));
  gone.abort(new Error('gone'));
  await assert.rejects(slow, { message: 'gone' });
});
