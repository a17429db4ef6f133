import { isEngineEvent, type RunEvent } from './event.ts';

export const STEP_STATES = ['running', 'finished', 'failed', 'interrupted'] as const;
export type StepState = (typeof STEP_STATES)[number];

export interface StepView {
  name: string;
  state: StepState;
  attempt: number;
  startedAt: number;
  finishedAt: number | null;
  output?: unknown;
  error: { code: string; message: string } | null;
  /** What the step emitted in its latest attempt. */
  events: RunEvent[];
}

/**
 * The steps of a log in the order in which they began. A step that runs again (retry, take-over) starts
 * afresh: what its earlier attempts emitted is dropped. Pure.
 */
export function foldSteps(events: Iterable<RunEvent>): StepView[] {
  const steps = new Map<string, StepView>();
  for (const event of events) {
    if (event.step === null) continue;
    const known = steps.get(event.step);
    if (known && event.attempt < known.attempt) continue;
    const view = known && event.attempt === known.attempt ? known : begin(event, event.step);
    steps.set(event.step, view);
    apply(view, event);
  }
  return [...steps.values()];
}

function begin(event: RunEvent, name: string): StepView {
  const { at, attempt } = event;
  return { name, state: 'running', attempt, startedAt: at, finishedAt: null, error: null, events: [] };
}

function apply(view: StepView, event: RunEvent): void {
  if (!isEngineEvent(event)) {
    view.events.push(event);
    return;
  }
  switch (event.type) {
    case 'step.finished':
      Object.assign(view, { state: 'finished', finishedAt: event.at, output: event.payload.output });
      return;
    case 'step.failed': {
      const { code, message, willRetry } = event.payload;
      const state: StepState = willRetry ? 'running' : 'failed';
      Object.assign(view, { state, finishedAt: willRetry ? null : event.at, error: { code, message } });
      return;
    }
    case 'step.interrupted':
      Object.assign(view, { state: 'interrupted', finishedAt: event.at });
      return;
    default:
  }
}

/** The text that a log says now: its deltas of `type` without those of superseded attempts. Pure. */
export function currentText(events: Iterable<RunEvent>, type = 'text.delta'): string {
  const all = [...events];
  const latest = new Map<string, number>();
  for (const { step, attempt } of all) {
    if (step !== null) latest.set(step, Math.max(attempt, latest.get(step) ?? 0));
  }
  return all
    .filter(
      (event) => event.type === type && (event.step === null || event.attempt === latest.get(event.step)),
    )
    .map((event) => (typeof event.payload.text === 'string' ? event.payload.text : ''))
    .join('');
}
