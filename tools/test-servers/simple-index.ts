// An index of Python packages (PEP 503) on a free port, with wheels that a test makes.
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';

export interface IndexedWheel {
  /** "demo-1.0-py3-none-any.whl" */
  file: string;
  bytes: Uint8Array;
}

export interface SimpleIndex extends AsyncDisposable {
  url: string;
  add(wheel: IndexedWheel): void;
  /** Files that were asked for, in order. */
  asked: string[];
  /** From now on downloads hang: for whoever is to be killed in the middle. */
  stall(): void;
}

export async function startSimpleIndex(wheels: readonly IndexedWheel[] = []): Promise<SimpleIndex> {
  const files = new Map(wheels.map((wheel) => [wheel.file, wheel.bytes]));
  const asked: string[] = [];
  let isStalled = false;
  const server: Server = createServer((request, response) => {
    const [, kind = '', name = ''] = (request.url ?? '').split('/');
    if (kind === 'simple') {
      response.setHeader('content-type', 'text/html');
      response.end(pageOf(name, files));
      return;
    }
    asked.push(name);
    if (isStalled) return;
    const bytes = files.get(decodeURIComponent(name));
    response.statusCode = bytes ? 200 : 404;
    response.end(bytes);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}/simple/`,
    asked,
    add: ({ file, bytes }) => void files.set(file, bytes),
    stall: () => {
      isStalled = true;
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

const normal = (name: string) => name.toLowerCase().replace(/[-_.]+/g, '-');

function pageOf(project: string, files: ReadonlyMap<string, Uint8Array>): string {
  const links = [...files]
    .filter(([file]) => normal(file.split('-')[0] ?? '') === normal(project))
    .map(([file, bytes]) => {
      const hash = createHash('sha256').update(bytes).digest('hex');
      return `<a href="/files/${encodeURIComponent(file)}#sha256=${hash}">${file}</a>`;
    });
  return `<!DOCTYPE html><html><body>${links.join('\n')}</body></html>`;
}
