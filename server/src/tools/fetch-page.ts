import { isIP } from 'node:net';
import { Agent, request } from 'undici';
import { toolErrors } from './errors.ts';
import { isPublicAddress, type Resolve } from './public-address.ts';

export const MAX_REDIRECTS = 5;
export const MAX_PAGE_BYTES = 2 * 1024 * 1024;
export const FETCH_TIMEOUT_MS = 20_000;
const ALLOWED_PORTS = new Set(['', '80', '443']);
const READABLE = /^(text\/|application\/(json|xml|xhtml\+xml|rss\+xml|atom\+xml|ld\+json))/i;

export interface Page {
  url: string;
  status: number;
  mediaType: string;
  text: string;
  truncated: boolean;
}

export interface FetchNeeds {
  resolve: Resolve;
  /** Which addresses may be connected to; `isPublicAddress` but in tests. */
  isAllowed?(address: string): boolean;
  /** Which ports may be named; 80 and 443 but in tests. */
  isAllowedPort?(port: string): boolean;
}

type Rules = Required<FetchNeeds>;

function parse(address: string, rules: Rules): URL {
  if (!URL.canParse(address)) throw toolErrors.url_refused('it is not a URL');
  const url = new URL(address);
  if (url.protocol !== 'http:' && url.protocol !== 'https:')
    throw toolErrors.url_refused('only http and https are fetched');
  if (url.username !== '' || url.password !== '')
    throw toolErrors.url_refused('it has a user name or password');
  if (!rules.isAllowedPort(url.port)) throw toolErrors.url_refused(`port ${url.port} is not 80 or 443`);
  return url;
}

/** The addresses that the host has, if every one of them is allowed. */
async function addressesOf(url: URL, rules: Rules) {
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const family = isIP(host);
  const found = family ? [{ address: host, family }] : await resolve(host, rules);
  if (found.length === 0) throw toolErrors.fetch_failed('the name has no address');
  if (!found.every(({ address }) => rules.isAllowed(address))) {
    throw toolErrors.url_refused('it leads to an address that is not public');
  }
  return found;
}

function resolve(host: string, rules: Rules) {
  return rules.resolve(host).catch(() => {
    throw toolErrors.fetch_failed('the name cannot be resolved');
  });
}

type Found = Awaited<ReturnType<typeof addressesOf>>;
type LookupDone = (error: Error | null, address: Found | string, family?: number) => void;

/** Connects only to the addresses that were checked: a name that changes its mind in between gains nothing. */
function pinned(found: Found): Agent {
  const lookup = (_host: string, options: { all?: boolean }, done: LookupDone) => {
    const [first] = found;
    if (options.all || !first) done(null, found);
    else done(null, first.address, first.family);
  };
  return new Agent({ connect: { lookup: lookup as never, timeout: FETCH_TIMEOUT_MS } });
}

async function read(body: AsyncIterable<Buffer>): Promise<{ bytes: Buffer; truncated: boolean }> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of body) {
    chunks.push(chunk);
    size += chunk.length;
    if (size >= MAX_PAGE_BYTES) break;
  }
  return { bytes: Buffer.concat(chunks).subarray(0, MAX_PAGE_BYTES), truncated: size >= MAX_PAGE_BYTES };
}

function decode(bytes: Buffer, contentType: string): string {
  const label = /charset="?([\w-]+)/i.exec(contentType)?.[1] ?? 'utf-8';
  try {
    return new TextDecoder(label).decode(bytes);
  } catch {
    return new TextDecoder().decode(bytes);
  }
}

type Hop = { kind: 'page'; page: Page } | { kind: 'redirect'; to: string };

async function hop(url: URL, rules: Rules, signal: AbortSignal): Promise<Hop> {
  const agent = pinned(await addressesOf(url, rules));
  try {
    const headers = {
      'user-agent': 'AgenticGen',
      accept: 'text/html,text/plain,application/json;q=0.9,*/*;q=0.1',
    };
    const response = await request(url, { dispatcher: agent, signal, headers });
    // A body that is dropped half-way tells of it as an error, which nobody else hears: unheard, it ends the process.
    response.body.on('error', () => undefined);
    const { location, 'content-type': type } = response.headers as Record<string, string | undefined>;
    if (response.statusCode >= 300 && response.statusCode < 400 && location) {
      response.body.destroy();
      return { kind: 'redirect', to: new URL(location, url).href };
    }
    const mediaType = (type ?? 'application/octet-stream').split(';')[0]?.trim() ?? '';
    if (!READABLE.test(mediaType)) throw toolErrors.fetch_failed(`it is ${mediaType}, only text is read`);
    const { bytes, truncated } = await read(response.body);
    const page = {
      url: url.href,
      status: response.statusCode,
      mediaType,
      text: decode(bytes, type ?? ''),
      truncated,
    };
    return { kind: 'page', page };
  } finally {
    await agent.destroy();
  }
}

/**
 * Fetches a page of the public internet. Each hop of a redirect is checked like the first address, and the
 * connection is made to the very addresses that were checked (no DNS rebinding).
 * Throws `url_refused` or `fetch_failed`.
 */
export async function fetchPage(address: string, needs: FetchNeeds, signal: AbortSignal): Promise<Page> {
  const rules: Rules = {
    isAllowed: isPublicAddress,
    isAllowedPort: (port) => ALLOWED_PORTS.has(port),
    ...needs,
  };
  const bounded = AbortSignal.any([signal, AbortSignal.timeout(FETCH_TIMEOUT_MS)]);
  let next = address;
  try {
    for (let redirects = 0; redirects <= MAX_REDIRECTS; redirects++) {
      const result = await hop(parse(next, rules), rules, bounded);
      if (result.kind === 'page') return result.page;
      next = result.to;
    }
  } catch (error) {
    signal.throwIfAborted();
    if (bounded.aborted) throw toolErrors.fetch_failed('it took too long');
    if (error instanceof Error && 'status' in error) throw error;
    throw toolErrors.fetch_failed('the connection failed');
  }
  throw toolErrors.fetch_failed(`it redirects more than ${MAX_REDIRECTS} times`);
}
