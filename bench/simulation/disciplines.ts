import {
  type Candidate,
  createAccount,
  createHeap,
  createPolicy,
  createReady,
  takeNext,
} from '@agenticgen/orchestrator';

/** How waiting tasks are chosen: ours, and the simple ones beside it. */
export interface Discipline {
  readonly size: number;
  add(task: Candidate): void;
  take(now: number, free: number): Candidate[];
  end(task: Candidate, now: number): void;
}

export const DISCIPLINES = ['ours', 'FIFO', 'priority only', 'EDF only'] as const;
export type DisciplineName = (typeof DISCIPLINES)[number];

export function createDiscipline(name: DisciplineName, slots: number): Discipline {
  switch (name) {
    case 'ours':
      return createOurs(slots);
    case 'FIFO':
      return createSorted(isOlder);
    case 'priority only':
      return createSorted((a, b) => a.priority > b.priority || (a.priority === b.priority && isOlder(a, b)));
    case 'EDF only':
      return createSorted((a, b) => {
        const [x, y] = [a.deadlineAt ?? Number.POSITIVE_INFINITY, b.deadlineAt ?? Number.POSITIVE_INFINITY];
        return x < y || (x === y && isOlder(a, b));
      });
  }
}

function isOlder(a: Candidate, b: Candidate): boolean {
  return a.dueAt < b.dueAt;
}

/** The code that the workers run. */
function createOurs(slots: number): Discipline {
  const account = createAccount(createPolicy({ slots }));
  const ready = createReady(account.policy);
  return {
    get size() {
      return ready.size;
    },
    add: (task) => ready.add(task),
    take: (now, free) => takeNext(ready, account, now, free),
    end: (task, now) => account.end(task.runId, now, false),
  };
}

function createSorted(before: (a: Candidate, b: Candidate) => boolean): Discipline {
  const heap = createHeap(before);
  return {
    get size() {
      return heap.size;
    },
    add: (task) => heap.push(task),
    take(_now, free) {
      const taken: Candidate[] = [];
      while (taken.length < free && heap.size > 0) taken.push(heap.pop()!);
      return taken;
    },
    end() {},
  };
}
