import { tasksPerSecond } from './orchestrator/cluster.ts';
import { growth, SIZES } from './orchestrator/growth.ts';
import { queueToStart } from './orchestrator/latency.ts';
import { chain, openBench, stepsPerSecond } from './orchestrator/ours.ts';
import { bullmq, langgraph } from './orchestrator/peers.ts';
import { recoverySeconds } from './orchestrator/recovery.ts';
import { type Figure, median, percentile, type Report, reportOf } from './report.ts';

const RUNS = 1_000;
/** Chains of the peer at once: enough to keep it busy, as our queue keeps us. */
const AT_ONCE = 64;
const ROUNDS = 7;
const GOAL_STEPS = 10_000;
const GOAL_RATIO = 8;
const GOAL_START_MS = 3;
const GOAL_RECOVERY_SECONDS = 5;
const GOAL_GROWTH = 0.8;
const JOBS = 4_000;

const hundredth = (value: number) => Math.round(value * 100) / 100;

/** The same chain of ten steps, in turns: ours on a database on disk, the peer's in memory. */
async function durableSteps(): Promise<Figure[]> {
  await using bench = await openBench();
  const engine = bench.engine([chain as never]);
  engine.work();
  await stepsPerSecond(bench, engine, RUNS);
  const ours: number[] = [];
  const theirs: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    theirs.push(await langgraph(RUNS / 2, AT_ONCE));
    await stepsPerSecond(bench, engine, RUNS / 10); // as the peer warms up
    ours.push(await stepsPerSecond(bench, engine, RUNS));
  }
  const [value, peer] = [Math.round(median(ours)), Math.round(median(theirs))];
  const ratio = hundredth(value / peer);
  return [
    {
      name: 'durable steps on SQLite',
      value,
      unit: '/s',
      goal: `>= ${GOAL_STEPS} /s`,
      met: value >= GOAL_STEPS,
      peers: { 'LangGraph.js in memory': peer },
      ratio,
    },
    {
      name: 'times LangGraph.js',
      value: ratio,
      unit: '',
      goal: `>= ${GOAL_RATIO}`,
      met: ratio >= GOAL_RATIO,
    },
  ];
}

async function cluster(): Promise<Figure> {
  const value = Math.round(await tasksPerSecond());
  const peer = Math.round(await bullmq(JOBS));
  return {
    name: 'tasks on MariaDB, 4 worker processes',
    value,
    unit: '/s',
    peers: { 'BullMQ on Redis': peer },
    ratio: hundredth(value / peer),
  };
}

async function start(): Promise<Figure[]> {
  const latencies = await queueToStart();
  const p50 = hundredth(median(latencies));
  return [
    {
      name: 'from the queue to the first line (p50)',
      value: p50,
      unit: 'ms',
      goal: `< ${GOAL_START_MS} ms`,
      met: p50 < GOAL_START_MS,
    },
    {
      name: 'from the queue to the first line (p99)',
      value: hundredth(percentile(latencies, 0.99)),
      unit: 'ms',
    },
  ];
}

async function recovery(): Promise<Figure> {
  const value = hundredth(await recoverySeconds());
  const goal = `< ${GOAL_RECOVERY_SECONDS} s`;
  return {
    name: 'recovery of 10,000 interrupted tasks',
    value,
    unit: 's',
    goal,
    met: value < GOAL_RECOVERY_SECONDS,
  };
}

async function flatness(): Promise<Figure[]> {
  const figures = await growth();
  const all = SIZES.map((size) => figures[size]!);
  const ratio = hundredth(all.at(-1)! / all[0]!);
  const bySize = SIZES.map((size) => ({
    name: `steps with ${size} finished runs`,
    value: figures[size]!,
    unit: '/s',
  }));
  const goal = `>= ${GOAL_GROWTH}`;
  return [
    ...bySize,
    {
      name: 'speed at 10^6 finished runs to that at 10^3',
      value: ratio,
      unit: '',
      goal,
      met: ratio >= GOAL_GROWTH,
      ratio,
    },
  ];
}

/** The engine of durable runs beside its peers, in one run. */
export async function measure(): Promise<Report> {
  return reportOf('orchestrator', [
    ...(await durableSteps()),
    await cluster(),
    ...(await start()),
    await recovery(),
    ...(await flatness()),
  ]);
}
