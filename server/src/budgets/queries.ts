import type { Database, Schema } from '../db/index.ts';

export type BudgetRow = Schema['budgets'];
export type HoldRow = Schema['budget_holds'];

/** In whose name something is used up. */
export interface Spender {
  workspaceId: string;
  userId: string;
  agentId: string;
  /** The run that people know: a budget of a run counts all runs below it. */
  rootRunId: string;
}

/** A spender has at most this many budgets: four kinds, three periods. */
const MAX_BUDGETS = 12;

/** Every budget that counts for a spender, in the order workspace, user, agent, run. */
export function budgetsOf(
  db: Database,
  { workspaceId, userId, agentId, rootRunId }: Spender,
): Promise<BudgetRow[]> {
  return db
    .selectFrom('budgets')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .where((eb) =>
      eb.or([
        eb.and([eb('kind', '=', 'workspace'), eb('subject_id', '=', workspaceId)]),
        eb.and([eb('kind', '=', 'user'), eb('subject_id', '=', userId)]),
        eb.and([eb('kind', '=', 'agent'), eb('subject_id', '=', agentId)]),
        eb.and([eb('kind', '=', 'run'), eb('subject_id', '=', rootRunId)]),
      ]),
    )
    .orderBy('id')
    .limit(MAX_BUDGETS)
    .execute();
}

export function findBudget(db: Database, id: string): Promise<BudgetRow | undefined> {
  return db.selectFrom('budgets').selectAll().where('id', '=', id).executeTakeFirst();
}

/** What is held by calls under way, of each budget. */
export async function heldBy(
  db: Database,
  ids: readonly string[],
): Promise<Map<string, Record<string, number>>> {
  if (ids.length === 0) return new Map();
  const rows = await db
    .selectFrom('budget_holds')
    .select((eb) => [
      'budget_id',
      eb.fn.sum<number>('tokens').as('tokens'),
      eb.fn.sum<number>('cost').as('costMicros'),
      eb.fn.sum<number>('steps').as('steps'),
    ])
    .where('budget_id', 'in', ids)
    .groupBy('budget_id')
    .execute();
  return new Map(
    rows.map(({ budget_id, tokens, costMicros, steps }) => [
      budget_id,
      { tokens: Number(tokens), costMicros: Number(costMicros), steps: Number(steps), seconds: 0 },
    ]),
  );
}

const ENDED = ['done', 'failed', 'cancelled'];

/** How many runs wait for each budget; one that was cancelled meanwhile waits for nothing. */
export async function waitingFor(db: Database, ids: readonly string[]): Promise<Map<string, number>> {
  if (ids.length === 0) return new Map();
  const rows = await db
    .selectFrom('budget_waits')
    .innerJoin('runs', 'runs.id', 'budget_waits.run_id')
    .select((eb) => ['budget_id', eb.fn.countAll<number>().as('count')])
    .where('budget_id', 'in', ids)
    .where('runs.state', 'not in', ENDED)
    .groupBy('budget_id')
    .execute();
  return new Map(rows.map(({ budget_id, count }) => [budget_id, Number(count)]));
}

/** The caps at which a run, or one below it, waits now. */
export function waitsOf(db: Database, rootRunId: string) {
  return db
    .selectFrom('budget_waits')
    .innerJoin('budgets', 'budgets.id', 'budget_waits.budget_id')
    .select((eb) => [
      'budgets.id as budgetId',
      'budgets.kind as kind',
      'budget_waits.dimension as dimension',
      eb.fn.max<number>('budget_waits.needed').as('needed'),
    ])
    .where('budget_waits.root_run_id', '=', rootRunId)
    .groupBy(['budgets.id', 'budgets.kind', 'budget_waits.dimension'])
    .execute();
}

export interface BudgetFilter {
  workspaceId: string;
  kind?: string | undefined;
  before?: string | undefined;
}

export function pageOfBudgets(db: Database, filter: BudgetFilter, limit: number): Promise<BudgetRow[]> {
  let query = db.selectFrom('budgets').selectAll().where('workspace_id', '=', filter.workspaceId);
  if (filter.kind) query = query.where('kind', '=', filter.kind);
  if (filter.before) query = query.where('id', '<', filter.before);
  return query.orderBy('id', 'desc').limit(limit).execute();
}

export interface WaitFilter {
  workspaceId: string;
  /** Only runs of this user and those shared with the workspace; null for all. */
  userId: string | null;
  before?: string | undefined;
}

/** A wait's place in the list: a run may wait for several budgets. */
export const waitPlace = ({ runId, id }: { runId: string; id: string }): string => `${runId}/${id}`;

/** The runs that people know, each with the budgets that it or a run below it waits for. */
export function pageOfWaits(db: Database, { workspaceId, userId, before }: WaitFilter, limit: number) {
  let query = db
    .selectFrom('budget_waits')
    .innerJoin('budgets', 'budgets.id', 'budget_waits.budget_id')
    .innerJoin('runs as waiting', 'waiting.id', 'budget_waits.run_id')
    .innerJoin('runs', 'runs.id', 'budget_waits.root_run_id')
    .innerJoin('run_owners', 'run_owners.run_id', 'budget_waits.root_run_id')
    .select((eb) => [
      'runs.id as runId',
      'runs.procedure_name as procedure',
      'runs.label',
      'run_owners.created_by as owner',
      'run_owners.shared',
      eb.fn.min('budget_waits.dimension').as('dimension'),
      eb.fn.min<number>('budget_waits.created_at').as('waitsSince'),
      eb.fn.max<number>('budget_waits.needed').as('needed'),
    ])
    .select([
      'budgets.id',
      'budgets.kind',
      'budgets.subject_id',
      'budgets.workspace_id',
      'budgets.created_by',
    ])
    .where('budgets.workspace_id', '=', workspaceId)
    .where('waiting.state', 'not in', ENDED)
    .groupBy(['runs.id', 'runs.procedure_name', 'runs.label', 'run_owners.created_by', 'run_owners.shared'])
    .groupBy([
      'budgets.id',
      'budgets.kind',
      'budgets.subject_id',
      'budgets.workspace_id',
      'budgets.created_by',
    ]);
  if (userId !== null) {
    query = query.where((eb) =>
      eb.or([eb('run_owners.created_by', '=', userId), eb('run_owners.shared', '=', 'workspace')]),
    );
  }
  const [runBefore = '', budgetBefore = ''] = before?.split('/') ?? [];
  if (before !== undefined) {
    query = query.where((eb) =>
      eb.or([
        eb('runs.id', '<', runBefore),
        eb.and([eb('runs.id', '=', runBefore), eb('budgets.id', '<', budgetBefore)]),
      ]),
    );
  }
  return query.orderBy('runs.id', 'desc').orderBy('budgets.id', 'desc').limit(limit).execute();
}

export type WaitRow = Awaited<ReturnType<typeof pageOfWaits>>[number];
