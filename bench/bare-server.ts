import { spawn } from 'node:child_process';
import { residentMb } from '../tools/test-servers/product.ts';

const BARE = new URL('./bare-hono.ts', import.meta.url).pathname;

export interface BareServer {
  url: string;
  /** From the start of the process to its word that it listens. */
  readyMs: number;
  residentMb(): number;
  stop(): void;
}

/** The least that a server on this runtime and router can be: a process that answers `body` to anybody. */
export async function startBare(body: string): Promise<BareServer> {
  const began = performance.now();
  const child = spawn(process.execPath, [BARE, body], { stdio: ['ignore', 'pipe', 'inherit'] });
  const url = await new Promise<string>((resolve) =>
    child.stdout.once('data', (text) => resolve(String(text).trim())),
  );
  const readyMs = performance.now() - began;
  return {
    url,
    readyMs,
    residentMb: () => residentMb(child.pid ?? 0),
    stop: () => void child.kill('SIGKILL'),
  };
}
