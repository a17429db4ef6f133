import { extname } from 'node:path/posix';
import { isProblem } from '../../problem/index.ts';
import { type Fetching, type Resource, Unwanted } from '../../tools/index.ts';
import {
  type Found,
  fileNameOf,
  type Gone,
  type LeftOut,
  type SkipReason,
  type Unchanged,
  type Validators,
} from '../found.ts';
import { normalAddress } from './address.ts';
import { readPage } from './read-page.ts';
import type { Robots } from './robots.ts';

export const MAX_PAGE_BYTES = 2 * 1024 * 1024;
export const MAX_FILE_BYTES = 32 * 1024 * 1024;
/** Links that one page adds to those that wait. */
export const MAX_NEW_LINKS = 500;
const MAX_VALIDATORS_LENGTH = 1_000;
const ACCEPT = 'text/html,application/xhtml+xml,text/plain;q=0.9,application/pdf;q=0.9,*/*;q=0.1';
const HTML = new Set(['text/html', 'application/xhtml+xml']);
const OFFICE = 'application/vnd.openxmlformats-officedocument';
const ENDINGS: Record<string, string> = {
  'application/pdf': '.pdf',
  'application/epub+zip': '.epub',
  'application/json': '.json',
  'text/csv': '.csv',
  'text/markdown': '.md',
  [`${OFFICE}.wordprocessingml.document`]: '.docx',
  [`${OFFICE}.spreadsheetml.sheet`]: '.xlsx',
  [`${OFFICE}.presentationml.presentation`]: '.pptx',
};

export type FetchResource = (address: string, options: Omit<Fetching, 'rules'>) => Promise<Resource>;

export interface Site {
  fetch: FetchResource;
  robots: Robots;
  /** Whether an address belongs to the source. */
  isInside(address: string): boolean;
  /** Whether documents other than pages are wanted. */
  files: boolean;
  /** Of a page that is there from before. */
  known?(address: string): Promise<Validators | null>;
}

export type Visited = (Found | LeftOut | Gone | Unchanged) & {
  /** Inside the source, normal. */
  links: string[];
};

class Moved extends Unwanted {
  readonly to: string;
  constructor(to: string) {
    super('other-address' satisfies SkipReason);
    this.to = to;
  }
}

/** Reads one address of a source. What goes wrong with it is an outcome; only an abort is thrown. */
export async function visit(address: string, site: Site, signal: AbortSignal): Promise<Visited> {
  const leftOut = (kind: 'skipped' | 'failed', reason: string) => ({
    kind,
    item: address,
    reason,
    links: [],
  });
  if (!site.robots.isAllowed(address)) return leftOut('skipped', 'robots');
  try {
    const known = (await site.known?.(address)) ?? null;
    const resource = await site.fetch(address, {
      accept: ACCEPT,
      headers: (url) => (known && url.href === address ? conditions(known) : {}),
      maxBytes: MAX_FILE_BYTES,
      signal,
      check: (answer) => checkAnswer(site, answer),
      checkRedirect: (url) => checkRedirect(site, address, url),
    });
    if (resource.status === 304 && known)
      return { kind: 'unchanged', item: address, links: known.links.filter(site.isInside) };
    if (resource.status === 404 || resource.status === 410) return { kind: 'gone', item: address, links: [] };
    if (resource.status >= 400) return leftOut('failed', `http-${resource.status}`);
    const read = HTML.has(resource.mediaType)
      ? readHtml(address, resource, site)
      : readFile(address, resource);
    return read.kind === 'found' ? { ...read, ...validatorsOf(resource, read.links) } : read;
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof Moved) return { ...leftOut('skipped', error.reason), links: [error.to] };
    if (error instanceof Unwanted) return leftOut('skipped', error.reason);
    if (isProblem(error)) return leftOut('failed', error.message);
    throw error;
  }
}

/** RFC 9110, 13.1: whoever knows entity tags goes by them alone. */
function conditions({ etag, lastModified }: Validators): Record<string, string> {
  return {
    ...(etag ? { 'if-none-match': etag } : {}),
    ...(lastModified ? { 'if-modified-since': lastModified } : {}),
  };
}

