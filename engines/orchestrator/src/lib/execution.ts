import { createBlocking, type Wait } from './blocking.ts';
import { createContext } from './create-context.ts';
import type { EngineParts } from './engine.ts';
import {
  type Interruption,
  LeaseLost,
  type OrchestratorCode,
  OrchestratorError,
  RunInterrupted,
} from './errors.ts';
import type { RunEvent } from './event.ts';
import { createInterruption } from './interruption.ts';
import type { Draft, Journal } from './journal.ts';
import { describeError, jsonText } from './json.ts';
import { LINGER_MS, MAX_TAKEOVERS, READ_PAGE } from './limits.ts';
import { foldRecord, type RunRecord } from './record.ts';
import { hasEnded, type RunState } from './run.ts';
import { draft, runOutsideSteps, type Session } from './session.ts';
import { stateAfter } from './settlement.ts';
import type { Claim, Lease, Refusal, Settlement, Store } from './store.ts';

/** How a hold of a run ends. */
type Outcome =
  | { kind: 'finished'; output: unknown }
  | { kind: 'failed'; code: string; message: string }
  /** `cancelling`: it waits for what tidies up. */
  | { kind: 'blocked'; waits: Wait[]; cancelling: boolean }
  | { kind: 'interrupted'; by: RunInterrupted }
  | { kind: 'paused'; reason: string };

const CANCELLED: OrchestratorCode = 'run_cancelled';
/** Whoever takes it up next knows of the cancel from the start. */
const TAKE_UP_AGAIN: Outcome = {
  kind: 'interrupted',
  by: new RunInterrupted('park', 'the run is cancelled'),
};

export interface Execution {
  readonly lease: Lease;
  /** Aborts the run's signal; the first interruption counts. */
  interrupt(kind: Interruption, reason: string): void;
  /** Parks the run, and leaves it to nobody until it is resumed. */
  pause(reason: string): void;
  /** Leaves a procedure behind that doesn't end by itself. */
  abandon(): void;
  nudge(): void;
  /** Resolves when the run has left this worker, with the state that it left it in; never rejects. */
  readonly left: Promise<RunState | null>;
}

/** Replays a claimed run and goes on with it, until it ends, waits or is interrupted. */
export function execute<Db>(engine: EngineParts<Db>, journal: Journal<Db>, claim: Claim): Execution {
  const interruption = createInterruption(engine, claim, {
    cancelled: () => blocking.nudge(),
    abandoned: (by) => cut.resolve({ kind: 'interrupted', by }),
  });
  const { signal, leaving, tidying } = interruption;
  const gone = new AbortController();
  const cut = Promise.withResolvers<Outcome>();
  const log = journal.open(claim.lease, claim.started.sequence);
  const block = (waits: Wait[]) => cut.resolve({ kind: 'blocked', waits, cancelling: signal.aborted });
  const linger = (waits: readonly Wait[]) =>
    engine.hasRoom() && waits.some(({ childId }) => childId !== undefined) ? LINGER_MS : 0;
  const blocking = createBlocking(() => engine.clock.now(), leaving, block, linger);

  async function hold(): Promise<RunState | null> {
    if (claim.cancelReason !== null) interruption.interrupt('cancel', claim.cancelReason);
    const record = await loadRecord(engine.store, claim);
    const session: Session<Db> = {
      engine,
      claim,
      record,
      log,
      blocking,
      signal,
      leaving,
      tidying,
      shielded: false,
      gone: gone.signal,
      names: new Set<string>(),
    };
    const ended = await Promise.race([perform(session), cut.promise]);
    return leave(session, outcomeOf(session, ended));
  }

  const left = runOutsideSteps(hold)
    .catch((error): null => {
      if (!(error instanceof LeaseLost)) engine.trouble(`hold run ${claim.run.id}`, error);
      return null;
    })
    .finally(() => {
      log.close();
      blocking.close();
      interruption.close();
      gone.abort(signal.reason);
    });
  const { interrupt, abandon } = interruption;
  const pause = (reason: string) => interrupt('park', reason);
  return { lease: claim.lease, interrupt, pause, abandon, nudge: blocking.nudge, left };
}

/**
 * An interruption goes before what the procedure gave. A run that tidies up stays until it has; if it came to its end
 * or its wait in the instant of the cancel, it is taken up once more, to know of it from the start.
 */
function outcomeOf<Db>({ signal, leaving, tidying, claim }: Session<Db>, ended: Outcome): Outcome {
  if (leaving.aborted) return { kind: 'interrupted', by: leaving.reason };
  if (!signal.aborted || (ended.kind === 'blocked' && ended.cancelling)) return ended;
  const knows = claim.cancelReason !== null || (ended.kind === 'failed' && ended.code === CANCELLED);
  return tidying.tidies && !knows && ended.kind !== 'interrupted'
    ? TAKE_UP_AGAIN
    : { kind: 'interrupted', by: signal.reason };
}

