// The way out for git in the sandbox: the requests of its smart HTTP that read, to one repository at a time.
import { isProblem } from '../../problem/index.ts';
import type { EgressNote } from '../code-egress.ts';
import { isListed } from '../code-egress.ts';
import { toolErrors } from '../errors.ts';
import { type Egress, type GuardedResponse, guardedRequest } from '../guarded-request.ts';

const MAX_REQUESTS = 20;
const MAX_REDIRECTS = 3;
const MAX_REQUEST_BYTES = 1024 * 1024;
/** Of one answer, and so of what is fetched at once. */
export const MAX_PACK_BYTES = 40 * 1024 * 1024;
const SERVICE = 'git-upload-pack';
const ADVERTISEMENT = `/info/refs?service=${SERVICE}`;

export interface GitRequest {
  method: string;
  path: string;
  headers: Record<string, string>;
  body: Buffer;
}
export interface GitAnswer {
  status: number;
  headers: Record<string, string>;
  body: Uint8Array;
}

export interface GitBrokerNeeds {
  egress: Egress;
  /** Hosts that the workspace's policy names. */
  hosts: readonly string[];
  note(note: EgressNote): void;
  /** Headers for a hop: they are put on here, so that git and what it reads never have them. */
  authorize?(url: URL): Record<string, string>;
  /** Monotonic milliseconds. */
  now?(): number;
}

export interface GitBroker {
  answer(request: GitRequest, signal: AbortSignal): Promise<GitAnswer>;
  /** Why it refused, if it did: git itself only tells that a request failed. */
  refusal(): string | undefined;
}

/**
 * Makes the two requests that fetching takes, each to the repository that was named and nowhere else. Where the first
 * is led elsewhere (a host moves its projects), the target is checked like the first and the second goes there, too.
 */
export function gitBroker(
  { egress, hosts, note, authorize, now = () => performance.now() }: GitBrokerNeeds,
  repository: string,
): GitBroker {
  let base = repository.replace(/\/+$/, '');
  let left = MAX_REQUESTS;
  let refused: string | undefined;

  async function noted(
    method: string,
    url: URL,
    act: () => Promise<GuardedResponse>,
  ): Promise<GuardedResponse> {
    const began = now();
    const place = { method, host: url.host, path: url.pathname.slice(0, 200) };
    const durationMs = () => Math.round(now() - began);
    try {
      if (!isListed(hosts, url)) throw toolErrors.url_refused(`the policy does not name ${url.host}`);
      const response = await act();
      note({ ...place, status: response.status, bytes: response.bytes.length, durationMs: durationMs() });
      if (response.truncated) throw toolErrors.git_too_large(MAX_PACK_BYTES);
      return response;
    } catch (error) {
      if (isProblem(error)) {
        refused ??= error.message;
        note({ ...place, refused: error.message, durationMs: durationMs() });
      }
      throw error;
    }
  }

  async function send({ method, headers, body }: GitRequest, suffix: string, signal: AbortSignal) {
    for (let hops = 0; ; hops++) {
      const url = new URL(base + suffix);
      const { 'content-length': _, ...sent } = headers;
      const response = await noted(method, url, () =>
        guardedRequest(egress, {
          ...{ url: url.href, method, signal, maxBytes: MAX_PACK_BYTES },
          headers: { ...sent, ...authorize?.(url) },
          body: method === 'POST' ? body : undefined,
        }),
      );
      const next = nextBase(response, url, suffix);
      if (method !== 'GET' || next === undefined || hops >= MAX_REDIRECTS) return response;
      base = next;
    }
  }

  return {
    refusal: () => refused,
    async answer(request, signal): Promise<GitAnswer> {
      const suffix = suffixOf(request);
      left -= 1;
      if (suffix === undefined || left < 0 || request.body.length > MAX_REQUEST_BYTES) {
        refused ??= left < 0 ? `a call may make ${MAX_REQUESTS} requests` : 'git asked for what is not read';
        return { status: 403, headers: {}, body: new Uint8Array() };
      }
      try {
        const { status, type, bytes } = await send(request, suffix, signal);
        return { status, headers: { 'content-type': type }, body: bytes };
      } catch (error) {
        if (!isProblem(error)) throw error;
        return { status: 502, headers: {}, body: new Uint8Array() };
      }
    },
  };
}

/** What it asks for below the repository; undefined for all that is not fetching. */
function suffixOf({ method, path }: GitRequest): string | undefined {
  if (method === 'GET' && path === `/repository${ADVERTISEMENT}`) return ADVERTISEMENT;
  if (method === 'POST' && path === `/repository/${SERVICE}`) return `/${SERVICE}`;
  return undefined;
}

function nextBase({ status, location }: GuardedResponse, from: URL, suffix: string): string | undefined {
  if (status < 300 || status > 399 || location === null || !URL.canParse(location, from)) return undefined;
  const next = new URL(location, from).href;
  return next.endsWith(suffix) ? next.slice(0, -suffix.length) : undefined;
}
