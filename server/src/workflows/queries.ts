import type { Database, Schema } from '../db/index.ts';

export type WorkflowRow = Schema['workflows'];
export type VersionRow = Schema['workflow_versions'];
export type WorkflowRunRow = Schema['workflow_runs'];

export function findWorkflow(db: Database, id: string): Promise<WorkflowRow | undefined> {
  return db
    .selectFrom('workflows')
    .selectAll()
    .where('id', '=', id)
    .where('deleted_at', 'is', null)
    .executeTakeFirst();
}

/** By id, or by name: the newest one that is called so. */
export async function findByIdOrName(
  db: Database,
  workspaceId: string,
  wanted: string,
): Promise<WorkflowRow | undefined> {
  return db
    .selectFrom('workflows')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .where('deleted_at', 'is', null)
    .where((eb) => eb.or([eb('id', '=', wanted), eb('name', '=', wanted)]))
    .orderBy('id', 'desc')
    .executeTakeFirst();
}

/** Workflows that a node may run, by id and by name. */
const MAX_NAMED = 1_000;

export async function workflowNames(db: Database, workspaceId: string): Promise<string[]> {
  const rows = await db
    .selectFrom('workflows')
    .select(['id', 'name'])
    .where('workspace_id', '=', workspaceId)
    .where('deleted_at', 'is', null)
    .orderBy('id', 'desc')
    .limit(MAX_NAMED)
    .execute();
  return rows.flatMap(({ id, name }) => [id, name]);
}

/** Workflows that are tools, with the newest definition of each. */
const MAX_TOOLS = 200;

export function newestDefinitions(db: Database, workspaceId: string) {
  return db
    .selectFrom('workflows')
    .innerJoin('workflow_versions', (join) =>
      join
        .onRef('workflow_versions.workflow_id', '=', 'workflows.id')
        .onRef('workflow_versions.version', '=', 'workflows.version'),
    )
    .selectAll('workflows')
    .select('workflow_versions.definition')
    .where('workflows.workspace_id', '=', workspaceId)
    .where('workflows.deleted_at', 'is', null)
    .orderBy('workflows.id', 'desc')
    .limit(MAX_TOOLS)
    .execute();
}

export function pageOfWorkflows(
  db: Database,
  workspaceId: string,
  before: string | undefined,
  limit: number,
): Promise<WorkflowRow[]> {
  let query = db
    .selectFrom('workflows')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .where('deleted_at', 'is', null);
  if (before) query = query.where('id', '<', before);
  return query.orderBy('id', 'desc').limit(limit).execute();
}

export function findVersion(
  db: Database,
  workflowId: string,
  version: number,
): Promise<VersionRow | undefined> {
  return db
    .selectFrom('workflow_versions')
    .selectAll()
    .where('workflow_id', '=', workflowId)
    .where('version', '=', version)
    .executeTakeFirst();
}

export function pageOfVersions(
  db: Database,
  workflowId: string,
  before: number | undefined,
  limit: number,
): Promise<VersionRow[]> {
  let query = db.selectFrom('workflow_versions').selectAll().where('workflow_id', '=', workflowId);
  if (before !== undefined) query = query.where('version', '<', before);
  return query.orderBy('version', 'desc').limit(limit).execute();
}

export function findWorkflowRun(db: Database, runId: string): Promise<WorkflowRunRow | undefined> {
  return db.selectFrom('workflow_runs').selectAll().where('run_id', '=', runId).executeTakeFirst();
}

export interface RunFilter {
  workspaceId: string;
  /** Only this user's and those shared with the workspace; null for all. */
  userId: string | null;
  workflowId?: string | undefined;
  state?: string | undefined;
  origin?: string | undefined;
  originId?: string | undefined;
  before?: string | undefined;
}

export async function pageOfWorkflowRuns(db: Database, filter: RunFilter, limit: number) {
  const { userId } = filter;
  let query = db
    .selectFrom('workflow_runs')
    .innerJoin('workflows', 'workflows.id', 'workflow_runs.workflow_id')
    .innerJoin('runs', 'runs.id', 'workflow_runs.run_id')
    .innerJoin('run_owners', 'run_owners.run_id', 'workflow_runs.run_id')
    .selectAll('workflow_runs')
    .select('workflows.name')
    .where('workflow_runs.workspace_id', '=', filter.workspaceId);
  if (userId !== null) {
    query = query.where((eb) =>
      eb.or([eb('run_owners.created_by', '=', userId), eb('run_owners.shared', '=', 'workspace')]),
    );
  }
  if (filter.workflowId) query = query.where('workflow_runs.workflow_id', '=', filter.workflowId);
  if (filter.state) query = query.where('runs.state', '=', filter.state);
  if (filter.origin) query = query.where('workflow_runs.origin', '=', filter.origin);
  if (filter.originId) query = query.where('workflow_runs.origin_id', '=', filter.originId);
  if (filter.before) query = query.where('workflow_runs.run_id', '<', filter.before);
  return query.orderBy('workflow_runs.run_id', 'desc').limit(limit).execute();
}

export type OpenWorkflowRunRow = Pick<WorkflowRunRow, 'run_id' | 'workflow_id' | 'version'> & {
  name: string;
  definition: string;
};

/** Those of the runs that are runs of workflows, with their definitions; newest first. */
export async function workflowRunsOf(db: Database, runIds: readonly string[]): Promise<OpenWorkflowRunRow[]> {
  if (runIds.length === 0) return [];
  return db
    .selectFrom('workflow_runs')
    .innerJoin('workflows', 'workflows.id', 'workflow_runs.workflow_id')
    .innerJoin('workflow_versions', (join) =>
      join
        .onRef('workflow_versions.workflow_id', '=', 'workflow_runs.workflow_id')
        .onRef('workflow_versions.version', '=', 'workflow_runs.version'),
    )
    .select(['workflow_runs.run_id', 'workflow_runs.workflow_id', 'workflow_runs.version'])
    .select(['workflows.name', 'workflow_versions.definition'])
    .where('workflow_runs.run_id', 'in', runIds)
    .orderBy('workflow_runs.run_id', 'desc')
    .execute();
}
