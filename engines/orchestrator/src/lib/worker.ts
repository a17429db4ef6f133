import type { EngineParts } from './engine.ts';
import { type Execution, execute } from './execution.ts';
import type { Forecast } from './forecast.ts';
import type { Journal } from './journal.ts';
import { DURATIONS_FLUSH_MS } from './limits.ts';
import { hasEnded, type RunState } from './run.ts';
import type { Candidate } from './schedule/task.ts';
import { createScheduler, type Health, type SchedulerView } from './scheduler.ts';
import type { Claim } from './store.ts';

export interface Worker {
  work(): void;
  /** Parks what runs. Resolves when all has left, at the latest a little after `graceMs`. */
  stop(options: { graceMs: number }): Promise<void>;
  /** There may be due runs. */
  wake(): void;
  held(runId: string): Execution | undefined;
  /** Every held run looks again: a signal may have come with a transaction of the caller. */
  nudgeAll(): void;
  /** True while fewer than half of the places are taken. */
  hasRoom(): boolean;
  view(): SchedulerView;
}

/** Claims due runs and carries them; keeps their leases; hears of cancels and pauses in other processes. */
export function createWorker<Db>(engine: EngineParts<Db>, journal: Journal<Db>, forecast: Forecast): Worker {
  const executions = new Map<string, Execution>();
  const scheduler = createScheduler(engine);
  let working = false;
  let claiming: Promise<void> | null = null;
  let again = false;
  let timers: NodeJS.Timeout[] = [];

  function work(): void {
    if (working) return;
    working = true;
    const released = engine.exclusive ? engine.store.releaseAll(engine.clock.now()) : Promise.resolve();
    timers = [
      setInterval(poll, engine.pollMs),
      setInterval(() => void guard('renew leases', renew), Math.ceil(engine.leaseMs / 3)),
      setInterval(() => void guard('keep durations', keepDurations), DURATIONS_FLUSH_MS),
    ];
    void guard('read durations', async () => engine.durations.load(await engine.store.loadDurations()));
    void guard('release old leases', () => released).then(wake);
  }

  function poll(): void {
    wake();
    if (!engine.exclusive && executions.size > 0) void guard('look for stop requests', hearRequests);
  }

  function wake(): void {
    again = true;
    if (!working || claiming) return;
    claiming = guard('claim runs', claimAll).finally(() => {
      claiming = null;
      if (again) wake();
    });
  }

  async function claimAll(): Promise<void> {
    while (again && working) {
      again = false;
      const limit = scheduler.limit();
      if (limit > 0 && (await claimSome(limit)) === limit) again = true;
    }
  }

  async function claimSome(limit: number): Promise<number> {
    const { workerId, clock, leaseMs, procedures } = engine;
    const names = [...procedures.keys()];
    const base = { workerId, procedures: names, now: clock.now(), leaseMs, limit };
    const caps = engine.scheduling.caps ?? {};
    const claims = await engine.store.claim({ ...base, caps, choose, onFull });
    for (const claim of claims) {
      engine.publish(claim.lease, [claim.started]);
      begin(claim);
    }
    return claims.length;
  }

  /** A run whose lease ran out under this worker's own hands is for others. */
  function choose(candidates: readonly Candidate[], now: number, free: number): string[] {
    const others = candidates.filter(({ runId }) => !executions.has(runId));
    return scheduler.choose(others, now, free);
  }

  /** What the caps held back may have kept others from being claimed: look again without it. */
  function onFull(names: ReadonlySet<string>): void {
    scheduler.onFull(names);
    again = true;
  }

  function begin(claim: Claim): void {
    const { runId } = claim.lease;
    scheduler.begin(claim);
    forecast.began(claim);
    const execution = execute(engine, journal, claim);
    executions.set(runId, execution);
    if (!working) execution.interrupt('park', 'the worker stops');
    void execution.left.then((state) => {
      if (executions.get(runId) === execution) {
        executions.delete(runId);
        scheduler.end(runId, healthOf(state));
        if (state === 'done') forecast.done(runId);
        if (state !== null && hasEnded(state)) forecast.left(runId);
      }
      wake();
    });
  }

  async function keepDurations(): Promise<void> {
    const measured = engine.durations.takeNew();
    if (measured.size > 0) await engine.store.addDurations(measured, engine.clock.now());
  }

  async function renew(): Promise<void> {
    const leases = [...executions.values()].map(({ lease }) => lease);
    if (leases.length === 0) return;
    const lost = await engine.store.renew(leases, engine.clock.now() + engine.leaseMs);
    for (const runId of lost) {
      const execution = executions.get(runId);
      if (execution && leases.includes(execution.lease)) execution.interrupt('lost', 'the lease ran out');
    }
  }

  async function hearRequests(): Promise<void> {
    for (const { runId, kind, reason } of await engine.store.stopRequests(engine.workerId)) {
      if (kind === 'cancel') executions.get(runId)?.interrupt('cancel', reason);
      else executions.get(runId)?.pause(reason);
    }
  }

  async function stop({ graceMs }: { graceMs: number }): Promise<void> {
    working = false;
    await claiming;
    for (const execution of executions.values()) execution.interrupt('park', 'the worker stops');
    const deadline = setTimeout(() => {
      for (const execution of executions.values()) execution.abandon();
    }, graceMs);
    await Promise.all([...executions.values()].map(({ left }) => left));
    clearTimeout(deadline);
    for (const timer of timers) clearInterval(timer);
    await guard('keep durations', keepDurations);
  }

  async function guard(act: string, run: () => Promise<unknown>): Promise<void> {
    try {
      await run();
    } catch (error) {
      engine.trouble(act, error);
    }
  }

  return {
    work,
    stop,
    wake,
    held: (runId) => executions.get(runId),
    nudgeAll() {
      for (const execution of executions.values()) execution.nudge();
    },
    hasRoom: () => executions.size < engine.concurrency / 2,
    view: scheduler.view,
  };
}

function healthOf(state: RunState | null): Health {
  if (state === 'failed') return 'bad';
  return state === 'done' ? 'good' : null;
}
