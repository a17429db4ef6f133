import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createConnection } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort, requireProgram, waitFor } from '../../tools/test-servers/index.ts';
import { figureOf } from '../peer.ts';

export function langgraph(runs: number, atOnce: number): Promise<number> {
  return figureOf('@langchain/langgraph', 'langgraph.ts', [runs, atOnce]);
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
    return await figureOf('bullmq', 'bullmq.ts', ['measure', port, jobs]);
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
