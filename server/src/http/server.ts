import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { serve } from '@hono/node-server';

/** Largest request head in bytes; Node answers 431 beyond it. */
const MAX_HEADER_BYTES = 16 * 1024;
const HEADERS_TIMEOUT_MS = 15_000;
/** A whole request, body included, has to arrive within this. Responses may take as long as they like. */
const REQUEST_TIMEOUT_MS = 120_000;
const KEEP_ALIVE_MS = 65_000;
/** How long open requests may take to end once the server stops accepting. */
const DRAIN_MS = 5_000;

export interface HttpServer {
  port: number;
  /** Accepts nothing new, lets open requests end for a bounded time, then cuts them. */
  close(): Promise<void>;
}

type Fetch = (request: Request) => Response | Promise<Response>;

export function listen(fetch: Fetch, options: { port: number; hostname: string }): Promise<HttpServer> {
  return new Promise((resolve, reject) => {
    const server = serve(
      {
        fetch,
        port: options.port,
        hostname: options.hostname,
        serverOptions: {
          maxHeaderSize: MAX_HEADER_BYTES,
          headersTimeout: HEADERS_TIMEOUT_MS,
          requestTimeout: REQUEST_TIMEOUT_MS,
          keepAliveTimeout: KEEP_ALIVE_MS,
        },
      },
      (address: AddressInfo) => resolve({ port: address.port, close: () => drain(server) }),
    ) as Server;
    server.once('error', reject);
  });
}

function drain(server: Server): Promise<void> {
  return new Promise((resolve) => {
    const cut = setTimeout(() => server.closeAllConnections(), DRAIN_MS);
    server.close(() => {
      clearTimeout(cut);
      resolve();
    });
    server.closeIdleConnections();
  });
}
