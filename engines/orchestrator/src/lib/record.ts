import { type Cached, type EngineEvent, isEngineEvent, type RunEvent } from './event.ts';

export type StepOutcome =
  | { kind: 'open' }
  | { kind: 'finished'; output: unknown }
  | { kind: 'failed'; code: string; message: string; stopped: boolean }
  | { kind: 'interrupted' };

/** What the log knows of a step. */
export interface StepRecord {
  outcome: StepOutcome;
  /** How often it began. More than `failures` on an open step: a try that nobody saw end. */
  attempts: number;
  failures: number;
  lastFailedAt: number;
  /** Of a wait: its end in ms, null for none. */
  until: number | null;
  childId: string | null;
  /** Set if another run gave the result. */
  cached: Cached | null;
}

/** When a worker took the run, and which. */
export interface StartRecord {
  at: number;
  attempt: number;
  workerId: string;
}

/** What a replay needs of a log. */
export interface RunRecord {
  steps: Map<string, StepRecord>;
  /** Emissions of the run itself, counted by type. */
  emitted: Map<string, number>;
  /** Starts since the run last got on: each but the last ended with its worker's death. */
  startsWithoutProgress: StartRecord[];
}

export function newStepRecord(): StepRecord {
  const never = { attempts: 0, failures: 0, lastFailedAt: 0 };
  return { outcome: { kind: 'open' }, ...never, until: null, childId: null, cached: null };
}

/** Folds the events of a log, in order, into what a replay needs. Pure. */
export function foldRecord(events: Iterable<RunEvent>): RunRecord {
  const record: RunRecord = { steps: new Map(), emitted: new Map(), startsWithoutProgress: [] };
  for (const event of events) {
    if (isEngineEvent(event)) countStart(record, event);
    if (event.step !== null) foldStep(stepOf(record, event.step), event);
    else if (!isEngineEvent(event)) record.emitted.set(event.type, (record.emitted.get(event.type) ?? 0) + 1);
  }
  return record;
}

function countStart(record: RunRecord, event: RunEvent & EngineEvent): void {
  if (event.type === 'run.started') record.startsWithoutProgress.push({ at: event.at, ...event.payload });
  else if (event.type !== 'step.started') record.startsWithoutProgress = [];
}

function stepOf(record: RunRecord, name: string): StepRecord {
  const known = record.steps.get(name);
  if (known) return known;
  const step = newStepRecord();
  record.steps.set(name, step);
  return step;
}

function foldStep(step: StepRecord, event: RunEvent): void {
  if (!isEngineEvent(event)) return;
  switch (event.type) {
    case 'step.started':
      step.attempts = event.payload.attempt;
      step.until = event.payload.until ?? null;
      step.childId = event.payload.childId ?? null;
      return;
    case 'step.finished':
      step.outcome = { kind: 'finished', output: event.payload.output };
      step.cached = event.payload.cached ?? null;
      return;
    case 'step.failed':
      step.failures++;
      step.lastFailedAt = event.at;
      if (!event.payload.willRetry) {
        const { code, message, stopped = false } = event.payload;
        step.outcome = { kind: 'failed', code, message, stopped };
      }
      return;
    case 'step.interrupted':
      step.outcome = { kind: 'interrupted' };
      return;
    default:
  }
}
