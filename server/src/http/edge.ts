import type { HttpBindings } from '@hono/node-server';
import type { Context, MiddlewareHandler } from 'hono';
import { routePath } from 'hono/route';
import type { Logger } from 'pino';
import { Problem } from '../problem/index.ts';
import { EarlyResponse } from './early-response.ts';
import { httpErrors } from './errors.ts';
import { apiHeaders } from './headers.ts';

export interface HttpVariables {
  requestId: string;
}

export interface EdgeNeeds {
  newId(): string;
  log: Logger;
  /** Called once a response has begun, with the pattern of the route, never with its ids. */
  observe(request: { method: string; route: string; status: number; durationMs: number }): void;
  isStopping(): boolean;
}

/** A caller may bring a request id of its own, if it is plain. */
const REQUEST_ID = /^[\w.-]{1,64}$/;

/**
 * The first and only middleware of every request: id, headers, log line and metrics.
 * Headers are set before the handler runs, so that the response is built once.
 */
export function edge(needs: EdgeNeeds): MiddlewareHandler<{ Variables: HttpVariables }> {
  const newRequestId = requestIds(needs.newId());
  return async function edge(c, next) {
    const began = performance.now();
    const brought = c.req.header('x-request-id');
    const requestId = brought && REQUEST_ID.test(brought) ? brought : newRequestId();
    c.set('requestId', requestId);
    setHeaders(c, { 'x-request-id': requestId, ...apiHeaders });
    if (needs.isStopping()) throw httpErrors.shutting_down().retryAfter(5);
    await next();
    // The answer to HEAD is a head: what would have been the body is let go, files and streams with it.
    if (c.req.method === 'HEAD') await c.res.body?.cancel();
    const durationMs = performance.now() - began;
    const { status } = c.res;
    const { method } = c.req;
    needs.observe({ method, route: routePath(c, -1), status, durationMs });
    logRequest(needs.log, { requestId, method, path: c.req.path, status, durationMs }, c.error);
  };
}

/** Unique among processes by what this one begins them with, and in it by a count: cheaper than chance per request. */
function requestIds(processId: string): () => string {
  const prefix = processId.replaceAll('-', '').slice(-12);
  let count = 0;
  return () => `${prefix}-${(++count).toString(36)}`;
}

/** What the handler answers with goes over them. Without a socket there is Hono's own way, which costs several times as much. */
function setHeaders(c: Context, headers: Record<string, string>): void {
  const { outgoing } = (c.env ?? {}) as Partial<HttpBindings>;
  if (outgoing instanceof EarlyResponse) outgoing.early = headers;
  else for (const [name, value] of Object.entries(headers)) c.header(name, value);
}

interface RequestLine {
  requestId: string;
  method: string;
  path: string;
  status: number;
  durationMs: number;
}

/** Failures of the server are errors with their cause; reads are for those who ask for them (debug). */
function logRequest(log: Logger, line: RequestLine, error: Error | undefined): void {
  if (line.status >= 500) {
    log.error({ ...line, err: error }, 'request failed');
  } else if (error instanceof Problem) {
    log.info({ ...line, code: error.code }, 'request refused');
  } else if (line.method !== 'GET') {
    log.info(line, 'request');
  } else if (log.isLevelEnabled('debug')) {
    log.debug(line, 'request');
  }
}
