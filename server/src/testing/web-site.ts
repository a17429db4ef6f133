import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

export type Answer =
  | string
  | {
      status?: number;
      type?: string;
      location?: string;
      body?: string | Uint8Array;
      hang?: boolean;
      /** Told with the answer; who asks by it is told that nothing has changed. */
      etag?: string;
      lastModified?: string;
    };

export interface WebSite extends Disposable {
  url: string;
  port: number;
  /** What it answers, by path; a text is a page of HTML. What is not there is 404. */
  pages: Map<string, Answer>;
  /** Paths that were asked for, in order. */
  asked: string[];
  /** Those of them that were told that nothing has changed. */
  unchanged: string[];
  /** Headers of all requests, in order. */
  headers: IncomingMessage['headers'][];
}

/** A site on this machine whose pages a test says and changes. */
export async function webSite(pages: Record<string, Answer>): Promise<WebSite> {
  const site = new Map(Object.entries(pages));
  const asked: string[] = [];
  const unchanged: string[] = [];
  const headers: IncomingMessage['headers'][] = [];
  const server = createServer((request: IncomingMessage, response) => {
    const path = request.url ?? '';
    asked.push(path);
    headers.push(request.headers);
    const found = site.get(path);
    const answer = typeof found === 'string' ? { body: found } : (found ?? { status: 404, body: 'Not here' });
    if (answer.hang) return;
    const {
      status = 200,
      type = 'text/html; charset=utf-8',
      location,
      body = '',
      etag,
      lastModified,
    } = answer;
    const told = {
      ...(etag ? { etag } : {}),
      ...(lastModified ? { 'last-modified': lastModified } : {}),
    };
    const { 'if-none-match': tag, 'if-modified-since': since } = request.headers;
    if (tag ? tag === etag : since !== undefined && since === lastModified) {
      unchanged.push(path);
      return void response.writeHead(304, told).end();
    }
    const moved = location ? { location } : {};
    response.writeHead(location ? 302 : status, { 'content-type': type, ...moved, ...told });
    response.end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    pages: site,
    ...{ asked, unchanged, headers },
    [Symbol.dispose]() {
      server.closeAllConnections();
      server.close();
    },
  };
}
