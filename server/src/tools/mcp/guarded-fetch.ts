import type { FetchLike } from '@modelcontextprotocol/sdk/shared/transport.js';
import { fetch as undiciFetch } from 'undici';
import { addressesOf, namedOrPublic, parseAddress, pinned } from '../egress.ts';
import { toolErrors } from '../errors.ts';
import type { Egress } from '../guarded-request.ts';
import { CONNECT_TIMEOUT_MS, MAX_MESSAGE_BYTES } from './limits.ts';

/**
 * A fetch for the MCP client: each request goes to addresses that were checked, redirects come back as they are (the
 * client follows those of the same origin), and an answer ends with an error where it grows beyond its bound.
 */
export function guardedFetch(egress: Egress): FetchLike {
  return async (address, init) => {
    const url = parseAddress(String(address), { isAllowedPort: () => true });
    const found = await addressesOf(url, namedOrPublic(egress.resolve, egress.namedHosts, url));
    const dispatcher = pinned(found, CONNECT_TIMEOUT_MS);
    try {
      const options = { ...(init as object), redirect: 'manual' as const, dispatcher };
      const response = await undiciFetch(url, options);
      const { status, statusText } = response;
      const body = response.body
        ? bounded(response.body as ReadableStream<Uint8Array>, () => dispatcher.destroy())
        : null;
      if (!body) await dispatcher.destroy();
      const headers = new Headers([...response.headers]);
      return new Response(status === 204 || status === 304 ? null : body, { status, statusText, headers });
    } catch (error) {
      await dispatcher.destroy();
      throw error;
    }
  };
}

/** Passes on what comes, as far as it may. */
function bounded(body: ReadableStream<Uint8Array>, close: () => Promise<void>): ReadableStream<Uint8Array> {
  const reader = body.getReader();
  let size = 0;
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      try {
        const { done, value } = await reader.read();
        if (done) {
          controller.close();
          return void close();
        }
        size += value.byteLength;
        if (size > MAX_MESSAGE_BYTES) throw toolErrors.mcp_too_large(MAX_MESSAGE_BYTES);
        controller.enqueue(value);
      } catch (error) {
        controller.error(error);
        await close();
      }
    },
    async cancel(reason) {
      await reader.cancel(reason).catch(() => undefined);
      await close();
    },
  });
}