function validatorsOf(
  { status, etag, lastModified }: Resource,
  links: string[],
): { validators?: Validators } {
  const isShort = (etag?.length ?? 0) + (lastModified?.length ?? 0) <= MAX_VALIDATORS_LENGTH;
  const isAny = etag !== null || lastModified !== null;
  return status === 200 && isAny && isShort ? { validators: { etag, lastModified, links } } : {};
}

/** What is inside of the source is read under the address that it is led to, in its turn. */
function checkRedirect(site: Site, address: string, url: string): void {
  if (!site.isInside(url)) throw new Unwanted('elsewhere');
  if (!site.robots.isAllowed(url)) throw new Unwanted('robots');
  const to = normalAddress(url);
  if (to !== null && to !== address) throw new Moved(to);
}

function checkAnswer(site: Site, { url, status, mediaType }: Pick<Resource, 'url' | 'status' | 'mediaType'>) {
  if (status === 304 || status >= 400 || HTML.has(mediaType)) return;
  if (!site.files) throw new Unwanted('no-files');
  if (endingOf(url, mediaType) === '') throw new Unwanted('media-type');
}

function readHtml(address: string, resource: Resource, site: Site): Visited {
  const left = (reason: LeftOut['reason'], links: string[] = []): Visited => ({
    ...{ kind: 'skipped', item: address, reason, links },
  });
  if (resource.truncated || resource.bytes.length > MAX_PAGE_BYTES) return left('too-large');
  const page = readPage(decode(resource), resource.url);
  if (!page) return left('too-deep');
  const inside = (page.noFollow ? [] : page.links).filter(site.isInside).slice(0, MAX_NEW_LINKS);
  const canonical = page.canonical && site.isInside(page.canonical) ? page.canonical : resource.url;
  // Found under several addresses: it is read once, under the one that it says it has.
  if (canonical !== address) return left('other-address', [canonical, ...inside]);
  if (page.noIndex) return left('not-wanted', inside);
  const title = page.title ?? lastPart(resource.url);
  const html = `<!doctype html><html><head><meta charset="utf-8"><title>${escaped(title)}</title></head><body>${page.content}</body></html>\n`;
  return {
    ...{ kind: 'found', item: address, links: inside },
    name: fileNameOf(title, '.html'),
    bytes: new TextEncoder().encode(html),
  };
}

const escaped = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');

function readFile(address: string, { url, mediaType, bytes, truncated }: Resource): Visited {
  if (truncated) return { kind: 'skipped', item: address, reason: 'too-large', links: [] };
  const ending = endingOf(url, mediaType);
  const title = lastPart(url);
  const stem = title.toLowerCase().endsWith(ending) ? title.slice(0, -ending.length) : title;
  return { kind: 'found', item: address, name: fileNameOf(stem, ending), bytes, links: [] };
}

/** By what the server says; where that says nothing, by the address. Empty for what nobody knows how to read. */
function endingOf(url: string, mediaType: string): string {
  const known = ENDINGS[mediaType];
  if (known !== undefined) return known;
  const ending = extname(new URL(url).pathname).toLowerCase();
  if (mediaType === 'text/plain') return /^\.[a-z0-9]{1,8}$/.test(ending) ? ending : '.txt';
  return mediaType === 'application/octet-stream' ? ending : '';
}

function lastPart(url: string): string {
  const { hostname, pathname } = new URL(url);
  const part = pathname.split('/').filter(Boolean).at(-1);
  if (part === undefined) return hostname;
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

function decode({ bytes, type }: Resource): string {
  const said = /charset="?([\w-]+)/i.exec(type)?.[1];
  const written = /<meta[^>]{0,200}charset=["']?([\w-]+)/i.exec(bytes.toString('latin1', 0, 2_048))?.[1];
  try {
    return new TextDecoder(said ?? written ?? 'utf-8').decode(bytes);
  } catch {
    return new TextDecoder().decode(bytes);
  }
}