async function loadRecord<Db>(store: Store<Db>, claim: Claim): Promise<RunRecord> {
  if (claim.started.sequence === 2) return foldRecord([claim.started]);
  const events: RunEvent[] = [];
  for (let after = 0; ; ) {
    const page = await store.readRecord(claim.run.id, { after, limit: READ_PAGE });
    events.push(...page);
    if (page.length < READ_PAGE) return foldRecord(events);
    after = page[page.length - 1]!.sequence;
  }
}

async function perform<Db>(session: Session<Db>): Promise<Outcome> {
  const { engine, claim, record } = session;
  if (record.startsWithoutProgress.length > MAX_TAKEOVERS) return poisoned(claim);
  const procedure = engine.procedures.get(claim.run.procedure)!;
  try {
    const input = parseInput(procedure, claim.run.input);
    const output = await procedure.run(createContext(session), input);
    jsonText(output ?? null, `Cannot finish procedure ${procedure.name}`);
    return { kind: 'finished', output };
  } catch (error) {
    return { kind: 'failed', ...describeError(error, 'procedure_failed') };
  }
}

function parseInput<I>(procedure: { name: string; input: { parse(value: unknown): I } }, input: unknown): I {
  try {
    return procedure.input.parse(input);
  } catch (cause) {
    const message = `Cannot run procedure ${procedure.name}: its input no longer fits its schema`;
    throw new OrchestratorError('input_invalid', message, { cause });
  }
}

function poisoned(claim: Claim): Outcome {
  const message = `Cannot go on with run ${claim.run.id}: started ${MAX_TAKEOVERS} times without progress`;
  return { kind: 'failed', code: 'run_poisoned', message };
}

async function leave<Db>(session: Session<Db>, outcome: Outcome): Promise<RunState | null> {
  if (outcome.kind === 'interrupted' && outcome.by.kind === 'lost') return null;
  const { log, engine, claim } = session;
  const [settlement, last] = settlementOf(session, outcome);
  const before = isPoisoned(outcome) ? [poison(session)] : [];
  const refusal = await log.settle(settlement, [...before, last], engine.clock.now());
  if (refusal !== null) return leave(session, asked(session, refusal, outcome));
  const state = stateAfter(settlement);
  if (state === 'waiting' || settlement.state === 'queued') engine.wake();
  if (hasEnded(state) && claim.lease.parentId) engine.nudge(claim.lease.parentId);
  return state;
}

function isPoisoned(outcome: Outcome): boolean {
  return outcome.kind === 'failed' && outcome.code === 'run_poisoned';
}

/** Who took the run and never came back: the history that people judge by. */
function poison<Db>(session: Session<Db>): Draft {
  const starts = session.record.startsWithoutProgress.slice(-MAX_TAKEOVERS);
  return draft(session, 'run.poisoned', { starts });
}

function asked<Db>({ tidying }: Session<Db>, refusal: Refusal, outcome: Outcome): Outcome {
  switch (refusal.kind) {
    case 'cancel':
      if (tidying.tidies && !isPoisoned(outcome)) return TAKE_UP_AGAIN;
      return { kind: 'interrupted', by: new RunInterrupted('cancel', refusal.reason) };
    case 'pause':
      return { kind: 'paused', reason: refusal.reason };
    case 'resume':
      return { kind: 'interrupted', by: new RunInterrupted('park', 'the run was resumed') };
  }
}

function settlementOf<Db>(session: Session<Db>, outcome: Outcome): [Settlement, Draft] {
  const { tidies } = session.tidying;
  switch (outcome.kind) {
    case 'finished': {
      const { output } = outcome;
      const json = output === undefined ? null : JSON.stringify(output);
      return [{ state: 'done', output: json }, draft(session, 'run.finished', { output })];
    }
    case 'failed': {
      const { code, message } = outcome;
      return [{ state: 'failed', code, message }, draft(session, 'run.failed', { code, message })];
    }
    case 'blocked':
      return waiting(session, outcome);
    case 'paused':
      return [{ state: 'paused', tidies }, draft(session, 'run.paused', { reason: outcome.reason })];
    case 'interrupted': {
      if (outcome.by.kind === 'park') return [{ state: 'queued', tidies }, draft(session, 'run.parked', {})];
      const reason = outcome.by.message;
      return [{ state: 'cancelled', reason }, draft(session, 'run.cancelled', { reason })];
    }
  }
}

function waiting<Db>(
  session: Session<Db>,
  { waits, cancelling }: Extract<Outcome, { kind: 'blocked' }>,
): [Settlement, Draft] {
  const { tidies } = session.tidying;
  const times = waits.flatMap(({ until }) => (until === null ? [] : [until]));
  const dueAt = times.length > 0 ? Math.min(...times) : null;
  const signals = waits.flatMap((wait) => wait.signals ?? []);
  const children = waits.flatMap(({ childId }) => childId ?? []);
  const event = draft(session, 'run.waiting', { signal: signals[0] ?? null, until: dueAt });
  return [{ state: 'waiting', dueAt, signals, children, cancelling, tidies }, event];
}
