import type { Procedure } from '../lib/context.ts';
import type { RunEvent } from '../lib/event.ts';
import { createOrchestrator, type Orchestrator, type OrchestratorOptions } from '../lib/orchestrator.ts';
import { hasEnded, type Run, type RunState } from '../lib/run.ts';
import type { Store } from '../lib/store.ts';

/** A store under test, empty, with a way to see what transactions of the caller did. */
export interface ContractStore<Db> {
  store: Store<Db>;
  db: Db;
  transaction<T>(act: (db: Db) => Promise<T>): Promise<T>;
  /** Writes one row in the caller's transaction. */
  addEffect(db: Db, name: string): Promise<void>;
  countEffects(name: string): Promise<number>;
  [Symbol.asyncDispose](): Promise<void>;
}

export type OpenStore<Db> = () => Promise<ContractStore<Db>>;

const WAIT_LIMIT_MS = 20_000;

/** Waits until `look` gives something; the bound only ends a test that would hang. */
export async function until<T>(what: string, look: () => Promise<T | null | undefined | false>): Promise<T> {
  const deadline = Date.now() + WAIT_LIMIT_MS;
  for (;;) {
    const found = await look();
    if (found) return found;
    if (Date.now() > deadline) throw new ContractTimeout(what);
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
}

export class ContractTimeout extends Error {
  readonly code = 'contract_timeout';
  constructor(what: string) {
    super(`Cannot see ${what}: ${WAIT_LIMIT_MS} ms are over`);
  }
}

/** Accepts every input. */
export const anything = { parse: (value: unknown) => value };

export function named<Db, O = unknown>(
  name: string,
  run: Procedure<unknown, O, Db>['run'],
): Procedure<unknown, O, Db> {
  return { name, input: anything, run };
}

/** An orchestrator that works and stops with its scope. */
export interface Working<Db> extends Orchestrator<Db>, AsyncDisposable {}

export function working<Db>(
  store: Store<Db>,
  procedures: OrchestratorOptions<Db>['procedures'],
  options: Partial<OrchestratorOptions<Db>> = {},
): Working<Db> {
  const orchestrator = createOrchestrator({ store, procedures, pollMs: 10, ...options });
  orchestrator.work();
  return { ...orchestrator, [Symbol.asyncDispose]: () => orchestrator.stop({ graceMs: 0 }) };
}

export async function begin<Db>(
  orchestrator: Orchestrator<Db>,
  db: Db,
  procedure: string,
  input: unknown = {},
): Promise<string> {
  const { runId } = await orchestrator.start(db, procedure, input);
  orchestrator.announce();
  return runId;
}

export function inState<Db>(orchestrator: Orchestrator<Db>, runId: string, state: RunState): Promise<Run> {
  return until(`run in state ${state}`, async () => {
    const run = await orchestrator.run(runId);
    return run?.state === state && run;
  });
}

export function ended<Db>(orchestrator: Orchestrator<Db>, runId: string): Promise<Run> {
  return until('the end of the run', async () => {
    const run = await orchestrator.run(runId);
    return run && hasEnded(run.state) && run;
  });
}

export async function log<Db>(orchestrator: Orchestrator<Db>, runId: string): Promise<RunEvent[]> {
  return orchestrator.read(runId, { after: 0, limit: 1_000 });
}

export function types(events: readonly RunEvent[]): string[] {
  return events.map(({ type }) => type);
}

/** Time that only the test moves. */
export function fakeClock(startMs = 1_000_000) {
  let nowMs = startMs;
  return {
    now: () => nowMs,
    advance(ms: number) {
      nowMs += ms;
    },
  };
}

/** A gate that a procedure waits at until the test opens it. */
export function gate<T = void>() {
  const { promise, resolve } = Promise.withResolvers<T>();
  return { passed: promise, open: resolve };
}
