import { type AdmissionOptions, createAdmission } from './admission.ts';
import type { Procedure } from './context.ts';
import type { Clock, EngineParts, RunIdentity } from './engine.ts';
import { OrchestratorError } from './errors.ts';
import type { Estimate, EstimateError } from './estimate.ts';
import type { RunEvent } from './event.ts';
import { createFollowers, type FollowOptions } from './follow.ts';
import { createForecast, type Forecast } from './forecast.ts';
import { createFork, type ForkOptions } from './fork.ts';
import { createJournal } from './journal.ts';
import { jsonText } from './json.ts';
import { CONCURRENCY, LEASE_MS, MAX_LIST, MAX_NAME_LENGTH, MAX_READ, POLL_MS, TIDY_MS } from './limits.ts';
import type { OpenRun, Run, RunQuery } from './run.ts';
import { createDurations } from './schedule/durations.ts';
import type { SchedulingOptions } from './schedule/policy.ts';
import type { PoolChange, PoolOptions } from './schedule/pools.ts';
import type { SchedulerView } from './scheduler.ts';
import { checkName } from './session.ts';
import { createStart, type Start } from './start.ts';
import type { LaneDepth, Lease, Store } from './store.ts';
import { createUuidV7 } from './uuid.ts';
import { createWatch } from './watch.ts';
import { createWorker, type Worker } from './worker.ts';

export interface OrchestratorOptions<Db> {
  store: Store<Db>;
  procedures: readonly Procedure<unknown, unknown, Db>[];
  clock?: Clock;
  /** Makes UUIDv7; the order of ids is the order of lists. */
  id?: () => string;
  /** Default: an id of its own. */
  workerId?: string;
  /** Runs carried at a time. Default CONCURRENCY. */
  concurrency?: number;
  /** Default LEASE_MS. */
  leaseMs?: number;
  /** Default POLL_MS. */
  pollMs?: number;
  /** What a cancelled run may take to tidy up. Default TIDY_MS. */
  tidyMs?: number;
  /** This process alone owns the store: it takes over old runs at once and doesn't look for others' work. */
  exclusive?: boolean;
  /** Weights, caps, and what this process has to give. Default: no bounds but `concurrency`. */
  scheduling?: SchedulingOptions;
  /** Workers of their own for runs of these pools; all others share `concurrency`. */
  pools?: PoolOptions;
  /** How deep the queue may get before a start is refused. */
  admission?: AdmissionOptions;
  /** A run is done: what was expected of it when it began, against what it took. */
  onEstimate?(error: EstimateError): void;
  /** A pool of this process grew or shrank. */
  onPool?(change: PoolChange): void;
  /** Each event that this process has committed, but `run.queued`, which is the caller's transaction. */
  onEvent?(event: RunEvent, run: RunIdentity): void;
  /** What nobody can be told otherwise: the database is away, a lease is lost, a subscriber throws. */
  onTrouble?(trouble: { act: string; error: unknown }): void;
}

export interface State extends SchedulerView {
  workerId: string;
  /** What is due in the whole store, by class, pool and scope. */
  queued: LaneDepth[];
  /** Runs that ended here in a second, over the last minute. */
  perSecond: number;
}

