import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { removeFolder, startServer } from '../tools/test-servers/product.ts';
import { median, type Report, reportOf } from './report.ts';

const STARTS = 5;
const IDLE_MS = 3_000;
const READY_GOAL_MS = 1_500;
const MEMORY_GOAL_MB = 220;

/** Starts of the server on a data folder that exists, and what it holds in memory when it idles. */
export async function measure(): Promise<Report> {
  const folder = mkdtempSync(join(tmpdir(), 'agenticgen-bench-'));
  const ready: number[] = [];
  const memory: number[] = [];
  try {
    await (await startServer(folder)).stop();
    for (let i = 0; i < STARTS; i++) {
      const server = await startServer(folder);
      ready.push(server.readyMs);
      await new Promise((resolve) => setTimeout(resolve, IDLE_MS));
      memory.push(server.residentMb());
      await server.stop();
    }
  } finally {
    removeFolder(folder);
  }
  const readyMs = Math.round(median(ready));
  const idleMb = Math.round(median(memory));
  return reportOf('start', [
    {
      name: 'ready',
      value: readyMs,
      unit: 'ms',
      goal: `< ${READY_GOAL_MS} ms`,
      met: readyMs < READY_GOAL_MS,
    },
    {
      name: 'idle resident memory',
      value: idleMb,
      unit: 'MB',
      goal: `< ${MEMORY_GOAL_MB} MB`,
      met: idleMb < MEMORY_GOAL_MB,
    },
  ]);
}
