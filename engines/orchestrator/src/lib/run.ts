import type { Needs } from './urgency.ts';

export const RUN_STATES = ['queued', 'running', 'waiting', 'done', 'failed', 'cancelled'] as const;
export type RunState = (typeof RUN_STATES)[number];

export const ENDED_STATES = ['done', 'failed', 'cancelled'] as const satisfies readonly RunState[];

export interface RunError {
  code: string;
  message: string;
}

/** A run as it stands. Times are ms since 1970. */
export interface Run {
  id: string;
  procedure: string;
  scope: string | null;
  label: string | null;
  state: RunState;
  input: unknown;
  /** The procedure's answer; only of a run that is done, and undefined if it answered nothing. */
  output?: unknown;
  /** Only of a run that failed. */
  error: RunError | null;
  parentId: string | null;
  createdAt: number;
  startedAt: number | null;
  finishedAt: number | null;
  /** How often a worker took it: first start, resumptions and take-overs. */
  attempt: number;
  cancelRequestedAt: number | null;
  /** Set while nobody may take the run. */
  pausedAt: number | null;
  pauseReason: string | null;
  /** See PRIORITY_RANKS. */
  priority: number;
  deadlineAt: number | null;
  pool: string;
  /** The run whose log this one began with. */
  forkedFrom: string | null;
}

export interface RunQuery {
  /** Runs of exactly this scope; null means those without one. */
  scope: string | null;
  states?: readonly RunState[];
  procedure?: string;
  /** Only runs whose id sorts before this one: the last id of the page before. */
  before?: string;
  /** 1 to MAX_LIST. */
  limit: number;
}

/** A run that has not ended, without what it was given: what is read when all of them are looked at. */
export interface OpenRun
  extends Pick<
    Run,
    | 'id'
    | 'procedure'
    | 'label'
    | 'parentId'
    | 'createdAt'
    | 'startedAt'
    | 'attempt'
    | 'cancelRequestedAt'
    | 'pausedAt'
    | 'pauseReason'
    | 'priority'
    | 'deadlineAt'
    | 'pool'
  > {
  state: Exclude<RunState, 'done' | 'failed' | 'cancelled'>;
  /** Of a child: the step of its parent. */
  step: string | null;
  needs: Needs | null;
}

export function hasEnded(state: RunState): boolean {
  return (ENDED_STATES as readonly RunState[]).includes(state);
}

/** The step that a child's key names; other keys are the caller's. */
export function stepOfKey(key: string | null, parentId: string | null): string | null {
  const start = `${parentId}/`;
  return parentId !== null && key?.startsWith(start) ? key.slice(start.length) : null;
}
