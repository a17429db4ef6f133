import { request } from 'undici';
import { addressesOf, namedOrPublic, parseAddress, pinned } from './egress.ts';
import { toolErrors } from './errors.ts';
import type { Resolve } from './public-address.ts';

/** Of an answer no more is read. */
export const MAX_RESPONSE_BYTES = 8 * 1024 * 1024;
const CONNECT_TIMEOUT_MS = 10_000;

export interface Egress {
  resolve: Resolve;
  /** Hosts of the own network that may be reached: `host` or `host:port`. */
  namedHosts: readonly string[];
}

export interface GuardedRequest {
  url: string;
  method?: string;
  headers?: Record<string, string>;
  body?: string | Uint8Array | undefined;
  /** Of the answer; default: MAX_RESPONSE_BYTES. */
  maxBytes?: number;
  signal: AbortSignal;
}

export interface GuardedResponse {
  status: number;
  /** As it came. */
  type: string;
  /** Without its parameters, in small letters. */
  mediaType: string;
  location: string | null;
  bytes: Buffer;
  truncated: boolean;
}

/**
 * One request to a place that an administrator set up. The connection is made to the addresses that were checked.
 * Redirects are not followed: what authorizes here must not go elsewhere. Throws `url_refused` or `fetch_failed`.
 */
export async function guardedRequest(egress: Egress, given: GuardedRequest): Promise<GuardedResponse> {
  const open = { isAllowedPort: () => true };
  const url = parseAddress(given.url, open);
  const found = await addressesOf(url, namedOrPublic(egress.resolve, egress.namedHosts, url));
  const agent = pinned(found, CONNECT_TIMEOUT_MS);
  const { method = 'GET', headers = {}, body, maxBytes = MAX_RESPONSE_BYTES, signal } = given;
  try {
    const response = await request(url, {
      dispatcher: agent,
      signal,
      method: method as 'GET',
      headers: { 'user-agent': 'AgenticGen', ...headers },
      body: body ?? null,
    });
    response.body.on('error', () => undefined);
    const { 'content-type': type = '', location } = response.headers as Record<string, string | undefined>;
    const { bytes, truncated } = await readBounded(response.body, maxBytes);
    const mediaType = type.split(';')[0]?.trim().toLowerCase() ?? '';
    return { status: response.statusCode, type, mediaType, location: location ?? null, bytes, truncated };
  } catch (error) {
    signal.throwIfAborted();
    throw toolErrors.fetch_failed(reasonOf(error));
  } finally {
    await agent.destroy();
  }
}

async function readBounded(
  body: AsyncIterable<Buffer>,
  maxBytes: number,
): Promise<{ bytes: Buffer; truncated: boolean }> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of body) {
    chunks.push(chunk);
    size += chunk.length;
    if (size > maxBytes) break;
  }
  const truncated = size > maxBytes;
  return { bytes: Buffer.concat(chunks).subarray(0, maxBytes), truncated };
}

function reasonOf(error: unknown): string {
  const { code } = error as { code?: unknown };
  return code === 'ECONNREFUSED' ? 'nobody answers there' : 'the connection failed';
}
