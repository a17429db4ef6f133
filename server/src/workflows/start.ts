import { type Orchestrator, OrchestratorError, type PriorityName } from '@agenticgen/orchestrator';
import { checkInput, type Definition } from '@agenticgen/orchestrator/workflow';
import { addRunBudget, type Limits } from '../budgets/index.ts';
import { type Database, insertIgnore, inTransaction } from '../db/index.ts';
import { type RunBy, startRun } from '../runs/index.ts';
import type { Runtime } from '../runtime/index.ts';
import type { ORIGINS } from './contract.ts';
import { workflowErrors } from './errors.ts';
import type { WorkflowProcedure } from './procedures.ts';
import type { VersionRow, WorkflowRow } from './queries.ts';

export type Origin = (typeof ORIGINS)[number];

export interface StartNeeds {
  db: Database;
  runtime: Pick<Runtime, 'now' | 'newId'>;
  orchestrator: Orchestrator<Database>;
  workflow: WorkflowProcedure;
}

export interface WantedRun {
  input: Record<string, unknown>;
  priority?: PriorityName | undefined;
  deadlineAt?: number | undefined;
  /** Beside the definition's own: what the run may use up. */
  budget?: Limits | undefined;
  /** A second start with the same key gives the first one's run. */
  key?: string | undefined;
  origin?: Origin;
  originId?: string | null;
}

/** Starts a version of a workflow. Throws `workflow_input_invalid`, and nothing is started then. */
export async function startWorkflow(
  needs: StartNeeds,
  by: RunBy,
  { workflow, version }: { workflow: WorkflowRow; version: VersionRow },
  wanted: WantedRun,
): Promise<{ runId: string }> {
  const started = await inTransaction(needs.db, (tx) =>
    startWorkflowIn(tx, needs, by, { workflow, version }, wanted),
  );
  needs.orchestrator.announce();
  return started;
}

/** In the caller's transaction; announce after its commit. */
export async function startWorkflowIn(
  tx: Database,
  { orchestrator, runtime, workflow: procedure }: Omit<StartNeeds, 'db'>,
  by: RunBy,
  { workflow, version }: { workflow: WorkflowRow; version: VersionRow },
  { input, priority, deadlineAt, key, budget, origin = 'manual', originId = null }: WantedRun,
): Promise<{ runId: string }> {
  const definition = JSON.parse(version.definition) as Definition;
  refuseMisfit(definition, input);
  const owner = { userId: by.userId, workspaceId: by.workspaceId, rootId: null, origin: workflow.name };
  const given = { by: owner, workflowId: workflow.id, version: version.version, input };
  const options = {
    label: workflow.name,
    key: key === undefined ? undefined : `${workflow.id}/${key}`,
    priority: priority ?? definition.priority,
    deadlineAt: deadlineAt ?? null,
  };
  const { runId } = await startRun(tx, orchestrator, by, procedure, given, options);
  const limits = { ...definition.budget, ...budget };
  const row = { runId, workflow, version: version.version, by, origin, originId, limits };
  await insertWorkflowRun(tx, row, runtime);
  return { runId };
}

export interface NewWorkflowRun {
  runId: string;
  workflow: Pick<WorkflowRow, 'id'>;
  version: number;
  by: RunBy;
  origin: Origin;
  originId: string | null;
  /** The run's own budget. */
  limits: Limits;
}

/** The row beside a run of a workflow and its budget; the run of an earlier start with the same key has both. */
export async function insertWorkflowRun(
  tx: Database,
  { runId, workflow, version, by, origin, originId, limits }: NewWorkflowRun,
  runtime: StartNeeds['runtime'],
): Promise<void> {
  const isNew = await insertIgnore(tx, 'workflow_runs', {
    run_id: runId,
    workflow_id: workflow.id,
    version,
    workspace_id: by.workspaceId,
    origin,
    origin_id: originId,
    created_at: runtime.now(),
  });
  if (isNew && Object.keys(limits).length > 0) await addRunBudget(tx, runtime, by, runId, limits);
}

export function refuseMisfit(definition: Definition, input: Record<string, unknown>): void {
  try {
    checkInput(definition.input, input);
  } catch (error) {
    if (!(error instanceof OrchestratorError)) throw error;
    throw workflowErrors.workflow_input_invalid(error.message.replace(/^.*?does not fit, /, ''));
  }
}
