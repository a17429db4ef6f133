import { gunzipSync } from 'node:zlib';
import { Parser } from 'htmlparser2';
import { normalAddress } from './address.ts';

/** Of one file (sitemaps.org: at most 50 MB and 50,000 addresses). */
export const MAX_SITEMAP_BYTES = 50 * 1024 * 1024;
export const MAX_SITEMAP_ADDRESSES = 50_000;

export interface Sitemap {
  /** Of pages. */
  addresses: string[];
  /** Of further sitemaps, where this one is an index. */
  sitemaps: string[];
}

/** Reads a sitemap or an index of sitemaps, also a compressed one; null for what is none. */
export function readSitemap(bytes: Uint8Array): Sitemap | null {
  const text = unpacked(bytes);
  if (text === null) return null;
  const found: Sitemap = { addresses: [], sitemaps: [] };
  let [root, holder, loc] = ['', '', null as string | null];
  const parser = new Parser(
    {
      onopentagname(name) {
        root ||= name;
        if (name === 'url' || name === 'sitemap') holder = name;
        if (name === 'loc' && holder !== '') loc = '';
      },
      ontext(part) {
        if (loc !== null) loc += part;
      },
      onclosetag(name) {
        if (name === holder) holder = '';
        if (name !== 'loc' || loc === null) return;
        const list = holder === 'sitemap' ? found.sitemaps : found.addresses;
        const address = normalAddress(loc.trim());
        if (address && list.length < MAX_SITEMAP_ADDRESSES) list.push(address);
        loc = null;
      },
    },
    { xmlMode: true },
  );
  parser.write(text);
  parser.end();
  return root === 'urlset' || root === 'sitemapindex' ? found : null;
}

const GZIP = [0x1f, 0x8b];

function unpacked(bytes: Uint8Array): string | null {
  if (bytes[0] !== GZIP[0] || bytes[1] !== GZIP[1]) return Buffer.from(bytes).toString('utf8');
  try {
    return gunzipSync(bytes, { maxOutputLength: MAX_SITEMAP_BYTES }).toString('utf8');
  } catch {
    return null;
  }
}
