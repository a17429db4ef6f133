import type { Run, RunEvent } from '@agenticgen/orchestrator';
import type { RunEventView, RunView } from './contract.ts';

export function presentRun(run: Run): RunView {
  return {
    id: run.id,
    procedure: run.procedure,
    label: run.label,
    state: run.state,
    attempt: run.attempt,
    createdAt: run.createdAt,
    startedAt: run.startedAt,
    finishedAt: run.finishedAt,
    pausedAt: run.pausedAt,
    error: run.error ?? null,
  };
}

/** Outputs of steps and of the run stay inside: they are for recovery, and may be large. */
const INNER_TYPES = new Set(['step.finished', 'run.finished']);

export function presentEvent(event: RunEvent): RunEventView {
  const { sequence, at, type, step, attempt } = event;
  const payload = { ...(event.payload as Record<string, unknown>) };
  if (INNER_TYPES.has(type)) delete payload.output;
  return { sequence, at, type, step, attempt, payload };
}
