import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { loadPyodide } from 'pyodide';

const CODE = 'print(1 + 1)';

function median(values: number[]): number {
  return values.sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}

async function timed(act: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await act();
  return performance.now() - began;
}

/** A run in a process of its own: what a run costs that may not see what others left. */
async function once(): Promise<void> {
  const python = await loadPyodide();
  await python.runPythonAsync(CODE);
}

async function fresh(runs: number): Promise<number> {
  const times: number[] = [];
  for (let run = 0; run < runs; run++)
    times.push(
      await timed(() => promisify(execFile)(process.execPath, [fileURLToPath(import.meta.url), 'once'])),
    );
  return median(times);
}

/** Runs in one interpreter, which sees what each run left. */
async function shared(runs: number): Promise<number> {
  const python = await loadPyodide({ stdout: () => {} });
  const times: number[] = [];
  for (let run = 0; run < runs; run++) times.push(await timed(() => python.runPythonAsync(CODE)));
  return median(times);
}

const [mode, runs] = process.argv.slice(2);
if (mode === 'once') await once();
else console.log(mode === 'fresh' ? await fresh(Number(runs)) : await shared(Number(runs)));
