import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { removeFolder, startServer } from '../tools/test-servers/product.ts';
import { startBare } from './bare-server.ts';
import { median, type Report, reportOf } from './report.ts';

const STARTS = 5;
const IDLE_MS = 3_000;
const READY_GOAL_MS = 1_500;
const MEMORY_GOAL_MB = 220;

/** Starts on a data folder that exists, and idle memory, beside a bare Hono process. */
export async function measure(): Promise<Report> {
  const folder = mkdtempSync(join(tmpdir(), 'agenticgen-bench-'));
  const ready: number[] = [];
  const memory: number[] = [];
  const bare = { ready: [] as number[], memory: [] as number[] };
  try {
    await (await startServer(folder)).stop();
    for (let i = 0; i < STARTS; i++) {
      const least = await startBare('{}');
      const server = await startServer(folder);
      bare.ready.push(least.readyMs);
      ready.push(server.readyMs);
      await new Promise((resolve) => setTimeout(resolve, IDLE_MS));
      bare.memory.push(least.residentMb());
      memory.push(server.residentMb());
      least.stop();
      await server.stop();
    }
  } finally {
    removeFolder(folder);
  }
  const readyMs = Math.round(median(ready));
  const idleMb = Math.round(median(memory));
  const beside = (value: number, peer: number) => ({
    peers: { 'bare Hono': peer },
    ratio: Math.round((value / peer) * 100) / 100,
  });
  return reportOf('start', [
    {
      name: 'ready',
      value: readyMs,
      unit: 'ms',
      goal: `< ${READY_GOAL_MS} ms`,
      met: readyMs < READY_GOAL_MS,
      ...beside(readyMs, Math.round(median(bare.ready))),
    },
    {
      name: 'idle resident memory',
      value: idleMb,
      unit: 'MB',
      goal: `< ${MEMORY_GOAL_MB} MB`,
      met: idleMb < MEMORY_GOAL_MB,
      ...beside(idleMb, Math.round(median(bare.memory))),
    },
  ]);
}
