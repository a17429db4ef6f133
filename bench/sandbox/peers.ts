import { execFile } from 'node:child_process';
import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import { promisify } from 'node:util';
import { figureOf } from '../peer.ts';
import { median } from '../report.ts';

const run = promisify(execFile);
const RUNSC = '/usr/bin/runsc';
const PYODIDE_FRESH_RUNS = 3;
const PYODIDE_SHARED_RUNS = 100;
const RUNS = 8;
/** Each takes up to five seconds. */
const RUNSC_RUNS = 3;

export async function timed(act: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await act();
  return performance.now() - began;
}

async function medianOf(runs: number, command: string, args: string[]): Promise<number> {
  const all: number[] = [];
  for (let index = 0; index < runs; index++) all.push(await timed(() => run(command, args)));
  return median(all);
}

export function plainPython(code: string): Promise<number> {
  return medianOf(RUNS, '/usr/bin/python3', ['-c', code]);
}

export function plainNode(code: string): Promise<number> {
  return medianOf(RUNS, process.execPath, ['--input-type=module', '-e', code]);
}

/** Undefined where it is not installed. ptrace is the one platform that runs on every machine. */
export async function runsc(command: string, args: string[]): Promise<number | undefined> {
  try {
    await access(RUNSC, constants.X_OK);
  } catch {
    return undefined;
  }
  const own = ['--rootless', '--network=none', '--platform=ptrace', 'do', command, ...args];
  return medianOf(RUNSC_RUNS, RUNSC, own);
}

export const RUNSC_MISSING = 'runsc: apt-get install -y runsc';

export async function pyodide(): Promise<Record<string, number>> {
  return {
    'Pyodide, a process for each run': await figureOf('pyodide', 'pyodide.ts', ['fresh', PYODIDE_FRESH_RUNS]),
    'Pyodide, all runs in one interpreter': await figureOf('pyodide', 'pyodide.ts', [
      'shared',
      PYODIDE_SHARED_RUNS,
    ]),
  };
}
