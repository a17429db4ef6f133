import { runLimitsSchema } from '../budgets/contract.ts';
import {
  body,
  createRoute,
  id,
  idParam,
  json,
  noContent,
  page,
  pageQuery,
  problems,
  time,
  z,
} from '../http/contract.ts';
import { runSchema } from '../runs/contract.ts';

export const PRIORITIES = ['interactive', 'high', 'normal', 'low', 'background'] as const;
export const NODE_STATES = ['idle', 'running', 'waiting', 'done', 'skipped', 'failed', 'cancelled'] as const;
/** How a run began. */
export const ORIGINS = ['manual', 'schedule', 'webhook', 'event', 'retry'] as const;
const TAGS = ['workflows'];

/** A definition as the published JSON Schema describes it: see GET /api/v1/workflow-schema. */
const definition = z.record(z.string(), z.unknown());
const input = z.record(z.string(), z.unknown());

export const workflowSchema = z
  .object({
    id,
    name: z.string(),
    description: z.string(),
    /** The newest version. */
    version: z.number().int(),
    createdBy: z.string(),
    createdAt: time,
    updatedAt: time,
  })
  .openapi('Workflow');
export type WorkflowView = z.infer<typeof workflowSchema>;

export const versionSchema = z
  .object({ version: z.number().int(), hash: z.string(), createdBy: z.string(), createdAt: time })
  .openapi('WorkflowVersion');

export const wholeWorkflowSchema = workflowSchema
  .extend({
    definition,
    /** What a run would take, by what its nodes took before; null where nothing is known. Only when it is read. */
    usualMs: z.number().int().nullable().optional(),
  })
  .openapi('WholeWorkflow');
export type WholeWorkflow = z.infer<typeof wholeWorkflowSchema>;

export const problemItemSchema = z
  .object({
    code: z.string(),
    path: z.array(z.union([z.string(), z.number()])),
    message: z.string(),
    /** The node that it is about, those around it first. */
    node: z.array(z.string()).optional(),
  })
  .openapi('WorkflowProblem');

export const templateSchema = z
  .object({ id: z.string(), category: z.string(), definition })
  .openapi('WorkflowTemplate');

const usage = z.object({
  inputTokens: z.number().optional(),
  outputTokens: z.number().optional(),
  costMicros: z.number().optional(),
});

export const nodeViewSchema = z
  .object({
    /** `draft`, or `each[2].draft` inside of a map or loop. */
    path: z.string(),
    type: z.string(),
    state: z.enum(NODE_STATES),
    attempt: z.number().int(),
    startedAt: time.nullable(),
    finishedAt: time.nullable(),
    /** The run that does the work, of a task. */
    runId: z.string().nullable(),
    error: z.object({ code: z.string(), message: z.string() }).nullable(),
    usage,
    /** Set if an earlier run gave the result: nothing was done. */
    cached: z.boolean().optional(),
    ports: z.array(z.string()),
    /** Number of the last event about it, to fork the run right after it; null before it began. */
    lastSequence: z.number().int().nullable(),
  })
  .openapi('WorkflowNodeState');
export type NodeStateView = z.infer<typeof nodeViewSchema>;

export const workflowRunSchema = runSchema
  .extend({
    workflowId: id,
    workflowName: z.string(),
    version: z.number().int(),
    origin: z.enum(ORIGINS),
    originId: z.string().nullable(),
    /** Set while the run is paused. */
    pausedAt: time.nullable(),
    pauseReason: z.string().nullable(),
  })
  .openapi('WorkflowRun');
export type WorkflowRunView = z.infer<typeof workflowRunSchema>;

export const wholeRunSchema = workflowRunSchema
  .extend({
    definition,
    input,
    output: z.unknown().optional(),
    nodes: z.array(nodeViewSchema),
    /** 0 to 1. */
    progress: z.number(),
    usage,
    /** When it will probably be done, in ms since 1970; null while nothing is known yet. */
    expectedAt: time.nullable(),
    /** Budgets that it waits for until they are raised. */
    blockedBy: z.array(
      z.object({
        budgetId: id,
        kind: z.string(),
        dimension: z.string(),
        /** What the call that waits would hold beside what is used and held. */
        needed: z.number().int(),
      }),
    ),
  })
  .openapi('WholeWorkflowRun');
export type WholeRun = z.infer<typeof wholeRunSchema>;

export const listWorkflows = createRoute({
  method: 'get',
  path: '/api/v1/workflows',
  tags: TAGS,
  summary: 'Workflows of the workspace, newest first',
  request: { query: pageQuery },
  responses: { 200: json(page(workflowSchema), 'Workflows'), ...problems },
});

const isDefinition = (sent: unknown) =>
  typeof sent === 'object' && sent !== null && 'nodes' in sent && !('definition' in sent);

