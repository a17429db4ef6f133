import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

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

/** Starts the product as a process of its own, on a free port. `folder` keeps its data over several starts. */
export async function startServer(
  folder = mkdtempSync(join(tmpdir(), 'agenticgen-product-')),
  port = 0,
): Promise<ServerProcess> {
  const began = performance.now();
  const child = spawn(process.execPath, [MAIN], {
    env: {
      PATH: '/usr/bin:/bin:/usr/sbin:/sbin',
      PORT: String(port),
      DATA_DIR: folder,
      AGENTICGEN_ADMIN_EMAIL: OWNER.email,
      AGENTICGEN_ADMIN_PASSWORD: OWNER.password,
      NODE_COMPILE_CACHE: join(tmpdir(), 'agenticgen-product-cache'),
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const url = await new Promise<string>((resolve) => {
    child.stdout.on('data', (chunk: Buffer) => {
      const found = /ready at (\S+)/.exec(String(chunk))?.[1];
      if (found) resolve(found);
    });
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
    async stop() {
      const ended = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGKILL');
      await ended;
    },
  };
}

/** What a process holds in memory now, in MiB. */
export function residentMb(pid: number): number {
  return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024;
}

export function removeFolder(folder: string): void {
  rmSync(folder, { recursive: true, force: true });
}
