import { createRoute, id, json, problems, time, z } from '../http/contract.ts';
import { RUN_STATES } from '../runs/contract.ts';
import { PRIORITIES } from './contract.ts';

const count = z.number().int();
const OPEN_STATES = RUN_STATES.slice(0, 3) as ['queued', 'running', 'waiting'];
const [QUEUED, RUNNING, WAITING] = OPEN_STATES;
const counts = { [QUEUED]: count, [RUNNING]: count, [WAITING]: count };

export const openTaskSchema = z
  .object({
    runId: id,
    /** The run that people know: the run itself, or the one that it works for. */
    rootId: id,
    procedure: z.string(),
    /** Title of the node; null where only readers of the transcript may see it. */
    label: z.string().nullable(),
    /** Of a task of a workflow: its node, as in the run's `nodes`. */
    node: z.string().nullable(),
    state: z.enum(OPEN_STATES),
    /** Null for work of no agent, or of one that is not chosen yet. */
    agentId: z.string().nullable(),
    modelId: z.string().nullable(),
    /** '' for the workers that take everything. */
    pool: z.string(),
    priority: z.enum(PRIORITIES),
    createdAt: time,
    startedAt: time.nullable(),
    /** Since it was asked for. */
    ageMs: z.number(),
    pausedAt: time.nullable(),
    /** It is being cancelled, and undoes what it had done. */
    cancelRequestedAt: time.nullable(),
    /** When it should be done; null while nobody knows. */
    expectedAt: time.nullable(),
    /** 0 to 1: how much to rely on `expectedAt`. */
    sureness: z.number().nullable(),
  })
  .openapi('OpenTask');
export type OpenTaskView = z.infer<typeof openTaskSchema>;

export const openRunSchema = z
  .object({
    runId: id,
    workflowId: id,
    workflowName: z.string(),
    version: count,
    state: z.enum(OPEN_STATES),
    startedAt: time.nullable(),
    pausedAt: time.nullable(),
    cancelRequestedAt: time.nullable(),
    /** 0 to 1, of the nodes. */
    progress: z.number(),
    expectedAt: time.nullable(),
    /** Nodes of the definition by state: `done` have their result. */
    nodes: z.record(z.string(), count),
  })
  .openapi('OpenWorkflowRun');

export const openAgentSchema = z
  .object({
    agentId: z.string(),
    name: z.string(),
    ...counts,
    /** Set while it rests, since it failed in a row. */
    restsUntil: time.nullable(),
  })
  .openapi('OpenAgent');

export const openPoolSchema = z
  .object({
    pool: z.string(),
    /** Workers of this process now, and between which bounds. */
    size: count,
    min: count,
    max: count,
    /** Workers that work now, for any workspace. */
    busy: count,
    /** Tasks of this workspace that wait for one. */
    queued: count,
    oldestWaitMs: z.number(),
  })
  .openapi('OpenPool');

export const stateSchema = z
  .object({
    at: time,
    /** Whether there is more than is shown. */
    truncated: z.boolean(),
    ...counts,
    tasks: z.array(openTaskSchema),
    /** Runs of workflows, folded from their logs. */
    runs: z.array(openRunSchema),
    agents: z.array(openAgentSchema),
    pools: z.array(openPoolSchema),
  })
  .openapi('WorkflowState');
export type StateView = z.infer<typeof stateSchema>;

export const getState = createRoute({
  method: 'get',
  path: '/api/v1/workflow-state',
  tags: ['workflows'],
  summary: 'What every task, agent and pool of the workspace does now, of what you may see',
  responses: { 200: json(stateSchema, 'The state'), ...problems },
});
