import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { mariadb } from '../../tools/test-servers/index.ts';
import { task } from './cluster-worker.ts';
import { allEnded, openBench, startMany } from './ours.ts';

const WORKERS = 4;
const TASKS = 4_000;
const PROGRAM = fileURLToPath(new URL('cluster-worker.ts', import.meta.url));

/** Tasks a second that four processes do on one MariaDB, from a filled queue to the last end. */
export async function tasksPerSecond(): Promise<number> {
  await using server = await mariadb();
  await using bench = await openBench(server.url);
  const workers = Array.from({ length: WORKERS }, () =>
    spawn(process.execPath, [PROGRAM, server.url], { stdio: ['ignore', 'ignore', 'inherit'] }),
  );
  try {
    const starter = bench.engine([task], { maxQueued: TASKS * 2 });
    await startMany(bench, starter, task, 200); // warms the processes up
    await allEnded(bench);
    const began = performance.now();
    await startMany(bench, starter, task, TASKS);
    await allEnded(bench);
    return (TASKS * 1_000) / (performance.now() - began);
  } finally {
    for (const worker of workers) worker.kill('SIGKILL');
    await Promise.all(workers.map((worker) => (worker.signalCode ? null : once(worker, 'exit'))));
    await pause(100);
  }
}
