import type { Account } from './account.ts';
import { limitOf } from './caps.ts';
import { createHeap, type Heap } from './heap.ts';
import type { Policy } from './policy.ts';
import { fitsIn, type Vector, vectorOf } from './resources.ts';
import { type Candidate, CLASSES, capNames, classOf } from './task.ts';

export interface Entry {
  task: Candidate;
  /** Deadline, or what counts as one where there is none. */
  wantedAt: number;
  /** Latest start that may still meet the deadline. */
  startBy: number;
  taken: boolean;
}

/** Runs of one workspace, class, pool and set of needs: if one of them may not start, none may. */
export interface Flow {
  readonly scope: string | null;
  readonly rank: number;
  readonly pool: string;
  readonly caps: readonly { name: string; limit: number }[];
  readonly vector: Vector;
  readonly tokens: number;
  /** By deadline; those that can't be met any more go behind, by age. */
  readonly timely: Heap<Entry>;
  readonly late: Heap<Entry>;
  readonly byAge: Heap<Entry>;
}

export type Obstacle = 'none' | 'cap' | 'storm' | 'resources' | 'never';

/** The waiting runs, sorted so that choosing looks at a flow's head alone. */
export interface Ready {
  readonly size: number;
  readonly flows: readonly (readonly Flow[])[];
  add(task: Candidate): void;
  /** What the flow would give next, and its longest waiting. */
  head(flow: Flow, now: number): Entry | undefined;
  oldest(flow: Flow): Entry | undefined;
  take(flow: Flow, entry: Entry): void;
}

export function createReady(policy: Policy): Ready {
  const flows: Flow[][] = CLASSES.map(() => []);
  const byKey = new Map<string, Flow>();
  let size = 0;

  function flowOf(task: Candidate, rank: number): Flow {
    const key = keyOf(task, rank);
    const known = byKey.get(key);
    if (known) return known;
    const flow = newFlow(policy, task, rank);
    byKey.set(key, flow);
    flows[rank]!.push(flow);
    return flow;
  }

  function head(flow: Flow, now: number): Entry | undefined {
    for (let top = flow.timely.peek(); top; top = flow.timely.peek()) {
      if (!top.taken && top.startBy >= now) return top;
      flow.timely.pop();
      if (!top.taken) flow.late.push(top);
    }
    return firstOpen(flow.late);
  }

  return {
    get size() {
      return size;
    },
    flows,
    add(task) {
      const rank = classOf(task);
      const wantedAt = task.deadlineAt ?? task.dueAt + policy.patienceMs[CLASSES[rank]!];
      const startBy =
        task.deadlineAt === null ? Number.POSITIVE_INFINITY : task.deadlineAt - (task.expectedMs ?? 0);
      const entry = { task, wantedAt, startBy, taken: false };
      const flow = flowOf(task, rank);
      flow.timely.push(entry);
      flow.byAge.push(entry);
      size++;
    },
    head,
    oldest: (flow) => firstOpen(flow.byAge),
    take(flow, entry) {
      entry.taken = true;
      size--;
      if (firstOpen(flow.byAge)) return;
      const of = flows[flow.rank]!;
      of[of.indexOf(flow)] = of[of.length - 1]!;
      of.pop();
      byKey.delete(keyOf(entry.task, flow.rank));
    },
  };
}

function keyOf(task: Candidate, rank: number): string {
  // Whether it ends before others need its room depends on its kind.
  const needs = task.needs === null ? '' : `${JSON.stringify(task.needs)}|${task.kind}`;
  return `${rank}|${task.pool}|${needs}|${task.scope ?? ''}`;
}

function newFlow(policy: Policy, task: Candidate, rank: number): Flow {
  const caps = capNames(task).map((name) => ({
    name,
    limit: limitOf(task, name, policy.caps),
  }));
  return {
    scope: task.scope,
    rank,
    pool: task.pool,
    caps,
    vector: vectorOf(task.needs),
    tokens: task.needs?.tokensPerMinute ?? 0,
    timely: createHeap<Entry>(
      (a, b) => a.wantedAt < b.wantedAt || (a.wantedAt === b.wantedAt && older(a, b)),
    ),
    late: createHeap<Entry>(older),
    byAge: createHeap<Entry>(older),
  };
}

function older(a: Entry, b: Entry): boolean {
  return a.task.dueAt < b.task.dueAt || (a.task.dueAt === b.task.dueAt && a.task.runId < b.task.runId);
}

function firstOpen(heap: Heap<Entry>): Entry | undefined {
  while (heap.peek()?.taken) heap.pop();
  return heap.peek();
}

/** What keeps runs of the flow from starting now. */
export function obstacleOf(flow: Flow, account: Account, now: number): Obstacle {
  const { policy } = account;
  for (const { name, limit } of flow.caps) {
    const busy = account.busy(name);
    if (busy >= limit || account.isFull(name, now)) return 'cap';
    if (flow.rank < CLASSES.length - 1 && account.damping.holdsBack(name, busy, now)) return 'storm';
  }
  if (account.busyInPool(flow.pool) >= policy.poolSize(flow.pool)) return 'cap';
  if (flow.tokens > 0) {
    const readyAt = account.tokens.readyAt(flow.tokens, now);
    if (readyAt === Number.POSITIVE_INFINITY) return 'never';
    if (readyAt > now) return 'resources';
  }
  if (fitsIn(flow.vector, account.free)) return 'none';
  return fitsIn(flow.vector, vectorOf(policy.capacity, Number.POSITIVE_INFINITY)) ? 'resources' : 'never';
}
