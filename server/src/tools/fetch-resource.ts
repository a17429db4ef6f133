import { request } from 'undici';
import { isProblem } from '../problem/index.ts';
import { addressesOf, type EgressRules, parseAddress, pinned } from './egress.ts';
import { toolErrors } from './errors.ts';

export const MAX_REDIRECTS = 5;
export const FETCH_TIMEOUT_MS = 20_000;

/** What an address answered, after its redirects. */
export interface Resource {
  url: string;
  status: number;
  /** As it came, with its parameters. */
  type: string;
  /** Without parameters, in small letters. */
  mediaType: string;
  bytes: Buffer;
  truncated: boolean;
  /** What the answer may be asked for by again (RFC 9110, 8.8). */
  etag: string | null;
  lastModified: string | null;
}

export interface Fetching {
  /** What may be reached at an address; each hop of a redirect is asked for. Null is for what is no address. */
  rules(url: URL | null): EgressRules;
  accept: string;
  /** Sent to this address besides; each hop of a redirect is asked for: what is for one host is for no other. */
  headers?(url: URL): Record<string, string>;
  maxBytes: number;
  signal: AbortSignal;
  /** Throws Unwanted where an answer is not wanted; it is not read then. */
  check?(answer: Pick<Resource, 'url' | 'status' | 'mediaType'>): void;
  /** The same before a redirect is followed. */
  checkRedirect?(url: string): void;
}

/** Whoever asked does not want it after all. */
export class Unwanted extends Error {
  readonly reason: string;
  constructor(reason: string) {
    super(reason);
    this.reason = reason;
  }
}

/**
 * Fetches something by GET. Each hop of a redirect is checked like the first address, and the connection is made to the
 * very addresses that were checked (no DNS rebinding). Throws `url_refused`, `fetch_failed`,
 * or what the checks throw.
 */
export async function fetchResource(address: string, fetching: Fetching): Promise<Resource> {
  const { signal } = fetching;
  const bounded = AbortSignal.any([signal, AbortSignal.timeout(FETCH_TIMEOUT_MS)]);
  let next = address;
  try {
    for (let redirects = 0; redirects <= MAX_REDIRECTS; redirects++) {
      const rules = fetching.rules(URL.parse(next));
      const result = await hop(parseAddress(next, rules), rules, { ...fetching, signal: bounded });
      if (result.kind === 'resource') return result.resource;
      next = result.to;
    }
  } catch (error) {
    signal.throwIfAborted();
    if (bounded.aborted) throw toolErrors.fetch_failed('it took too long');
    if (isProblem(error) || error instanceof Unwanted) throw error;
    throw toolErrors.fetch_failed('the connection failed');
  }
  throw toolErrors.fetch_failed(`it redirects more than ${MAX_REDIRECTS} times`);
}

type Hop = { kind: 'resource'; resource: Resource } | { kind: 'redirect'; to: string };

async function hop(
  url: URL,
  rules: EgressRules,
  { accept, headers: more, maxBytes, signal, check, checkRedirect }: Fetching,
): Promise<Hop> {
  const agent = pinned(await addressesOf(url, rules), FETCH_TIMEOUT_MS);
  try {
    const headers = { ...more?.(url), 'user-agent': 'AgenticGen', accept };
    const response = await request(url, { dispatcher: agent, signal, headers });
    // A body that is dropped half-way tells of it as an error, which nobody else hears: unheard, it ends the process.
    response.body.on('error', () => undefined);
    const given = response.headers as Record<string, string | undefined>;
    const { location } = given;
    const { statusCode: status } = response;
    if (status >= 300 && status < 400 && location) {
      response.body.destroy();
      const to = new URL(location, url).href;
      checkRedirect?.(to);
      return { kind: 'redirect', to };
    }
    const type = given['content-type'] ?? 'application/octet-stream';
    const mediaType = type.split(';')[0]?.trim().toLowerCase() ?? '';
    check?.({ url: url.href, status, mediaType });
    const read = await readUpTo(response.body, maxBytes);
    const { etag = null, 'last-modified': lastModified = null } = given;
    const about = { url: url.href, status, type, mediaType, etag, lastModified };
    return { kind: 'resource', resource: { ...about, ...read } };
  } finally {
    await agent.destroy();
  }
}

async function readUpTo(body: AsyncIterable<Buffer>, maxBytes: number) {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of body) {
    chunks.push(chunk);
    size += chunk.length;
    if (size >= maxBytes) break;
  }
  return { bytes: Buffer.concat(chunks).subarray(0, maxBytes), truncated: size >= maxBytes };
}
