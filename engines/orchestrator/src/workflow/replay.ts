import { type OrchestratorError, StepFailed, StepInterrupted } from '../lib/errors.ts';
import type { RunEvent } from '../lib/event.ts';
import { foldRecord, type StepRecord } from '../lib/record.ts';
import { canonicalText } from './canonical.ts';
import type { Definition, Json } from './definition.ts';
import type { Host, TaskCall, TaskResult, Waited } from './host.ts';
import { interpret } from './interpret.ts';
import { createReplaying } from './replaying.ts';

/** `differs`: it would be given something else; `new`: nothing is recorded for it; `gone`: never reached. */
export const REPLAY_OUTCOMES = ['same', 'differs', 'new', 'gone'] as const;
export type ReplayOutcome = (typeof REPLAY_OUTCOMES)[number];

export interface ReplayWanted {
  definition: Definition;
  input: Record<string, unknown>;
  startedAt: number;
  log: Iterable<RunEvent>;
  /** By step: what the run below it was given. */
  given: ReadonlyMap<string, unknown>;
}

/** What a node that differs was given or came to, and what it would be now. */
export interface Compared {
  was: unknown;
  would: unknown;
}

export interface Replayed {
  nodes: { path: string; outcome: ReplayOutcome; compared?: Compared }[];
  /** Only if it comes to its end with what is recorded. */
  output?: unknown;
  error: { code: string; message: string } | null;
}

const SUFFIX = /(?:#\d+)?$/;
/** Turns of the event loop without anything new, after which nothing more can happen. */
const QUIET_TURNS = 3;

/**
 * What a definition would do with the recorded results of a run. Nothing is run: what has no record is told
 * as `new`, and what comes after it is not reached, unless it can be computed.
 */
export async function replayWorkflow(wanted: ReplayWanted): Promise<Replayed> {
  const { steps } = foldRecord(wanted.log);
  const seen = new Map<string, { outcome: ReplayOutcome; compared?: Compared }>();
  let calls = 0;
  const tell: Tell = (step, outcome, compared) => {
    calls++;
    if (step.includes('~')) return;
    seen.set(step.replace(SUFFIX, ''), {
      outcome,
      ...(outcome === 'differs' && compared ? { compared } : {}),
    });
  };
  const stop = new AbortController();
  const host = hostOf(wanted, steps, tell, stop.signal);
  const replaying = createReplaying(host);
  const end = interpret(host, wanted.definition, wanted.input, { replaying }).then(
    (output) => ({ output: output ?? null, error: null }),
    (error) => ({ error: failureOf(error) }),
  );
  const ended = await Promise.race([
    end,
    replaying.over.then(() => quiet(() => calls)).then(() => ({ error: null })),
  ]);
  const gone = [...steps.keys()]
    .filter((step) => !step.includes('~'))
    .map((step) => step.replace(SUFFIX, ''));
  for (const path of gone) if (!seen.has(path)) seen.set(path, { outcome: 'gone' });
  return { nodes: [...seen].map(([path, found]) => ({ path, ...found })), ...ended };
}

async function quiet(calls: () => number): Promise<void> {
  let last = -1;
  for (let turns = 0; turns < QUIET_TURNS; turns++) {
    if (calls() !== last) turns = 0;
    last = calls();
    await new Promise((resolve) => setTimeout(resolve, 0));
  }
}

type Below = Pick<TaskCall, 'step' | 'signal'>;
type Tell = (step: string, outcome: ReplayOutcome, compared?: Compared) => void;

function hostOf(
  { startedAt, given }: ReplayWanted,
  steps: ReadonlyMap<string, StepRecord>,
  tell: Tell,
  signal: AbortSignal,
): Host {
  function below({ step, signal: unwanted }: Below, would: unknown, mark?: string): Promise<TaskResult> {
    const record = steps.get(step);
    if (!record || record.outcome.kind === 'open') return unknown(step, unwanted);
    if (record.cached) tell(step, record.cached.mark === mark ? 'same' : 'differs');
    else if (!record.childId) return unknown(step, unwanted);
    else compare(step, given.get(step), would);
    if (record.outcome.kind === 'finished') return Promise.resolve(record.outcome.output as TaskResult);
    return Promise.reject(failed(step, record));
  }

  /** Stays open, unless another node or the end of the whole stops it. */
  function unknown(step: string, unwanted: AbortSignal): Promise<never> {
    tell(step, 'new');
    return new Promise((_, reject) => {
      if (unwanted.aborted) reject(unwanted.reason);
      unwanted.addEventListener('abort', () => reject(unwanted.reason), { once: true });
    });
  }

  function compare(step: string, was: unknown, would: unknown): void {
    tell(step, isSame(was, would) ? 'same' : 'differs', { was, would });
  }

  function passed(step: string): Promise<void> {
    tell(step, steps.get(step)?.outcome.kind === 'finished' ? 'same' : 'new');
    return Promise.resolve();
  }

  const host: Host = {
    startedAt,
    signal,
    isReplay: true,
    isRecorded: (step) => (steps.get(step)?.outcome.kind ?? 'open') !== 'open',
    get tidying() {
      return host;
    },
    task: (call) => below(call, call.task, call.cache?.mark),
    workflow: ({ workflow, version, input, ...call }) => below(call, { workflow, version, input }),
    async record<T extends Json>(step: string, find: () => T): Promise<T> {
      const outcome = steps.get(step)?.outcome;
      if (outcome?.kind === 'finished' && step.includes('~')) return outcome.output as T;
      const found = find();
      if (outcome?.kind !== 'finished') tell(step, 'new');
      else compare(step, outcome.output, found);
      return found;
    },
    sleep: passed,
    sleepUntil: passed,
    async wait(step, { signal: unwanted }): Promise<Waited> {
      const record = steps.get(step);
      if (record?.outcome.kind !== 'finished') return unknown(step, unwanted);
      tell(step, 'same');
      const { kind, name, payload } = record.outcome.output as {
        kind: string;
        name: string;
        payload: unknown;
      };
      return kind === 'signal' ? { kind: 'signal', signal: name, payload } : { kind: 'timeout' };
    },
  };
  return host;
}

function failed(step: string, { outcome }: StepRecord): OrchestratorError {
  if (outcome.kind !== 'failed') return new StepInterrupted(step);
  const { code, message, stopped } = outcome;
  return new StepFailed(step, code, message, { stopped });
}

function failureOf(error: unknown): { code: string; message: string } {
  const given = error instanceof Error ? error : new Error(String(error));
  const code = 'code' in given && typeof given.code === 'string' ? given.code : 'procedure_failed';
  return { code, message: given.message };
}

function isSame(a: unknown, b: unknown): boolean {
  return canonicalText(a) === canonicalText(b);
}
