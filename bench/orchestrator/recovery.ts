import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { interrupted } from './cluster-worker.ts';
import { allEnded, openBench, startMany } from './ours.ts';

const TASKS = 10_000;
const PROGRAM = fileURLToPath(new URL('cluster-worker.ts', import.meta.url));

/**
 * Seconds from the moment when a process takes over to the end of the last of 10,000 runs that were under way
 * when the one before was killed with -9: each had one step recorded and another begun.
 */
export async function recoverySeconds(): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'agenticgen-recovery-'));
  const url = `sqlite:${join(folder, 'runs.db')}`;
  try {
    await using bench = await openBench(url);
    const procedure = interrupted(false);
    const next = bench.engine([procedure], { concurrency: TASKS, admission: false, maxQueued: TASKS * 2 });
    const killed = spawn(process.execPath, [PROGRAM, url, String(TASKS)], {
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    await startMany(bench, next, procedure, TASKS);
    const begun = bench.db.selectFrom('run_events').select((eb) => eb.fn.countAll<number>().as('count'));
    const second = begun.where('type', '=', 'step.started').where('step', '=', 'two');
    while (Number((await second.executeTakeFirstOrThrow()).count) < TASKS) await pause(20);
    killed.kill('SIGKILL');
    await once(killed, 'exit');
    const began = performance.now();
    next.work();
    await allEnded(bench);
    return (performance.now() - began) / 1_000;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
