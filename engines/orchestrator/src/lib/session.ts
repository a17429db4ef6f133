import { AsyncLocalStorage } from 'node:async_hooks';
import type { Blocking } from './blocking.ts';
import type { EngineParts } from './engine.ts';
import { OrchestratorError } from './errors.ts';
import type { Payload } from './event.ts';
import type { Draft, RunLog } from './journal.ts';
import { jsonText } from './json.ts';
import { MAX_NAME_LENGTH, MAX_STEPS_PER_RUN } from './limits.ts';
import { newStepRecord, type RunRecord, type StepRecord } from './record.ts';
import type { Claim } from './store.ts';

/** How a run behaves when it is cancelled. */
export interface Tidying {
  /** Its end is left to the procedure. */
  readonly tidies: boolean;
  /** From now on it is. */
  begin(): void;
  /** When its time is over, in ms; null while it is not cancelled. */
  until(): number | null;
}

/** One worker's hold of one run: what the parts of a context share. */
export interface Session<Db> {
  readonly engine: EngineParts<Db>;
  readonly claim: Claim;
  readonly record: RunRecord;
  readonly log: RunLog<Db>;
  readonly blocking: Blocking;
  /** Aborts with the first interruption. Of what tidies up: as `leaving`. */
  readonly signal: AbortSignal;
  /** Aborts when the run has to leave its worker; a cancelled run may stay to tidy up. */
  readonly leaving: AbortSignal;
  readonly tidying: Tidying;
  /** Its children are out of reach of a cancel. */
  readonly shielded: boolean;
  /** Aborts when the run has left the worker: what still goes on is left behind. */
  readonly gone: AbortSignal;
  readonly names: Set<string>;
}

/** Set while a step runs: the run's own verbs are refused there, since a replay would not see them. */
const insideStep = new AsyncLocalStorage<string | undefined>();

export function runInsideStep<T>(name: string, act: () => Promise<T>): Promise<T> {
  return insideStep.run(name, act);
}

/** A run that is claimed because a step started it isn't part of that step. */
export function runOutsideSteps<T>(act: () => Promise<T>): Promise<T> {
  return insideStep.run(undefined, act);
}

export function refuseInsideStep(act: string): void {
  const step = insideStep.getStore();
  if (step === undefined) return;
  throw new OrchestratorError(
    'step_nested',
    `Cannot ${act}: it is inside step ${step}, use the step's own context`,
  );
}

/** Takes a step name for this replay and gives what the log knows of it. */
export function openStep<Db>(session: Session<Db>, name: string): StepRecord {
  refuseInsideStep(`begin step ${name}`);
  checkName(name, 'begin step', MAX_NAME_LENGTH);
  if (session.names.has(name)) {
    throw new OrchestratorError(
      'step_name_taken',
      `Cannot begin step ${name}: the run has a step of this name`,
    );
  }
  if (session.names.size >= MAX_STEPS_PER_RUN) {
    throw new OrchestratorError(
      'step_limit',
      `Cannot begin step ${name}: a run has at most ${MAX_STEPS_PER_RUN}`,
    );
  }
  session.names.add(name);
  const known = session.record.steps.get(name);
  if (known) return known;
  const fresh = newStepRecord();
  session.record.steps.set(name, fresh);
  return fresh;
}

export function checkName(name: string, act: string, limit: number): void {
  if (name.length > 0 && name.length <= limit) return;
  const message = `Cannot ${act}: the name has ${name.length} characters, 1 to ${limit} are needed`;
  throw new OrchestratorError('name_invalid', message);
}

/** Throws the reason why the run has to end, if it has to. */
export function throwIfInterrupted<Db>(session: Session<Db>): void {
  session.signal.throwIfAborted();
}

/** A cancelled run may still tidy up by commits; a parked or lost one may not. */
export function throwIfLeaving<Db>(session: Session<Db>): void {
  session.leaving.throwIfAborted();
}

/** The same hold for what tidies up: a cancel does not end it. */
export function tidyingSession<Db>(session: Session<Db>): Session<Db> {
  return { ...session, signal: session.leaving, shielded: true };
}

/** An event of the engine. */
export function draft<Db>(
  session: Session<Db>,
  type: string,
  payload: object,
  step?: [string, number],
): Draft {
  const [name, attempt] = step ?? [null, session.claim.run.attempt];
  const json = jsonText(payload, step ? `Cannot record step ${name}` : `Cannot record ${type}`);
  return { at: session.engine.clock.now(), type, step: name, attempt, payload: copyOf(payload, json), json };
}

/** What the log has of a payload: nothing that changes later, and what JSON makes of it. */
function copyOf(payload: object, json: string): Payload {
  const isFlat = Object.values(payload).every(survivesJson);
  return isFlat ? { ...payload } : JSON.parse(json);
}

function survivesJson(value: unknown): boolean {
  return value !== undefined && (typeof value !== 'object' || value === null) && !Object.is(value, -0);
}