export interface Orchestrator<Db> {
  /**
   * Writes a queued run with the caller's handle, so that a save and its start are one transaction.
   * Throws procedure_unknown, input_invalid, value_not_json.
   */
  start: Start<Db>;
  /**
   * Writes a new run of the same procedure whose log begins with what another has recorded.
   * Throws run_not_found, procedure_unknown, input_invalid, fork_too_large, queue_full.
   */
  fork(db: Db, runId: string, options?: ForkOptions): Promise<{ runId: string }>;
  /** After the caller's commit: wakes the workers of this process. */
  announce(): void;
  run(runId: string): Promise<Run | null>;
  /** When a run that has not ended should be done, from what its like has taken; null if nobody can know. */
  estimate(runId: string): Promise<Estimate | null>;
  /** What is left of work of this kind after so long; see kindOf. */
  remaining(kind: string, elapsedMs: number): { ms: number; sureness: number } | null;
  /** What is due, and what this process does now. */
  state(): Promise<State>;
  /** Runs of a scope that have not ended, newest first, each with its estimate; `limit` is 1 to MAX_LIST. */
  open(scope: string, limit: number): Promise<(OpenRun & { estimate: Estimate | null })[]>;
  /** Newest first. */
  list(query: RunQuery): Promise<Run[]>;
  /** Events above `after`; `limit` is 1 to MAX_READ. */
  read(runId: string, page: { after: number; limit: number }): Promise<RunEvent[]>;
  /** History above `after`, then live; ends after the run's last event or when `signal` aborts. */
  follow(runId: string, options: FollowOptions): AsyncIterable<RunEvent>;
  /** Asks a run and the runs below it to stop; one that tidies up does that first. False if it has ended already. */
  cancel(runId: string, reason: string): Promise<boolean>;
  /**
   * Pauses a run and the runs below it: what is under way is parked, and nobody takes it until it is resumed.
   * Signals are kept meanwhile. False if it has ended or is paused already.
   */
  pause(runId: string, reason: string): Promise<boolean>;
  /** Lets a paused run and the runs below it go on. False if it is not paused. */
  resume(runId: string): Promise<boolean>;
  /** Keeps the signal until `waitFor(name)` takes it, exactly once. */
  signal(runId: string, name: string, payload: unknown): Promise<void>;
  /** The same in the caller's transaction; announce after its commit. */
  signalIn(db: Db, runId: string, name: string, payload: unknown): Promise<void>;
  /** Begins to claim and carry runs. */
  work(): void;
  /** Parks: claims nothing more and gives the runs back so that another worker goes on. */
  stop(options: { graceMs: number }): Promise<void>;
}

/** The one door to runs: starts them, carries them, tells of them. */
export function createOrchestrator<Db>(options: OrchestratorOptions<Db>): Orchestrator<Db> {
  const { store } = options;
  const clock = options.clock ?? { now: () => Date.now() };
  const id = options.id ?? createUuidV7(() => clock.now());
  const followers = createFollowers(store);
  const trouble = (act: string, error: unknown) => options.onTrouble?.({ act, error });

  const tellHook = createTell(trouble);
  const engine: EngineParts<Db> = {
    store,
    procedures: indexProcedures(options.procedures),
    clock,
    id,
    ...settingsOf(options),
    workerId: options.workerId ?? id(),
    durations: createDurations(),
    tellEstimate: (error) => tellHook('tell of an estimate', options.onEstimate, error),
    tellPool: (change) => tellHook('tell of a pool', options.onPool, change),
    publish,
    trouble,
    wake: () => worker.wake(),
    nudge: (runId) => worker.held(runId)?.nudge(),
    cancel,
    hasRoom: () => worker.hasRoom(),
  };
  const forecast = createForecast(engine);
  const admit = createAdmission(engine, forecast.perSecond);
  const journal = createJournal<Db>({ store, publish, onLost });
  const worker = createWorker(engine, journal, forecast);
  const watch = createWatch(engine, followers, (runId) => worker.held(runId) !== undefined);

  function publish(run: RunIdentity, events: readonly RunEvent[]): void {
    followers.publish(run.runId, events);
    for (const event of events)
      tellHook('tell of an event', (told: RunEvent) => options.onEvent?.(told, run), event);
  }

  function onLost(lease: Lease, error: unknown): void {
    trouble(`write to run ${lease.runId}`, error);
    const held = worker.held(lease.runId);
    if (held?.lease === lease) held.interrupt('lost', 'the run was lost');
  }

  async function cancel(runId: string, reason: string): Promise<boolean> {
    const outcome = await store.cancel(runId, reason, clock.now());
    for (const held of outcome.running) worker.held(held)?.interrupt('cancel', reason);
    await tell(outcome.ended);
    if (outcome.accepted) worker.wake();
    return outcome.accepted;
  }

  async function pause(runId: string, reason: string): Promise<boolean> {
    const outcome = await store.pause(runId, reason, clock.now());
    for (const held of outcome.running) worker.held(held)?.pause(reason);
    await tell(outcome.told);
    return outcome.accepted;
  }

  async function resume(runId: string): Promise<boolean> {
    const outcome = await store.resume(runId, clock.now());
    await tell(outcome.told);
    worker.wake();
    return outcome.accepted;
  }

  /** What the store wrote to logs that nobody holds. */
  async function tell(events: readonly RunEvent[]): Promise<void> {
    for (const event of events) {
      const run = await store.find(event.runId);
      if (run) publish({ runId: run.id, procedure: run.procedure, scope: run.scope }, [event]);
    }
  }

  async function signal(runId: string, name: string, payload: unknown): Promise<void> {
    await store.signal(newSignal(runId, name, payload));
    worker.held(runId)?.nudge();
    worker.wake();
  }

  function newSignal(runId: string, name: string, payload: unknown) {
    checkName(name, 'send signal', MAX_NAME_LENGTH);
    const json = jsonText({ payload }, `Cannot send signal ${name}`);
    return { id: id(), runId, name, payload: json, at: clock.now() };
  }

  return {
    estimate: forecast.estimate,
    remaining: engine.durations.remaining,
    state: () => readState(engine, forecast, worker),
    start: createStart(engine, admit),
    fork: createFork(engine, admit),
    announce() {
      worker.nudgeAll();
      worker.wake();
    },
    run: (runId) => store.find(runId),
    async open(scope, limit) {
      const runs = await store.open(scope, checkLimit(limit, MAX_LIST));
      return Promise.all(runs.map(async (run) => ({ ...run, estimate: await forecast.estimateOf(run) })));
    },
    list: async (query) => store.list({ ...query, limit: checkLimit(query.limit, MAX_LIST) }),
    read: async (runId, page) => store.read(runId, { ...page, limit: checkLimit(page.limit, MAX_READ) }),
    follow: (runId, follow) => watch.follow(runId, follow),
    cancel,
    pause,
    resume,
    signal,
    signalIn: (db, runId, name, payload) => store.signal(newSignal(runId, name, payload), db),
    work: () => worker.work(),
    stop: (grace) => worker.stop(grace),
  };
}

