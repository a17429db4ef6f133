import type { Run } from '@agenticgen/orchestrator';
import type { Definition, WorkflowView as Fold } from '@agenticgen/orchestrator/workflow';
import { presentRun } from '../runs/index.ts';
import type { WholeRun, WholeWorkflow, WorkflowRunView, WorkflowView } from './contract.ts';
import type { VersionRow, WorkflowRow, WorkflowRunRow } from './queries.ts';
import type { Origin } from './start.ts';
import type { Saved } from './workflows.ts';

export function presentWorkflow(row: WorkflowRow): WorkflowView {
  return {
    id: row.id,
    name: row.name,
    description: row.description,
    version: row.version,
    createdBy: row.created_by,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  };
}

export function presentWhole({ workflow, version }: Saved): WholeWorkflow {
  return {
    ...presentWorkflow(workflow),
    version: version.version,
    definition: JSON.parse(version.definition),
  };
}

export function presentVersion({ version, hash, created_by, created_at }: VersionRow) {
  return { version, hash, createdBy: created_by, createdAt: created_at };
}

export function presentWorkflowRun(row: WorkflowRunRow, name: string, run: Run): WorkflowRunView {
  return {
    ...presentRun(run),
    workflowId: row.workflow_id,
    workflowName: name,
    version: row.version,
    origin: row.origin as Origin,
    originId: row.origin_id,
    pausedAt: run.pausedAt,
    pauseReason: run.pauseReason,
  };
}

export interface Whole {
  view: WorkflowRunView;
  run: Run;
  definition: Definition;
  fold: Fold;
  expectedAt: number | null;
  blockedBy: WholeRun['blockedBy'];
}

export function presentWholeRun({ view, run, definition, fold, expectedAt, blockedBy }: Whole): WholeRun {
  const { input } = run.input as { input: Record<string, unknown> };
  return {
    ...view,
    definition,
    input,
    output: run.output,
    nodes: fold.nodes,
    progress: fold.progress,
    usage: fold.usage,
    expectedAt,
    blockedBy,
  };
}
