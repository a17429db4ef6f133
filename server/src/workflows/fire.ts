import type { Fired, PriorityName, Schedule } from '@agenticgen/orchestrator';
import { grant, type Principal, permit, principalForRun } from '../access/index.ts';
import type { Database } from '../db/index.ts';
import { isProblem, Problem } from '../problem/index.ts';
import { findWorkflow } from './queries.ts';
import type { ScheduleTarget } from './schedules.ts';
import { type Origin, type StartNeeds, startWorkflowIn } from './start.ts';
import { versionOf } from './workflows.ts';

const MISFIT = 'workflow_input_invalid';
/** They pass: nothing is wrong with the schedule or the trigger. */
const FULL: ReadonlySet<string> = new Set(['queue_full', 'workspace_queue_full']);

export function isFull(error: unknown): boolean {
  return isProblem(error) && FULL.has(error.code);
}

export interface Firing {
  workspaceId: string;
  userId: string;
  workflowId: string;
  version: number | null;
  origin: Origin;
  originId: string;
  key: string;
  input: Record<string, unknown>;
  /** Absent: as the definition says. */
  priority?: PriorityName | null;
}

/**
 * Starts a workflow in somebody's name without their request. What they may no longer do is a refusal; an input
 * that does not fit, a full queue, or a database that is away, is thrown.
 */
export async function fireIn(
  tx: Database,
  needs: Omit<StartNeeds, 'db'>,
  { userId, workspaceId, workflowId, version, origin, originId, key, input, priority }: Firing,
): Promise<Fired> {
  try {
    const by: Principal = await principalForRun(tx, userId, workspaceId);
    const { record } = grant(by, 'run', 'Workflow', await findWorkflow(tx, workflowId));
    permit(by, 'create', 'Run');
    const workflow = { workflow: record, version: await versionOf(tx, record, version ?? undefined) };
    const wanted = { input, key, origin, originId, priority: priority ?? undefined };
    return { kind: 'started', ...(await startWorkflowIn(tx, needs, by, workflow, wanted)) };
  } catch (error) {
    if (error instanceof Problem && error.code !== MISFIT && !isFull(error))
      return { kind: 'refused', reason: error.message };
    throw error;
  }
}

/** What the scheduler calls for each time. An input that no longer fits will not fit the next time either. */
export function scheduleFirer(needs: Omit<StartNeeds, 'db'>) {
  return async (tx: Database, schedule: Schedule, { key }: { key: string }): Promise<Fired> => {
    const { scope: workspaceId, subject: workflowId, id: originId } = schedule;
    const target = schedule.target as ScheduleTarget;
    try {
      return await fireIn(tx, needs, {
        ...target,
        workspaceId,
        workflowId,
        origin: 'schedule',
        originId,
        key,
      });
    } catch (error) {
      if (isProblem(error, MISFIT)) return { kind: 'refused', reason: error.message };
      throw error;
    }
  };
}
