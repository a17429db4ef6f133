import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

export type Answer =
  | string
  | { status?: number; type?: string; location?: string; body?: string | Uint8Array; hang?: boolean };

export interface WebSite extends Disposable {
  url: string;
  port: number;
  /** What it answers, by path; a text is a page of HTML. What is not there is 404. */
  pages: Map<string, Answer>;
  /** Paths that were asked for, in order. */
  asked: string[];
}

/** A site on this machine whose pages a test says and changes. */
export async function webSite(pages: Record<string, Answer>): Promise<WebSite> {
  const site = new Map(Object.entries(pages));
  const asked: string[] = [];
  const server = createServer((request: IncomingMessage, response) => {
    const path = request.url ?? '';
    asked.push(path);
    const found = site.get(path);
    const answer = typeof found === 'string' ? { body: found } : (found ?? { status: 404, body: 'Not here' });
    if (answer.hang) return;
    const { status = 200, type = 'text/html; charset=utf-8', location, body = '' } = answer;
    response.writeHead(location ? 302 : status, { 'content-type': type, ...(location ? { location } : {}) });
    response.end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    pages: site,
    asked,
    [Symbol.dispose]() {
      server.closeAllConnections();
      server.close();
    },
  };
}
