import { CLASSES, type ClassName, classOf, createHeap } from '@agenticgen/orchestrator';
import type { Discipline } from './disciplines.ts';
import { FLOOD, type Task } from './workload.ts';

export interface Outcome {
  deadlines: number;
  misses: number;
  /** Of all but the flooding workspace, which waits for itself. */
  longestWaitMs: Record<ClassName, number>;
  /** Misses of all but the flooding workspace. */
  missesOfOthers: number;
  /** While somebody waits: mean of Jain's index of what each workspace has of its max-min fair share; 1 is even. */
  fairness: number;
  /** Wall time per choice. */
  choiceUs: number;
}

/** Workers look for work this often. */
const TICK_MS = 100;
const SAMPLE_MS = 1_000;

interface Running {
  task: Task;
  endsAt: number;
}

/** Discrete events: tasks arrive, workers take what the discipline says, and end after their duration. */
export function simulate(tasks: readonly Task[], workers: number, discipline: Discipline): Outcome {
  const running = createHeap<Running>((a, b) => a.endsAt < b.endsAt);
  const shares = createShares(workers);
  const outcome = newOutcome();
  let arrived = 0;
  let choosingMs = 0;
  let sampledAt = 0;
  for (let now = 0; arrived < tasks.length || running.size > 0 || discipline.size > 0; ) {
    for (let top = running.peek(); top && top.endsAt <= now; top = running.peek()) {
      running.pop();
      discipline.end(top.task, top.endsAt);
      shares.end(top.task);
      judge(outcome, top);
    }
    for (let next = tasks[arrived]; next && next.createdAt <= now; next = tasks[++arrived]) {
      discipline.add(next);
      shares.add(next);
    }
    const began = performance.now();
    const taken = discipline.take(now, workers - running.size) as Task[];
    choosingMs += performance.now() - began;
    for (const task of taken) {
      task.startedAt = now;
      shares.start(task);
      running.push({ task, endsAt: now + task.durationMs });
    }
    if (now - sampledAt >= SAMPLE_MS) {
      sampledAt = now;
      shares.sample();
    }
    const soonest = Math.min(
      running.peek()?.endsAt ?? Number.POSITIVE_INFINITY,
      tasks[arrived]?.createdAt ?? Number.POSITIVE_INFINITY,
    );
    now = Math.max(now + TICK_MS, Number.isFinite(soonest) ? soonest : 0);
  }
  outcome.fairness = shares.mean();
  outcome.choiceUs = (choosingMs * 1000) / tasks.length;
  return outcome;
}

function newOutcome(): Outcome {
  const longestWaitMs = Object.fromEntries(CLASSES.map((name) => [name, 0])) as Outcome['longestWaitMs'];
  return { deadlines: 0, misses: 0, missesOfOthers: 0, longestWaitMs, fairness: 1, choiceUs: 0 };
}

function judge(outcome: Outcome, { task, endsAt }: Running): void {
  const name = CLASSES[classOf(task)]!;
  const isOther = task.scope !== FLOOD;
  const waitedMs = task.startedAt - task.createdAt;
  if (isOther) outcome.longestWaitMs[name] = Math.max(outcome.longestWaitMs[name], waitedMs);
  if (task.deadlineAt === null) return;
  outcome.deadlines++;
  if (endsAt <= task.deadlineAt) return;
  outcome.misses++;
  if (isOther) outcome.missesOfOthers++;
}

/** What each workspace has waiting and under way. */
function createShares(workers: number) {
  const scopes = new Map<string | null, { waiting: number; running: number }>();
  let sum = 0;
  let samples = 0;
  const of = (scope: string | null) => {
    const known = scopes.get(scope);
    if (known) return known;
    const fresh = { waiting: 0, running: 0 };
    scopes.set(scope, fresh);
    return fresh;
  };
  return {
    add(task: Task) {
      of(task.scope).waiting++;
    },
    start(task: Task) {
      of(task.scope).waiting--;
      of(task.scope).running++;
    },
    end(task: Task) {
      of(task.scope).running--;
    },
    sample() {
      const wanting = [...scopes.values()].filter(({ waiting, running }) => waiting + running > 0);
      if (!wanting.some(({ waiting }) => waiting > 0)) return;
      const fair = maxMinShares(
        wanting.map(({ waiting, running }) => waiting + running),
        workers,
      );
      sum += jain(wanting.map(({ running }, index) => running / fair[index]!));
      samples++;
    },
    mean: () => (samples === 0 ? 1 : sum / samples),
  };
}

/** R. Jain, D. Chiu, W. Hawe: A Quantitative Measure of Fairness, 1984. From 1/n to 1, which is even. */
export function jain(values: readonly number[]): number {
  const total = values.reduce((all, value) => all + value, 0);
  const squares = values.reduce((all, value) => all + value * value, 0);
  return squares === 0 ? 1 : (total * total) / (values.length * squares);
}

/** Nobody gets more than is wanted, and what is left is shared evenly by those who want more. */
export function maxMinShares(wanted: readonly number[], capacity: number): number[] {
  const order = wanted.map((_, index) => index).sort((a, b) => wanted[a]! - wanted[b]!);
  const shares: number[] = new Array(wanted.length).fill(0);
  let left = capacity;
  order.forEach((index, done) => {
    shares[index] = Math.min(wanted[index]!, left / (order.length - done));
    left -= shares[index]!;
  });
  return shares;
}
