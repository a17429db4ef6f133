import type { Expression } from 'kysely';
import type { Database } from '../db/index.ts';

export interface RunOwner {
  run_id: string;
  workspace_id: string;
  created_by: string;
  shared: string;
}

/** A child's owner is its parent's: what a run starts, it starts in the same name. */
const MAX_PARENTS = 16;

export async function findOwner(db: Database, runId: string): Promise<RunOwner | undefined> {
  let id = runId;
  for (let depth = 0; depth <= MAX_PARENTS; depth++) {
    const owner = await db.selectFrom('run_owners').selectAll().where('run_id', '=', id).executeTakeFirst();
    if (owner) return { ...owner, run_id: runId };
    const run = await db.selectFrom('runs').select('parent_id').where('id', '=', id).executeTakeFirst();
    if (!run?.parent_id) return undefined;
    id = run.parent_id;
  }
  return undefined;
}

/**
 * Owners of many runs at once, by run. `run_id` is that of the run that has the owner: the run itself or one above.
 * What is above and not among the runs is looked up, up to MAX_PARENTS levels.
 */
export async function ownersOf(
  db: Database,
  runs: readonly { id: string; parentId: string | null }[],
): Promise<Map<string, RunOwner>> {
  const parents = new Map(runs.map(({ id, parentId }) => [id, parentId]));
  for (let depth = 0; depth < MAX_PARENTS; depth++) {
    const missing = [...new Set(parents.values())].filter((id) => id !== null && !parents.has(id));
    if (missing.length === 0) break;
    const rows = await db.selectFrom('runs').select(['id', 'parent_id']).where('id', 'in', missing).execute();
    for (const id of missing) parents.set(id!, rows.find((row) => row.id === id)?.parent_id ?? null);
  }
  const rootOf = (id: string): string => {
    let root = id;
    for (let up = parents.get(root) ?? null; up !== null; up = parents.get(root) ?? null) root = up;
    return root;
  };
  const roots = [...new Set(runs.map(({ id }) => rootOf(id)))];
  if (roots.length === 0) return new Map();
  const owners = await db.selectFrom('run_owners').selectAll().where('run_id', 'in', roots).execute();
  const byRoot = new Map(owners.map((owner) => [owner.run_id, owner]));
  return new Map(
    runs.flatMap(({ id }) => {
      const owner = byRoot.get(rootOf(id));
      return owner ? [[id, owner] as const] : [];
    }),
  );
}

export interface RunFilter {
  workspaceId: string;
  /** Only this user's and those shared with the workspace; null for all. */
  userId: string | null;
  state?: string | undefined;
  procedure?: string | undefined;
  before?: string | undefined;
}

/** Runs by their owners, newest first. */
export function pageOfOwners(db: Database, filter: RunFilter, limit: number): Promise<RunOwner[]> {
  let query = db
    .selectFrom('run_owners')
    .innerJoin('runs', 'runs.id', 'run_owners.run_id')
    .selectAll('run_owners')
    .where('run_owners.workspace_id', '=', filter.workspaceId);
  const { userId } = filter;
  if (userId !== null) {
    query = query.where((eb) =>
      eb.or([eb('run_owners.created_by', '=', userId), eb('run_owners.shared', '=', 'workspace')]),
    );
  }
  if (filter.state) query = query.where('runs.state', '=', filter.state);
  if (filter.procedure) query = query.where('runs.procedure_name', '=', filter.procedure);
  if (filter.before) query = query.where('run_owners.run_id', '<', filter.before);
  return query.orderBy('run_owners.run_id', 'desc').limit(limit).execute();
}

export async function setRunShared(db: Database, runIds: readonly string[], shared: string): Promise<void> {
  if (runIds.length === 0) return;
  await db.updateTable('run_owners').set({ shared }).where('run_id', 'in', runIds).execute();
}

/** The same for all runs that the query gives. */
export async function setRunsShared(db: Database, runIds: Expression<string>, shared: string): Promise<void> {
  await db.updateTable('run_owners').set({ shared }).where('run_id', 'in', runIds).execute();
}

/** The topmost run above a run, or itself, and how many runs of a procedure there are on the way, itself included. */
export async function depthOf(
  db: Database,
  runId: string,
  procedure: string,
): Promise<{ root: string; depth: number }> {
  let [root, depth] = [runId, 0];
  for (let level = 0; level <= MAX_PARENTS; level++) {
    const run = await db
      .selectFrom('runs')
      .select(['parent_id', 'procedure_name'])
      .where('id', '=', root)
      .executeTakeFirst();
    if (run?.procedure_name === procedure) depth += 1;
    if (!run?.parent_id) break;
    root = run.parent_id;
  }
  return { root, depth };
}
