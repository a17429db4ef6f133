import {
  constants,
  createServer,
  type Http2Server,
  type Http2ServerRequest,
  type ServerHttp2Session,
} from 'node:http2';
import type { AddressInfo } from 'node:net';
import type { ConnectRouter } from '@connectrpc/connect';
import { connectNodeAdapter } from '@connectrpc/connect-node';

/** One message may be so large, in either direction. */
const MAX_MESSAGE_BYTES = 4 * 1024 * 1024;
/** Of the sandbox, whose messages carry files. */
export const MAX_SANDBOX_MESSAGE_BYTES = 64 * 1024 * 1024;
/** Of the search, whose messages carry documents and vectors. */
export const MAX_SEARCH_MESSAGE_BYTES = 64 * 1024 * 1024;
/** Calls under way on one connection. */
const MAX_STREAMS = 1_000;
/** Largest metadata of a call. */
const MAX_METADATA_BYTES = 16 * 1024;
/** A connection without a call is closed after this. */
const IDLE_MS = 300_000;
/** How long calls may take to end once the server stops accepting. */
const DRAIN_MS = 5_000;

export interface RpcServer {
  port: number;
  /** Accepts no new call, lets those under way end for a bounded time, then cuts them. */
  close(): Promise<void>;
}

export interface ListenRpcOptions {
  port: number;
  hostname: string;
  drainMs?: number;
  maxMessageBytes?: number;
}

/** Serves gRPC (and Connect) over HTTP/2 without TLS, as between the processes of one installation. */
export async function listenRpc(
  routes: (router: ConnectRouter) => void,
  { port, hostname, drainMs = DRAIN_MS, maxMessageBytes = MAX_MESSAGE_BYTES }: ListenRpcOptions,
): Promise<RpcServer> {
  const limits = { readMaxBytes: maxMessageBytes, writeMaxBytes: maxMessageBytes };
  const settings = { maxConcurrentStreams: MAX_STREAMS, maxHeaderListSize: MAX_METADATA_BYTES };
  const handle = connectNodeAdapter({ routes, ...limits });
  const server = createServer({ settings }, (request, response) => {
    response.once('finish', () => letGo(request));
    handle(request, response);
  });
  const sessions = sessionsOf(server);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, hostname, resolve);
  });
  return { port: (server.address() as AddressInfo).port, close: () => drain(server, sessions, drainMs) };
}

/** What is left of a message that was refused is not waited for. */
function letGo(request: Http2ServerRequest): void {
  if (!request.readableEnded) request.stream.close(constants.NGHTTP2_NO_ERROR);
}

function sessionsOf(server: Http2Server): Set<ServerHttp2Session> {
  const sessions = new Set<ServerHttp2Session>();
  server.on('session', (session) => {
    sessions.add(session);
    session.setTimeout(IDLE_MS, () => session.close());
    session.once('close', () => sessions.delete(session));
  });
  return sessions;
}

async function drain(server: Http2Server, sessions: Set<ServerHttp2Session>, drainMs: number): Promise<void> {
  await new Promise<void>((resolve) => {
    const cut = setTimeout(() => {
      for (const session of sessions) session.destroy();
    }, drainMs);
    server.close(() => {
      clearTimeout(cut);
      resolve();
    });
    for (const session of sessions) session.close();
  });
}