async function readState<Db>(
  { store, clock, workerId }: EngineParts<Db>,
  { perSecond }: Forecast,
  worker: Worker,
): Promise<State> {
  const queued = await store.depth(clock.now());
  return { workerId, queued, perSecond: perSecond(), ...worker.view() };
}

/** Calls a subscriber, who may throw. */
function createTell(trouble: (act: string, error: unknown) => void) {
  return <T>(act: string, hook: ((told: T) => void) | undefined, told: T): void => {
    try {
      hook?.(told);
    } catch (error) {
      trouble(act, error);
    }
  };
}

function settingsOf<Db>(options: OrchestratorOptions<Db>) {
  return {
    concurrency: options.concurrency ?? CONCURRENCY,
    leaseMs: options.leaseMs ?? LEASE_MS,
    pollMs: options.pollMs ?? POLL_MS,
    tidyMs: options.tidyMs ?? TIDY_MS,
    exclusive: options.exclusive ?? false,
    scheduling: options.scheduling ?? {},
    pools: options.pools ?? {},
    admission: options.admission ?? {},
  };
}

function indexProcedures<Db>(procedures: readonly Procedure<unknown, unknown, Db>[]) {
  const byName = new Map<string, Procedure<unknown, unknown, Db>>();
  for (const procedure of procedures) {
    checkName(procedure.name, 'register procedure', MAX_NAME_LENGTH);
    if (byName.has(procedure.name)) {
      const message = `Cannot register procedure ${procedure.name}: there is another of this name`;
      throw new OrchestratorError('procedure_duplicate', message);
    }
    byName.set(procedure.name, procedure);
  }
  return byName;
}

function checkLimit(limit: number, max: number): number {
  if (Number.isInteger(limit) && limit >= 1 && limit <= max) return limit;
  throw new OrchestratorError(
    'limit_invalid',
    `Cannot read a page: limit is ${limit}, 1 to ${max} is allowed`,
  );
}
