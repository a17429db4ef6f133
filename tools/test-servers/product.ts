import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { CounterpartError } from './errors.ts';

const MAIN = new URL('../../server/src/main.ts', import.meta.url).pathname;
/** The account that every start makes. */
export const OWNER = { email: 'owner@example.org', password: 'a password for measuring' };

export interface ServerProcess {
  url: string;
  /** From the start of the process to its word that it is ready. */
  readyMs: number;
  token: string;
  residentMb(): number;
  post<T>(path: string, body: unknown): Promise<T>;
  stop(): Promise<void>;
}

interface Launched {
  child: ChildProcess;
  url: string;
  /** Printed at the first start where the environment names no owner. */
  setupCode: string | null;
  stop(): Promise<void>;
}

/** Starts the product as a process of its own and waits for its word that it is ready. `stop` is kill -9. */
export async function launch(folder: string, port = 0, env: Record<string, string> = {}): Promise<Launched> {
  const child = spawn(process.execPath, [MAIN], {
    env: {
      PATH: '/usr/bin:/bin:/usr/sbin:/sbin',
      PORT: String(port),
      DATA_DIR: folder,
      NODE_COMPILE_CACHE: join(tmpdir(), 'agenticgen-product-cache'),
      ...env,
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const { url, setupCode } = await new Promise<{ url: string; setupCode: string | null }>(
    (resolve, reject) => {
      let said = '';
      child.stdout.on('data', (chunk: Buffer) => {
        said += String(chunk);
        const found = /ready at (\S+)\n/.exec(said)?.[1];
        if (found) resolve({ url: found, setupCode: /code (\S+)/.exec(said)?.[1] ?? null });
      });
      child.once('exit', (code) =>
        reject(new CounterpartError('counterpart_failed', `Cannot start product: it ended with ${code}`)),
      );
    },
  );
  return {
    child,
    url,
    setupCode,
    async stop() {
      child.kill('SIGKILL');
      await ended;
    },
  };
}

/** Starts the product on a free port, with an owner. `folder` keeps its data over several starts. */
export async function startServer(
  folder = mkdtempSync(join(tmpdir(), 'agenticgen-product-')),
  port = 0,
  env: Record<string, string> = {},
): Promise<ServerProcess> {
  const began = performance.now();
  const { child, url, stop } = await launch(folder, port, {
    ...env,
    AGENTICGEN_ADMIN_EMAIL: OWNER.email,
    AGENTICGEN_ADMIN_PASSWORD: OWNER.password,
  });
  const readyMs = performance.now() - began;
  const post = async <T>(path: string, body: unknown, token = ''): Promise<T> => {
    const headers = { 'content-type': 'application/json', authorization: `Bearer ${token}` };
    const response = await fetch(`${url}${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
    return (await response.json()) as T;
  };
  const { accessToken } = await post<{ accessToken: string }>('/api/v1/sessions', OWNER);
  return {
    url,
    readyMs,
    token: accessToken,
    residentMb: () => residentMb(child.pid ?? 0),
    post: (path, body) => post(path, body, accessToken),
    stop,
  };
}

/** What a process holds in memory now, in MiB. */
export function residentMb(pid: number): number {
  return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024;
}

export function removeFolder(folder: string): void {
  rmSync(folder, { recursive: true, force: true });
}
