import type { WorkflowRun } from '../../../lib/api-types.ts';

export const STATES: readonly WorkflowRun['state'][] = [
  'queued',
  'running',
  'waiting',
  'done',
  'failed',
  'cancelled',
];
export const ORIGINS: readonly WorkflowRun['origin'][] = ['manual', 'schedule', 'webhook', 'event', 'retry'];

export interface RunFilter {
  workflowId?: string;
  state?: WorkflowRun['state'];
  origin?: WorkflowRun['origin'];
}

/** The filter that an address names; what is unknown in it is left out. */
export function runFilter({ workflowId, state, origin }: Record<string, unknown>): RunFilter {
  const knownState = STATES.find((one) => one === state);
  const knownOrigin = ORIGINS.find((one) => one === origin);
  return {
    ...(typeof workflowId === 'string' && workflowId !== '' ? { workflowId } : {}),
    ...(knownState ? { state: knownState } : {}),
    ...(knownOrigin ? { origin: knownOrigin } : {}),
  };
}
