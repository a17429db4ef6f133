import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { MAX_SITEMAP_BYTES, readSitemap } from './sitemap.ts';

const bytes = (text: string) => new TextEncoder().encode(text);
const URLSET = `<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
  <url><loc> https://site.test/a?x=1&amp;y=2 </loc><lastmod>2026-01-01</lastmod></url>
  <url><loc><![CDATA[https://site.test/b]]></loc><image:image><image:loc>https://site.test/p.png</image:loc></image:image></url>
  <url><loc>not an address</loc></url></urlset>`;

test('a sitemap tells its pages, packed or not', () => {
  const expected = { addresses: ['https://site.test/a?x=1&y=2', 'https://site.test/b'], sitemaps: [] };
  assert.deepEqual(readSitemap(bytes(URLSET)), expected);
  assert.deepEqual(readSitemap(gzipSync(URLSET)), expected);
});

test('an index tells its sitemaps', () => {
  const index = '<sitemapindex><sitemap><loc>https://site.test/1.xml</loc></sitemap></sitemapindex>';
  assert.deepEqual(readSitemap(bytes(index)), { addresses: [], sitemaps: ['https://site.test/1.xml'] });
});

test('what is no sitemap is none, nor a bomb, nor half an archive', () => {
  assert.equal(readSitemap(bytes('<html><loc>https://site.test/</loc></html>')), null);
  assert.equal(readSitemap(bytes('')), null);
  assert.equal(readSitemap(gzipSync(Buffer.alloc(MAX_SITEMAP_BYTES + 1))), null);
  assert.equal(readSitemap(gzipSync(URLSET).subarray(0, 40)), null);
});

test('entities of its own are not expanded', () => {
  const laughs = `<!DOCTYPE x [<!ENTITY a "https://site.test/${'x'.repeat(50)}">]><urlset><url><loc>&a;</loc></url></urlset>`;
  assert.deepEqual(readSitemap(bytes(laughs))?.addresses, []);
});
