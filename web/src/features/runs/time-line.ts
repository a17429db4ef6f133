import type { Run, RunEvent } from '../../lib/api-types.ts';
import { TERMINAL_EVENTS } from '../../lib/run-events.ts';

export type StepState = 'running' | 'done' | 'failed' | 'interrupted';

export interface Step {
  name: string;
  attempt: number;
  state: StepState;
  startedAt: number;
  endedAt: number | null;
  /** What happened within, deltas of text as one line. */
  events: LineEvent[];
}

export interface LineEvent {
  sequence: number;
  at: number;
  type: string;
  payload: Record<string, unknown>;
  /** How many events of the same type stand here as one. */
  count: number;
}

export interface TimeLine {
  steps: Step[];
  /** What happened outside steps. */
  events: LineEvent[];
  state: Run['state'] | null;
  isPaused: boolean;
  startedAt: number | null;
  endedAt: number | null;
  error: { code: string; message: string } | null;
}

const STATES: Record<string, Run['state']> = {
  'run.queued': 'queued',
  'run.started': 'running',
  'run.parked': 'queued',
  'run.waiting': 'waiting',
  'run.paused': 'waiting',
  'run.finished': 'done',
  'run.failed': 'failed',
  'run.cancelled': 'cancelled',
};

const STEP_ENDS: Record<string, StepState> = {
  'step.finished': 'done',
  'step.failed': 'failed',
  'step.interrupted': 'interrupted',
};

const DELTA = /\.delta$/;

function append(lines: LineEvent[], event: RunEvent): void {
  const last = lines.at(-1);
  if (last && DELTA.test(event.type) && last.type === event.type) {
    last.count += 1;
    last.payload = { text: `${last.payload['text'] ?? ''}${event.payload['text'] ?? ''}` };
    return;
  }
  const { sequence, at, type, payload } = event;
  lines.push({ sequence, at, type, payload: { ...payload }, count: 1 });
}

/** Folds a run's log into its steps, each attempt of a step by itself. */
export function foldTimeLine(): { add(event: RunEvent): TimeLine } {
  const none = { startedAt: null, endedAt: null, error: null };
  const line: TimeLine = { steps: [], events: [], state: null, isPaused: false, ...none };
  let last = 0;

  function startStep(event: RunEvent): void {
    const { step, attempt, at } = event;
    if (step === null) return;
    // A step of a process that died has no end in the log: its next attempt is the end.
    for (const before of line.steps) {
      if (before.name === step && before.state === 'running')
        Object.assign(before, { state: 'interrupted', endedAt: at });
    }
    line.steps.push({ name: step, attempt, state: 'running', startedAt: at, endedAt: null, events: [] });
  }

  /** A step that was written with its result, in one transaction, has no start in the log. */
  function atOnce({ step, attempt, at, payload }: RunEvent): Step {
    const startedAt = at - (Number(payload['durationMs']) || 0);
    const made: Step = { name: step ?? '', attempt, state: 'done', startedAt, endedAt: at, events: [] };
    line.steps.push(made);
    return made;
  }

  function inStep(event: RunEvent): void {
    const step = line.steps.findLast(({ name, attempt }) => name === event.step && attempt === event.attempt);
    const end = STEP_ENDS[event.type];
    if (!end) {
      append(step?.events ?? line.events, event);
      return;
    }
    const ended = step ?? atOnce(event);
    Object.assign(ended, { state: end, endedAt: event.at });
    if (end === 'failed') append(ended.events, event);
  }

  function ofRun(event: RunEvent): void {
    const { type, at, payload } = event;
    line.state = STATES[type] ?? line.state;
    if (type === 'run.paused' || type === 'run.resumed') line.isPaused = type === 'run.paused';
    if (type === 'run.started') line.startedAt ??= at;
    if (TERMINAL_EVENTS.has(type)) {
      line.endedAt = at;
      for (const step of line.steps) {
        if (step.state === 'running') Object.assign(step, { state: 'interrupted', endedAt: at });
      }
    }
    if (type === 'run.failed') line.error = payload as unknown as TimeLine['error'];
    append(line.events, event);
  }

  function add(event: RunEvent): TimeLine {
    if (event.sequence <= last) return line;
    last = event.sequence;
    if (event.type === 'step.started') startStep(event);
    else if (event.step !== null) inStep(event);
    else ofRun(event);
    return { ...line, steps: [...line.steps], events: [...line.events] };
  }
  return { add };
}
