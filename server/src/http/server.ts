import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { serve } from '@hono/node-server';
import { EarlyResponse } from './early-response.ts';

export interface ServerLimits {
  /** Largest request head in bytes; Node answers 431 beyond it. */
  headerBytes: number;
  /** A request head has to arrive within this; Node answers 408 and hangs up. */
  headersMs: number;
  /** A whole request, body included, has to arrive within this. Responses may take as long as they like. */
  requestMs: number;
  keepAliveMs: number;
  /** How long open requests may take to end once the server stops accepting. */
  drainMs: number;
}

const LIMITS: ServerLimits = {
  headerBytes: 16 * 1024,
  headersMs: 15_000,
  requestMs: 120_000,
  keepAliveMs: 65_000,
  drainMs: 5_000,
};
/** Late requests are looked for this often at most. */
const MAX_CHECK_MS = 5_000;
/** While draining, connections that became idle are closed this often. */
const SWEEP_MS = 50;

export interface HttpServer {
  port: number;
  /** Accepts nothing new, lets open requests end for a bounded time, then cuts them. */
  close(): Promise<void>;
}

type Fetch = (request: Request) => Response | Promise<Response>;

export interface ListenOptions {
  port: number;
  hostname: string;
  limits?: Partial<ServerLimits>;
}

export function listen(fetch: Fetch, { port, hostname, ...options }: ListenOptions): Promise<HttpServer> {
  const limits = { ...LIMITS, ...options.limits };
  const serverOptions = {
    ServerResponse: EarlyResponse,
    maxHeaderSize: limits.headerBytes,
    headersTimeout: limits.headersMs,
    requestTimeout: limits.requestMs,
    keepAliveTimeout: limits.keepAliveMs,
    connectionsCheckingInterval: Math.min(MAX_CHECK_MS, limits.headersMs),
  };
  return new Promise((resolve, reject) => {
    const opened = (address: AddressInfo) =>
      resolve({ port: address.port, close: () => drain(server, limits.drainMs) });
    const server = serve({ fetch, port, hostname, serverOptions }, opened) as Server;
    server.once('error', reject);
  });
}

/** A connection that answered its last request stays open for a next one: it is closed as soon as it is idle. */
function drain(server: Server, drainMs: number): Promise<void> {
  return new Promise((resolve) => {
    const cut = setTimeout(() => server.closeAllConnections(), drainMs);
    const sweep = setInterval(() => server.closeIdleConnections(), SWEEP_MS);
    server.close(() => {
      clearTimeout(cut);
      clearInterval(sweep);
      resolve();
    });
    server.closeIdleConnections();
  });
}
