import { type Candidate, CLASSES } from '@agenticgen/orchestrator';
import { createRandom, type Random } from './random.ts';

export const SHAPES = ['steady', 'bursts', 'heavy tail', 'flood'] as const;
export type Shape = (typeof SHAPES)[number];

/** A run of the simulation: what the policy sees, and how long it takes, which the policy doesn't see. */
export interface Task extends Candidate {
  durationMs: number;
  startedAt: number;
}

export interface Load {
  shape: Shape;
  /** Work that arrives for each ms of a worker. */
  load: number;
  workers: number;
  tasks: number;
  seed: number;
}

interface Kind {
  rank: number;
  share: number;
  meanMs: number;
  /** Share of the runs that have a deadline, and the time that it leaves beside the work. */
  withDeadline: number;
  slackMs: readonly [number, number];
}

const KINDS: readonly Kind[] = [
  { rank: 2, share: 0.25, meanMs: 4_000, withDeadline: 1, slackMs: [5_000, 15_000] },
  { rank: 1, share: 0.15, meanMs: 20_000, withDeadline: 0.8, slackMs: [20_000, 120_000] },
  { rank: 0, share: 0.35, meanMs: 30_000, withDeadline: 0.6, slackMs: [60_000, 600_000] },
  { rank: -1, share: 0.15, meanMs: 45_000, withDeadline: 0.3, slackMs: [300_000, 1_800_000] },
  { rank: -2, share: 0.1, meanMs: 60_000, withDeadline: 0, slackMs: [0, 0] },
];
/** The workspace that asks for everything at once. */
export const FLOOD = 'flood';
const SCOPES = 50;
const FLOOD_SHARE = 0.2;
const BURST_MS = 60_000;
const BURST_RATE = 1.8;
const MAX_DURATION_MS = 30 * 60_000;

/** Tasks in the order of their arrival. */
export function createWorkload({ shape, load, workers, tasks, seed }: Load): Task[] {
  const random = createRandom(seed);
  const meanMs = KINDS.reduce((sum, kind) => sum + kind.share * kind.meanMs, 0);
  const flooded = shape === FLOOD ? Math.round(tasks * FLOOD_SHARE) : 0;
  const gapMs = (meanMs / (load * workers)) * (tasks / (tasks - flooded));
  const made: Task[] = [];
  let at = 0;
  for (let n = 0; n < tasks - flooded; n++) {
    const inBurst = Math.floor(at / BURST_MS) % 2 === 0;
    const rate = shape === 'bursts' ? (inBurst ? BURST_RATE : 2 - BURST_RATE) : 1;
    at += random.exponential(gapMs / rate);
    made.push(newTask(random, shape, Math.floor(at), `w${Math.floor(random.uniform() * SCOPES)}`, n));
  }
  // One workspace asks for its work all at once, after a tenth of the time.
  for (let n = 0; n < flooded; n++)
    made.push(newTask(random, shape, Math.floor(at / 10), FLOOD, tasks - flooded + n));
  return made.sort((a, b) => a.createdAt - b.createdAt);
}

function newTask(random: Random, shape: Shape, at: number, scope: string, n: number): Task {
  const kind = kindOf(random.uniform());
  const drawn =
    shape === 'heavy tail'
      ? random.pareto(kind.meanMs, 1.5, MAX_DURATION_MS)
      : random.logNormal(kind.meanMs, 0.8);
  const durationMs = Math.max(1, Math.round(Math.min(drawn, MAX_DURATION_MS)));
  const hasDeadline = random.uniform() < kind.withDeadline;
  const deadlineAt = hasDeadline ? Math.round(at + durationMs + random.between(...kind.slackMs)) : null;
  return {
    runId: `t${n}`,
    scope,
    priority: kind.rank,
    deadlineAt,
    createdAt: at,
    dueAt: at,
    pool: '',
    needs: null,
    kind: CLASSES[kind.rank + 2]!,
    // As measured: the usual duration of its kind, not its own.
    expectedMs: kind.meanMs,
    durationMs,
    startedAt: -1,
  };
}

function kindOf(drawn: number): Kind {
  let sum = 0;
  for (const kind of KINDS) {
    sum += kind.share;
    if (drawn < sum) return kind;
  }
  return KINDS[KINDS.length - 1]!;
}