export const createWorkflow = createRoute({
  method: 'post',
  path: '/api/v1/workflows',
  tags: TAGS,
  summary: 'Add a workflow from its definition, as an object or as the text of YAML or JSON',
  description: 'A definition may also be the body itself.',
  request: body(
    z.preprocess(
      (sent) => (isDefinition(sent) ? { definition: sent } : sent),
      z.object({ definition: z.union([definition, z.string().max(1024 * 1024)]) }),
    ),
  ),
  responses: { 201: json(wholeWorkflowSchema, 'Added'), ...problems },
});

export const validateWorkflow = createRoute({
  method: 'post',
  path: '/api/v1/workflow-validations',
  tags: TAGS,
  summary: 'Every problem of a definition at once, with its place; nothing is saved',
  request: body(z.object({ definition: z.union([definition, z.string().max(1024 * 1024)]) })),
  responses: {
    200: json(z.object({ ok: z.boolean(), problems: z.array(problemItemSchema) }), 'What was found'),
    ...problems,
  },
});

export const getSchema = createRoute({
  method: 'get',
  path: '/api/v1/workflow-schema',
  tags: TAGS,
  summary: 'The JSON Schema of a definition',
  responses: { 200: json(z.record(z.string(), z.unknown()), 'JSON Schema, draft 2020-12'), ...problems },
});

export const listTemplates = createRoute({
  method: 'get',
  path: '/api/v1/workflow-templates',
  tags: TAGS,
  summary: 'Ready workflows to begin with',
  responses: { 200: json(z.object({ items: z.array(templateSchema) }), 'Templates'), ...problems },
});

export const getWorkflow = createRoute({
  method: 'get',
  path: '/api/v1/workflows/{id}',
  tags: TAGS,
  summary: 'A workflow with a version of its definition, the newest by default',
  request: { params: idParam, query: z.object({ version: z.coerce.number().int().min(1).optional() }) },
  responses: { 200: json(wholeWorkflowSchema, 'The workflow'), ...problems },
});

export const updateWorkflow = createRoute({
  method: 'put',
  path: '/api/v1/workflows/{id}',
  tags: TAGS,
  summary: 'Save a definition as the next version; one that is as before changes nothing',
  request: {
    params: idParam,
    ...body(
      z.object({
        definition: z.union([definition, z.string().max(1024 * 1024)]),
        /** The version that was edited: refused as `workflow_changed` if there is a newer one. */
        baseVersion: z.number().int().min(1).optional(),
      }),
    ),
  },
  responses: { 200: json(wholeWorkflowSchema, 'Saved'), ...problems },
});

export const deleteWorkflow = createRoute({
  method: 'delete',
  path: '/api/v1/workflows/{id}',
  tags: TAGS,
  summary: 'Remove a workflow from the lists; its runs stay',
  request: { params: idParam },
  responses: { 204: noContent, ...problems },
});

export const listVersions = createRoute({
  method: 'get',
  path: '/api/v1/workflows/{id}/versions',
  tags: TAGS,
  summary: 'Versions, newest first',
  request: { params: idParam, query: pageQuery },
  responses: { 200: json(page(versionSchema), 'Versions'), ...problems },
});

export const diffVersions = createRoute({
  method: 'get',
  path: '/api/v1/workflows/{id}/diff',
  tags: TAGS,
  summary: 'What differs between two versions, node by node',
  request: {
    params: idParam,
    query: z.object({ from: z.coerce.number().int().min(1), to: z.coerce.number().int().min(1) }),
  },
  responses: {
    200: json(
      z.object({
        nodes: z.array(
          z.object({
            id: z.string(),
            change: z.enum(['added', 'removed', 'changed']),
            keys: z.array(z.string()),
          }),
        ),
        /** Keys beside `nodes` that differ. */
        keys: z.array(z.string()),
      }),
      'Differences',
    ),
    ...problems,
  },
});

export const exportWorkflow = createRoute({
  method: 'get',
  path: '/api/v1/workflows/{id}/export',
  tags: TAGS,
  summary: 'The definition as a file',
  request: {
    params: idParam,
    query: z.object({
      format: z.enum(['yaml', 'json']).default('yaml'),
      version: z.coerce.number().int().min(1).optional(),
    }),
  },
  responses: {
    200: { description: 'The file', content: { 'text/plain': { schema: z.string() } } },
    ...problems,
  },
});

export const startWorkflowRun = createRoute({
  method: 'post',
  path: '/api/v1/workflows/{id}/runs',
  tags: TAGS,
  summary: 'Run a workflow',
  request: {
    params: idParam,
    ...body(
      z.object({
        input: input.default({}),
        version: z.number().int().min(1).optional(),
        priority: z.enum(PRIORITIES).optional(),
        deadlineAt: time.optional(),
        budget: runLimitsSchema.optional(),
        /** A second start with the same key gives the first one's run. */
        key: z.string().min(1).max(120).optional(),
      }),
    ),
  },
  responses: { 202: json(z.object({ runId: id }), 'Started'), ...problems },
});

