import { request } from 'undici';
import {
  addressesOf,
  type EgressNeeds,
  type EgressRules,
  parseAddress,
  pinned,
  publicOnly,
} from './egress.ts';
import { toolErrors } from './errors.ts';

export const MAX_REDIRECTS = 5;
export const MAX_PAGE_BYTES = 2 * 1024 * 1024;
export const FETCH_TIMEOUT_MS = 20_000;
const READABLE = /^(text\/|application\/(json|xml|xhtml\+xml|rss\+xml|atom\+xml|ld\+json))/i;

export interface Page {
  url: string;
  status: number;
  mediaType: string;
  text: string;
  truncated: boolean;
}

export type FetchNeeds = EgressNeeds;

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

async function hop(url: URL, rules: EgressRules, signal: AbortSignal): Promise<Hop> {
  const agent = pinned(await addressesOf(url, rules), FETCH_TIMEOUT_MS);
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
  const rules = publicOnly(needs);
  const bounded = AbortSignal.any([signal, AbortSignal.timeout(FETCH_TIMEOUT_MS)]);
  let next = address;
  try {
    for (let redirects = 0; redirects <= MAX_REDIRECTS; redirects++) {
      const result = await hop(parseAddress(next, rules), rules, bounded);
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
