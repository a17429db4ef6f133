import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { launch, OWNER } from '../../../tools/test-servers/product.ts';

export interface Killable extends AsyncDisposable {
  /** Where it is now. */
  url(): string;
  /** Kills it with -9 and starts it again on the same data. */
  killAndStart(): Promise<void>;
  /** A request with the owner's token. */
  send(method: string, path: string, init?: RequestInit): Promise<Response>;
  call<T>(method: string, path: string, body?: unknown): Promise<T>;
}

/** The product as a process of its own that a test kills. */
export async function killable(env: Record<string, string> = {}): Promise<Killable> {
  const folder = mkdtempSync(join(tmpdir(), 'agenticgen-killed-'));
  const owner = { AGENTICGEN_ADMIN_EMAIL: OWNER.email, AGENTICGEN_ADMIN_PASSWORD: OWNER.password };
  const start = () => launch(folder, 0, { ...owner, SANDBOX_STANDBYS: '0', ...env });
  let running = await start();
  let token = '';

  async function send(method: string, path: string, init: RequestInit = {}): Promise<Response> {
    const headers = new Headers(init.headers);
    if (token !== '') headers.set('authorization', `Bearer ${token}`);
    return fetch(`${running.url}${path}`, { ...init, method, headers });
  }
  async function call<T>(method: string, path: string, body?: unknown): Promise<T> {
    const json = { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } };
    const response = await send(method, path, body === undefined ? {} : json);
    return (await response.json()) as T;
  }
  token = (await call<{ accessToken: string }>('POST', '/api/v1/sessions', OWNER)).accessToken;
  return {
    url: () => running.url,
    async killAndStart() {
      await running.stop();
      running = await start();
    },
    ...{ send, call },
    async [Symbol.asyncDispose]() {
      await running.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
