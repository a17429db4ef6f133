import type { EngineParts } from './engine.ts';
import { CLAIM_BATCH, EXCLUSIVE_CLAIM_BATCH, FULL_CAP_MS } from './limits.ts';
import { createAccount } from './schedule/account.ts';
import { createPolicy } from './schedule/policy.ts';
import { createPools, type PoolView } from './schedule/pools.ts';
import { schedule } from './schedule/schedule.ts';
import type { Candidate } from './schedule/task.ts';
import type { Claim } from './store.ts';

/** How a run left its worker: null if that says nothing of its health. */
export type Health = 'good' | 'bad' | null;

export interface SchedulerView {
  pools: PoolView[];
  running: { runId: string; pool: string; scope: string | null; kind: string; startedAt: number }[];
  /** Agents, models and workspaces that rest since they fail in a row. */
  resting: { name: string; failures: number; until: number }[];
}

/** The policy at work in one process: it keeps the account of what is under way here. */
export interface Scheduler {
  /** How many runs to claim now; 0 if there is no place at all. */
  limit(): number;
  choose(due: readonly Candidate[], now: number, free: number): string[];
  onFull(names: ReadonlySet<string>): void;
  begin(claim: Claim): void;
  end(runId: string, health: Health): void;
  view(): SchedulerView;
}

export function createScheduler<Db>(engine: EngineParts<Db>): Scheduler {
  const { clock, concurrency } = engine;
  const batch = engine.exclusive ? EXCLUSIVE_CLAIM_BATCH : CLAIM_BATCH;
  const hasPools = Object.keys(engine.pools).length > 0;
  const account = createAccount(
    createPolicy({ ...engine.scheduling, slots: concurrency, poolSize: (pool) => pools.sizeOf(pool) }),
  );
  const pools = createPools(engine.pools, concurrency, account.busyInPool, engine.tellPool);
  let chosen = new Map<string, Candidate>();

  return {
    limit() {
      const free = concurrency - account.busyInPool('');
      // A pool that is full may grow by what is due.
      return hasPools ? batch : Math.min(free, batch);
    },
    choose(due, now, free) {
      pools.see(due, now);
      const known = due.map((run) => ({
        ...run,
        pool: pools.keyOf(run.pool),
        expectedMs: engine.durations.expected(run.kind),
      }));
      const next = schedule(known, account, now, free);
      chosen = new Map(next.map((run) => [run.runId, run]));
      return next.map(({ runId }) => runId);
    },
    onFull: (names) => account.fill(names, clock.now() + FULL_CAP_MS),
    begin(claim) {
      const run = chosen.get(claim.run.id);
      if (run) account.start(run, clock.now());
    },
    end: (runId, health) => account.end(runId, clock.now(), health === null ? null : health === 'bad'),
    view: () => ({
      pools: pools.view(),
      running: [...account.running.values()].map(({ task, startedAt }) => {
        const { runId, pool, scope, kind } = task;
        return { runId, pool, scope, kind, startedAt };
      }),
      resting: account.damping.resting(clock.now()),
    }),
  };
}
