import { execFile, spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { createConnection } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { freePort, requireProgram, waitFor } from '../../tools/test-servers/index.ts';

const FOLDER = fileURLToPath(new URL('../peers/', import.meta.url));
const run = promisify(execFile);

/** What we compare with is no part of the product: it is installed when it is asked for. */
function install(): void {
  if (existsSync(join(FOLDER, 'node_modules'))) return;
  const npm = spawnSync('npm', ['ci', '--ignore-scripts', '--loglevel=error'], {
    cwd: FOLDER,
    stdio: ['ignore', 2, 2],
  });
  if (npm.status !== 0)
    throw new Error(`Cannot install the peers: npm ci in ${FOLDER} ended with ${npm.status}`);
}

/** The figure that a peer's program prints. It runs in a process of its own, as we do. */
async function figureOf(program: string, args: readonly (string | number)[]): Promise<number> {
  install();
  const { stdout } = await run(process.execPath, [join(FOLDER, program), ...args.map(String)]);
  return Number(stdout.trim());
}

export function langgraph(runs: number, atOnce: number): Promise<number> {
  return figureOf('langgraph.ts', [runs, atOnce]);
}

/** BullMQ on a real Redis that keeps its log on disk, as ours does. */
export async function bullmq(jobs: number): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'agenticgen-redis-'));
  const port = await freePort();
  const options = [
    '--port',
    String(port),
    '--dir',
    folder,
    '--save',
    '',
    '--appendonly',
    'yes',
    '--bind',
    '127.0.0.1',
  ];
  const server = spawn(requireProgram('redis-server', 'redis-server'), options, { stdio: 'ignore' });
  try {
    await waitFor(() => isListening(port), { what: 'Redis' });
    return await figureOf('bullmq.ts', ['measure', port, jobs]);
  } finally {
    server.kill('SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  }
}

function isListening(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createConnection({ port, host: '127.0.0.1' });
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });
}
