import type { Estimate, OpenRun, Orchestrator, PoolView } from '@agenticgen/orchestrator';
import { type Definition, foldWorkflow } from '@agenticgen/orchestrator/workflow';
import type { Principal } from '../access/index.ts';
import type { Agents } from '../agents/index.ts';
import type { Database } from '../db/index.ts';
import { ownersOf, type RunOwner, readsTranscript, seesAllRuns } from '../runs/index.ts';
import { PRIORITIES } from './contract.ts';
import { expectedEnd } from './expected-end.ts';
import { type OpenWorkflowRunRow, workflowRunsOf } from './queries.ts';
import { logOf } from './run-log.ts';
import type { OpenTaskView, StateView } from './state-contract.ts';

/** Open runs that one answer looks at, the newest. */
const MAX_OPEN = 200;
/** Runs whose log one answer folds. */
const MAX_FOLDED = 25;

export interface StateNeeds {
  db: Database;
  orchestrator: Orchestrator<Database>;
  agents: Pick<Agents, 'list'>;
  runtime: { now(): number };
}

type Open = OpenRun & { estimate: Estimate | null };
type Seen = Open & { owner: RunOwner };

/** What goes on in a workspace, as far as somebody may see it: folded from the logs and from what this process does. */
export async function stateOf(needs: StateNeeds, by: Principal): Promise<StateView> {
  const { orchestrator, runtime } = needs;
  const now = runtime.now();
  const open = await orchestrator.open(by.workspaceId, MAX_OPEN);
  const seen = await visible(needs.db, by, open);
  const tasks = seen.map((run) => taskOf(run, by, now));
  const roots = await workflowRunsOf(
    needs.db,
    seen.filter(({ parentId }) => parentId === null).map(({ id }) => id),
  );
  const runs = await Promise.all(
    roots.slice(0, MAX_FOLDED).map((row) => runOf(needs, row, seen.find(({ id }) => id === row.run_id)!)),
  );
  const agents = await needs.agents.list(by.workspaceId);
  const { pools, resting } = await orchestrator.state();
  const nameOf = new Map(agents.map(({ id, name }) => [id, name]));
  const restOf = new Map(resting.map(({ name, until }) => [name, until]));
  const ownPools = pools.filter(({ pool }) => isOwn(pool, nameOf));
  return {
    at: now,
    truncated: open.length === MAX_OPEN || roots.length > MAX_FOLDED,
    ...countsOf(tasks),
    tasks,
    runs: runs.filter((run) => run !== null),
    agents: agents.flatMap(({ id, name }) => {
      const own = tasks.filter(({ agentId }) => agentId === id);
      const restsUntil = restOf.get(`agent:${by.workspaceId}/${id}`) ?? null;
      return own.length > 0 || restsUntil !== null
        ? [{ agentId: id, name, ...countsOf(own), restsUntil }]
        : [];
    }),
    pools: ownPools.map((pool) => poolOf(pool, tasks, ownPools, now)),
  };
}

/** The runs that somebody may see, each with the owner of the run that it works for. */
async function visible(db: Database, by: Principal, open: readonly Open[]): Promise<Seen[]> {
  const owners = await ownersOf(
    db,
    open.map(({ id, parentId }) => ({ id, parentId })),
  );
  const all = seesAllRuns(by);
  return open.flatMap((run) => {
    const owner = owners.get(run.id);
    const mayRead = owner && (all || owner.created_by === by.userId || owner.shared === 'workspace');
    return mayRead && owner.workspace_id === by.workspaceId ? [{ ...run, owner }] : [];
  });
}

function taskOf(run: Seen, by: Principal, now: number): OpenTaskView {
  const { id: runId, procedure, state, pool, createdAt, startedAt, pausedAt, cancelRequestedAt } = run;
  const named = (kind: string) => {
    const start = `${kind}:${by.workspaceId}/`;
    return run.needs?.caps?.find((name) => name.startsWith(start))?.slice(start.length) ?? null;
  };
  return {
    ...{ runId, procedure, state, pool, createdAt, startedAt, pausedAt, cancelRequestedAt },
    rootId: run.owner.run_id,
    label: readsTranscript(by, run.owner) ? run.label : null,
    node: run.step,
    agentId: named('agent'),
    modelId: named('model'),
    priority: PRIORITIES[2 - run.priority] ?? 'normal',
    ageMs: Math.max(0, now - createdAt),
    expectedAt: run.estimate?.at ?? null,
    sureness: run.estimate?.sureness ?? null,
  };
}

/** Null if it ended meanwhile. */
async function runOf(needs: StateNeeds, row: OpenWorkflowRunRow, open: Open) {
  const { orchestrator } = needs;
  const run = await orchestrator.run(row.run_id);
  if (!run) return null;
  const definition = JSON.parse(row.definition) as Definition;
  const fold = foldWorkflow(definition, await logOf(orchestrator, run.id));
  const own = new Set(definition.nodes.map(({ id }) => id));
  const nodes: Record<string, number> = {};
  for (const { path, state } of fold.nodes) if (own.has(path)) nodes[state] = (nodes[state] ?? 0) + 1;
  const { state, startedAt, pausedAt, cancelRequestedAt } = open;
  return {
    ...{ runId: run.id, state, startedAt, pausedAt, cancelRequestedAt, nodes },
    workflowId: row.workflow_id,
    workflowName: row.name,
    version: row.version,
    progress: fold.progress,
    expectedAt: await expectedEnd(needs, run, definition, fold),
  };
}

/** Pools of other workspaces' agents are none of this one's business. */
function isOwn(pool: string, agents: ReadonlyMap<string, string>): boolean {
  return !pool.startsWith('agent:') || agents.has(pool.slice('agent:'.length));
}

function poolOf(
  { pool, size, min, max, busy }: PoolView,
  tasks: readonly OpenTaskView[],
  pools: readonly PoolView[],
  now: number,
) {
  const has = (name: string) => pools.some((one) => one.pool === name);
  const queued = tasks.filter(
    (task) => task.state === 'queued' && task.pausedAt === null && (has(task.pool) ? task.pool : '') === pool,
  );
  const oldestWaitMs = Math.max(0, ...queued.map(({ createdAt }) => now - createdAt));
  return { pool, size, min, max, busy, queued: queued.length, oldestWaitMs };
}

function countsOf(tasks: readonly OpenTaskView[]) {
  const of = (state: OpenTaskView['state']) => tasks.filter((task) => task.state === state).length;
  return { queued: of('queued'), running: of('running'), waiting: of('waiting') };
}
