import { setTimeout as pause } from 'node:timers/promises';
import { bubblewrap, createSandbox, type Language, type Sandbox } from '@agenticgen/sandbox';
import { type Figure, median, percentile, type Report, reportOf } from './report.ts';
import { bytesPerStandby, MEMORY_MISSING } from './sandbox/memory.ts';
import { plainNode, plainPython, pyodide, RUNSC_MISSING, runsc, timed } from './sandbox/peers.ts';

const WARM_RUNS = 200;
const COLD_RUNS = 8;
/** Between runs, so that another stands ready; runs that come faster are measured by `runs a second`. */
const PAUSE_MS = 120;
const BURST_RUNS = 200;
const MEGABYTE = 1_000_000;
const GOAL_MEGABYTES = 20;

type Case = { name: string; language: Language; code: string; p50: number; p99?: number };
const CASES: Case[] = [
  { name: 'print', language: 'python', code: 'print(1 + 1)', p50: 10, p99: 60 },
  {
    name: 'pandas groupby',
    language: 'python',
    code: `import pandas as pd
frame = pd.DataFrame({"key": ["a", "b", "a", "c"], "value": [1, 2, 3, 4]})
print(frame.groupby("key").value.sum().to_dict())`,
    p50: 15,
  },
  { name: 'JavaScript', language: 'javascript', code: 'console.log(1)', p50: 10 },
];
const [PRINT] = CASES;

const tenth = (value: number) => Math.round(value * 10) / 10;

async function times(count: number, act: () => Promise<unknown>): Promise<number[]> {
  const all: number[] = [];
  for (let index = 0; index < count; index++) {
    all.push(await timed(act));
    await pause(PAUSE_MS);
  }
  return all;
}

async function inSandbox(sandbox: Sandbox, { language, code }: Case): Promise<void> {
  const { exitCode, stderr } = await sandbox.run({ language, code });
  if (exitCode !== 0) throw new RangeError(`Cannot measure: the code ended with ${exitCode}: ${stderr}`);
}

/** The same code on the same machine, the strongest isolation first. */
async function peersOf(cold: Sandbox, which: Case): Promise<Record<string, number>> {
  const { name, language, code } = which;
  const ofPython = language === 'python';
  const peers: Record<string, number | undefined> = {
    'cold bubblewrap': median(await times(COLD_RUNS, () => inSandbox(cold, which))),
    runsc: ofPython
      ? await runsc('/usr/bin/python3', ['-c', code])
      : await runsc(process.execPath, ['-e', code]),
    ...(name === 'print' ? await pyodide() : {}),
    ...(ofPython ? { 'plain python3': await plainPython(code) } : { 'plain node': await plainNode(code) }),
  };
  const known = Object.entries(peers).filter((entry): entry is [string, number] => entry[1] !== undefined);
  return Object.fromEntries(known.map(([peer, value]) => [`${peer} (p50)`, tenth(value)]));
}

async function compared(warm: Sandbox, cold: Sandbox, which: Case): Promise<Figure[]> {
  const spent = await times(WARM_RUNS, () => inSandbox(warm, which));
  const peers = await peersOf(cold, which);
  const figure = (what: string, value: number, goal: number | undefined): Figure => ({
    name: `${which.name}, standing ready, ${what}`,
    value: tenth(value),
    unit: 'ms',
    ...(goal === undefined ? {} : { goal: `< ${goal} ms`, met: value < goal }),
    peers,
    ratio: Math.round((value / (peers['cold bubblewrap (p50)'] ?? Number.NaN)) * 1_000) / 1_000,
  });
  return [figure('p50', median(spent), which.p50), figure('p99', percentile(spent, 0.99), which.p99)];
}

/** As many at a time as there are cores. */
async function perSecond(warm: Sandbox): Promise<Figure> {
  const all = () => Promise.all(Array.from({ length: BURST_RUNS }, () => inSandbox(warm, PRINT!)));
  const value = (BURST_RUNS * 1_000) / (await timed(all));
  return { name: `runs a second, ${BURST_RUNS} at once`, value: tenth(value), unit: '/s' };
}

async function memory(): Promise<Figure[]> {
  const bytes = await bytesPerStandby();
  return Object.entries(bytes ?? {}).map(([language, each]) => ({
    name: `memory of one more standby, ${language}`,
    value: tenth(each / MEGABYTE),
    unit: 'MB (PSS)',
    goal: `< ${GOAL_MEGABYTES} MB`,
    met: each < GOAL_MEGABYTES * MEGABYTE,
  }));
}

async function ours(): Promise<Figure[]> {
  const options = { maxQueue: BURST_RUNS };
  const warm = createSandbox({ driver: bubblewrap(), ...options });
  const cold = createSandbox({ driver: bubblewrap({ standbys: 0 }), ...options });
  try {
    await warm.warmUp();
    await cold.probe();
    const figures: Figure[] = [];
    for (const which of CASES) figures.push(...(await compared(warm, cold, which)));
    return [...figures, await perSecond(warm)];
  } finally {
    await Promise.all([warm.close(), cold.close()]);
  }
}

/** Code in a sandbox that stands ready, beside one that is made for each run, its peers, and no sandbox at all. */
export async function measure(): Promise<Report> {
  const figures = [...(await ours()), ...(await memory())];
  const hasPeer = (peer: string) => figures.some(({ peers }) => peers?.[peer] !== undefined);
  const missing = [
    ...(hasPeer('runsc (p50)') ? [] : [RUNSC_MISSING]),
    ...(figures.some(({ name }) => name.startsWith('memory')) ? [] : [MEMORY_MISSING]),
  ];
  return { ...reportOf('sandbox', figures), ...(missing.length > 0 ? { missing } : {}) };
}
