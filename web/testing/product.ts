import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { startModelServer } from '../../tools/model-server/index.ts';
import { chromium } from '../../tools/test-servers/index.ts';
import { removeFolder, type ServerProcess, startServer } from '../../tools/test-servers/product.ts';

/** The product as a process of its own with an owner, a simulated model server and a browser. Close it with `await using`. */
export interface Product extends AsyncDisposable {
  /** The process that runs now. */
  readonly server: ServerProcess;
  browser: Browser;
  /** Its data. */
  folder: string;
  /** Adds a model that everybody then uses; its name says what it does (tools/model-server). */
  useModel(wireName: string): Promise<void>;
  /** kill -9. */
  kill(): Promise<void>;
  /** Starts it again over the same data on the same port. */
  restart(): Promise<void>;
  get<T>(path: string): Promise<T>;
}

export async function startProduct(env: Record<string, string> = {}): Promise<Product> {
  const folder = mkdtempSync(join(tmpdir(), 'agenticgen-browser-'));
  const models = await startModelServer();
  const browser = await chromium();
  let server = await startServer(folder, 0, env);
  const port = Number(new URL(server.url).port);
  const authorized = (path: string, init: RequestInit = {}) =>
    fetch(`${server.url}${path}`, { ...init, headers: { authorization: `Bearer ${server.token}` } });
  let providerId: string | undefined;
  return {
    get server() {
      return server;
    },
    browser,
    folder,
    async useModel(wireName) {
      const provider = {
        kind: 'openai-compatible',
        name: 'Simulator',
        baseUrl: `${models.url}/v1`,
        key: 'sk-any',
      };
      providerId ??= (await server.post<{ id: string }>('/api/v1/model-providers', provider)).id;
      const model = {
        providerId,
        name: wireName,
        wireName,
        inputMicrosPerMillion: 1e6,
        outputMicrosPerMillion: 1e6,
      };
      const { id } = await server.post<{ id: string }>('/api/v1/models', model);
      await authorized(`/api/v1/models/${id}/default`, { method: 'PUT' });
    },
    kill: () => server.stop(),
    async restart() {
      server = await startServer(folder, port, env);
    },
    get: async <T>(path: string) => (await (await authorized(path)).json()) as T,
    async [Symbol.asyncDispose]() {
      await browser.close();
      await server.stop();
      await models.close();
      removeFolder(folder);
    },
  };
}
