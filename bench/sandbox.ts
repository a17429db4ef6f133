import { execFile } from 'node:child_process';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import { bubblewrap, createSandbox, type Sandbox } from '@agenticgen/sandbox';
import { type Figure, median, percentile, type Report, reportOf } from './report.ts';

const run = promisify(execFile);

const WARM_RUNS = 100;
const COLD_RUNS = 8;
/** Between runs, so that another stands ready; runs that come faster are measured by `runs a second`. */
const PAUSE_MS = 60;
const BURST_RUNS = 200;
const GOALS = { printMs: 10, printP99Ms: 60, pandasMs: 15 };

const PRINT = 'print(1 + 1)';
const PANDAS = `import pandas as pd
frame = pd.DataFrame({"key": ["a", "b", "a", "c"], "value": [1, 2, 3, 4]})
print(frame.groupby("key").value.sum().to_dict())`;

const tenth = (value: number) => Math.round(value * 10) / 10;

async function timed(act: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await act();
  return performance.now() - began;
}

async function times(count: number, act: () => Promise<unknown>): Promise<number[]> {
  const all: number[] = [];
  for (let index = 0; index < count; index++) {
    all.push(await timed(act));
    await pause(PAUSE_MS);
  }
  return all;
}

async function inSandbox(sandbox: Sandbox, code: string): Promise<void> {
  const { exitCode, stderr } = await sandbox.run({ language: 'python', code });
  if (exitCode !== 0) throw new RangeError(`Cannot measure: the code ended with ${exitCode}: ${stderr}`);
}

const plain = (code: string) => run('/usr/bin/python3', ['-c', code]);

interface Compared {
  warm: number[];
  cold: number;
  python: number;
}

async function compared(warm: Sandbox, cold: Sandbox, code: string): Promise<Compared> {
  return {
    warm: await times(WARM_RUNS, () => inSandbox(warm, code)),
    cold: median(await times(COLD_RUNS, () => inSandbox(cold, code))),
    python: median(await times(COLD_RUNS, () => plain(code))),
  };
}

function figuresOf(
  name: string,
  { warm, cold, python }: Compared,
  goals: [p50: number, p99?: number],
): Figure[] {
  const [p50, p99] = [median(warm), percentile(warm, 0.99)];
  const figure = (what: string, value: number, goal: number | undefined): Figure => ({
    name: `${name}, standing ready, ${what}`,
    value: tenth(value),
    unit: 'ms',
    ...(goal === undefined ? {} : { goal: `< ${goal} ms`, met: value < goal }),
    peers: { 'cold bubblewrap (p50)': tenth(cold), 'plain python3 (p50)': tenth(python) },
    ratio: Math.round((value / cold) * 1_000) / 1_000,
  });
  return [figure('p50', p50, goals[0]), figure('p99', p99, goals[1])];
}

/** As many at a time as stand ready. */
async function perSecond(warm: Sandbox): Promise<number> {
  const spent = await timed(() =>
    Promise.all(Array.from({ length: BURST_RUNS }, () => inSandbox(warm, PRINT))),
  );
  return (BURST_RUNS * 1_000) / spent;
}

/** Python in a sandbox that stands ready, beside one that is made for each run, and beside plain Python. */
export async function measure(): Promise<Report> {
  const options = { maxQueue: BURST_RUNS };
  const warm = createSandbox({ driver: bubblewrap(), ...options });
  const cold = createSandbox({ driver: bubblewrap({ standbys: 0 }), ...options });
  try {
    await warm.warmUp();
    await cold.probe();
    await inSandbox(warm, PANDAS);
    const print = await compared(warm, cold, PRINT);
    const pandas = await compared(warm, cold, PANDAS);
    const rate = await perSecond(warm);
    return reportOf('sandbox', [
      ...figuresOf('print', print, [GOALS.printMs, GOALS.printP99Ms]),
      ...figuresOf('pandas groupby', pandas, [GOALS.pandasMs]),
      { name: 'runs a second, all at once', value: tenth(rate), unit: '/s' },
    ]);
  } finally {
    await Promise.all([warm.close(), cold.close()]);
  }
}
