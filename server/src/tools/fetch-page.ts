import { type EgressNeeds, publicOnly } from './egress.ts';
import { toolErrors } from './errors.ts';
import { fetchResource } from './fetch-resource.ts';

export const MAX_PAGE_BYTES = 2 * 1024 * 1024;
const READABLE = /^(text\/|application\/(json|xml|xhtml\+xml|rss\+xml|atom\+xml|ld\+json))/;

export interface Page {
  url: string;
  status: number;
  mediaType: string;
  text: string;
  truncated: boolean;
}

export type FetchNeeds = EgressNeeds;

function decode(bytes: Buffer, contentType: string): string {
  const label = /charset="?([\w-]+)/i.exec(contentType)?.[1] ?? 'utf-8';
  try {
    return new TextDecoder(label).decode(bytes);
  } catch {
    return new TextDecoder().decode(bytes);
  }
}

/** Fetches a page of the public internet as text, like `fetchResource`. Throws `url_refused` or `fetch_failed`. */
export async function fetchPage(address: string, needs: FetchNeeds, signal: AbortSignal): Promise<Page> {
  const { url, status, mediaType, type, bytes, truncated } = await fetchResource(address, {
    rules: () => publicOnly(needs),
    accept: 'text/html,text/plain,application/json;q=0.9,*/*;q=0.1',
    maxBytes: MAX_PAGE_BYTES,
    signal,
    check({ mediaType }) {
      if (!READABLE.test(mediaType)) throw toolErrors.fetch_failed(`it is ${mediaType}, only text is read`);
    },
  });
  return { url, status, mediaType, text: decode(bytes, type), truncated };
}