export const listWorkflowRuns = createRoute({
  method: 'get',
  path: '/api/v1/workflow-runs',
  tags: TAGS,
  summary: 'Runs of workflows that you may see, newest first',
  request: {
    query: pageQuery.extend({
      workflowId: id.optional(),
      state: runSchema.shape.state.optional(),
      origin: z.enum(ORIGINS).optional(),
      /** The schedule, trigger or run that started it. */
      originId: id.optional(),
    }),
  },
  responses: { 200: json(page(workflowRunSchema), 'Runs'), ...problems },
});

export const getWorkflowRun = createRoute({
  method: 'get',
  path: '/api/v1/workflow-runs/{id}',
  tags: TAGS,
  summary: 'A run with the state of each node; follow it with GET /api/v1/runs/{id}/events',
  request: { params: idParam },
  responses: { 200: json(wholeRunSchema, 'The run'), ...problems },
});

export const getNodeResult = createRoute({
  method: 'get',
  path: '/api/v1/workflow-runs/{id}/node',
  tags: TAGS,
  summary: 'What a node was given and what it gave',
  request: { params: idParam, query: z.object({ path: z.string().min(1).max(400) }) },
  responses: {
    200: json(
      z.object({
        path: z.string(),
        given: z.unknown().optional(),
        /** Parts of `given` that a retry may give anew. */
        editable: z.array(z.string()),
        result: z.unknown().optional(),
      }),
      'The node',
    ),
    ...problems,
  },
});

export const retryRun = createRoute({
  method: 'post',
  path: '/api/v1/workflow-runs/{id}/retries',
  tags: TAGS,
  summary: 'Run again from a node on: what ended before it is taken over from this run',
  request: {
    params: idParam,
    ...body(
      z.object({
        node: z.string().min(1).max(400),
        /** Given to the node in place of what its templates say, e.g. `{ "task": "..." }`. */
        edit: z.record(z.string(), z.unknown()).optional(),
      }),
    ),
  },
  responses: { 202: json(z.object({ runId: id }), 'A new run'), ...problems },
});

export const forkRun = createRoute({
  method: 'post',
  path: '/api/v1/workflow-runs/{id}/forks',
  tags: TAGS,
  summary: 'Begin a new run that knows what this one had recorded up to an event, and goes on from there',
  request: {
    params: idParam,
    /** `after` is the number of an event of this run; what was under way there is begun anew. */
    ...body(z.object({ after: z.number().int().min(1) })),
  },
  responses: { 202: json(z.object({ runId: id }), 'A new run'), ...problems },
});

export const pauseRun = createRoute({
  method: 'put',
  path: '/api/v1/workflow-runs/{id}/pause',
  tags: TAGS,
  summary: 'Pause a run and the runs below it; what is under way ends first',
  request: { params: idParam },
  responses: { 200: json(workflowRunSchema, 'Paused'), ...problems },
});

export const resumeRun = createRoute({
  method: 'delete',
  path: '/api/v1/workflow-runs/{id}/pause',
  tags: TAGS,
  summary: 'Let a paused run go on',
  request: { params: idParam },
  responses: { 200: json(workflowRunSchema, 'Goes on'), ...problems },
});

export const signalRun = createRoute({
  method: 'post',
  path: '/api/v1/workflow-runs/{id}/signals',
  tags: TAGS,
  summary: 'Send a signal that a wait node takes',
  request: {
    params: idParam,
    ...body(z.object({ signal: z.string().min(1).max(48), payload: z.unknown().optional() })),
  },
  responses: { 202: noContent, ...problems },
});

export const replayRun = createRoute({
  method: 'post',
  path: '/api/v1/workflow-runs/{id}/replays',
  tags: TAGS,
  summary: 'Replay a run with its recorded results against another definition; nothing is run',
  request: {
    params: idParam,
    ...body(
      z.union([
        z.strictObject({ version: z.number().int().min(1) }),
        /** One that is not saved. */
        z.strictObject({ definition }),
      ]),
    ),
  },
  responses: {
    200: json(
      z.object({
        nodes: z.array(
          z.object({
            path: z.string(),
            /** `differs`: it would be given something else; `new`: nothing is recorded for it. */
            outcome: z.enum(['same', 'differs', 'new', 'gone']),
            /** Of one that differs: what it was given or came to, and would be; absent where it is too large. */
            compared: z.object({ was: z.unknown(), would: z.unknown() }).optional(),
          }),
        ),
        output: z.unknown().optional(),
        error: z.object({ code: z.string(), message: z.string() }).nullable(),
      }),
      'What would happen',
    ),
    ...problems,
  },
});
