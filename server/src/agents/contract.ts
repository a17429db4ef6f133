import {
  body,
  createRoute,
  id,
  idParam,
  json,
  line,
  noContent,
  problems,
  time,
  z,
} from '../http/contract.ts';

/** `draining`: what is under way ends, nothing new begins. */
export const AGENT_STATES = ['enabled', 'draining', 'disabled'] as const;
const TAGS = ['agents'];
const MAX_INSTRUCTIONS_LENGTH = 20_000;

const limits = z.object({
  modelCalls: z.number().int().min(1).max(50),
  toolCalls: z.number().int().min(0).max(200),
  seconds: z.number().int().min(1).max(3_600),
  /** Answers at a time, over all processes; default: as the configuration says. */
  concurrency: z.number().int().min(1).max(10_000).optional(),
});

export const agentInputSchema = z
  .object({
    name: line(80),
    description: z.string().trim().max(1_000).default(''),
    instructions: z.string().trim().min(1).max(MAX_INSTRUCTIONS_LENGTH),
    /** What it is good at, in words: the matcher reads them. */
    capabilities: z.array(line(80)).max(20).default([]),
    tools: z.array(z.string().max(64)).max(50).default([]),
    /** Null for the workspace's default. */
    modelId: id.nullable().default(null),
    /** Knowledge bases that it searches; null for all that the person may read. */
    knowledge: z.array(id).max(20).nullable().default(null),
    /** Earlier messages of a conversation that it sees. */
    memoryMessages: z.number().int().min(1).max(200).default(50),
    limits: limits.default({ modelCalls: 12, toolCalls: 24, seconds: 600 }),
    /** Tools that it may use only once a person has approved the call. */
    approvals: z.array(z.string().max(64)).max(50).default([]),
    /** Other agents that it may ask, as a tool. */
    agents: z.array(id).max(20).default([]),
  })
  .openapi('AgentInput');
export type AgentInput = z.infer<typeof agentInputSchema>;

export const agentSchema = z
  .object({
    /** 'code', 'research', 'analysis', 'creative' or 'test' for the built-in ones. */
    id,
    ...agentInputSchema.shape,
    builtIn: z.boolean(),
    state: z.enum(AGENT_STATES),
    /** The newest; 1 for the built-in ones. */
    version: z.number().int(),
  })
  .openapi('Agent');
export type AgentView = z.infer<typeof agentSchema>;

/** The version that was edited: refused as `agent_changed` if there is a newer one. */
const baseVersion = z.number().int().min(1).optional();

export const listAgents = createRoute({
  method: 'get',
  path: '/api/v1/agents',
  tags: TAGS,
  summary: 'The agents of the workspace, the built-in ones first',
  responses: { 200: json(z.object({ items: z.array(agentSchema) }), 'Agents'), ...problems },
});

export const createAgent = createRoute({
  method: 'post',
  path: '/api/v1/agents',
  tags: TAGS,
  summary: 'Make an agent',
  request: body(agentInputSchema),
  responses: { 201: json(agentSchema, 'Made'), ...problems },
});

export const getAgent = createRoute({
  method: 'get',
  path: '/api/v1/agents/{id}',
  tags: TAGS,
  summary: 'One agent, in its newest or another version',
  request: { params: idParam, query: z.object({ version: z.coerce.number().int().min(1).optional() }) },
  responses: { 200: json(agentSchema, 'The agent'), ...problems },
});

export const updateAgent = createRoute({
  method: 'put',
  path: '/api/v1/agents/{id}',
  tags: TAGS,
  summary: 'Save the next version of an agent; what is under way goes on with the one it began with',
  request: { params: idParam, ...body(agentInputSchema.extend({ baseVersion })) },
  responses: { 200: json(agentSchema, 'Saved'), ...problems },
});

export const setAgentState = createRoute({
  method: 'put',
  path: '/api/v1/agents/{id}/state',
  tags: TAGS,
  summary: 'Enable, drain or disable an agent',
  request: { params: idParam, ...body(z.object({ state: z.enum(AGENT_STATES) })) },
  responses: { 200: json(agentSchema, 'Set'), ...problems },
});

export const deleteAgent = createRoute({
  method: 'delete',
  path: '/api/v1/agents/{id}',
  tags: TAGS,
  summary: 'Remove an agent from the lists; what it did stays',
  request: { params: idParam },
  responses: { 204: noContent, ...problems },
});

export const listAgentVersions = createRoute({
  method: 'get',
  path: '/api/v1/agents/{id}/versions',
  tags: TAGS,
  summary: 'Versions of an agent, newest first, at most 100',
  request: { params: idParam },
  responses: {
    200: json(
      z.object({ items: z.array(z.object({ version: z.number().int(), createdBy: id, createdAt: time })) }),
      'Versions',
    ),
    ...problems,
  },
});

export const restoreAgentVersion = createRoute({
  method: 'put',
  path: '/api/v1/agents/{id}/version',
  tags: TAGS,
  summary: 'Make an earlier version the current one, by saving it as the next version',
  request: { params: idParam, ...body(z.object({ version: z.number().int().min(1), baseVersion })) },
  responses: { 200: json(agentSchema, 'Saved'), ...problems },
});

export const agentWork = createRoute({
  method: 'get',
  path: '/api/v1/agents/{id}/work',
  tags: TAGS,
  summary: 'How much an agent of the workspace is working on now',
  request: { params: idParam },
  responses: {
    200: json(
      z.object({
        underWay: z.number().int(),
        /** There may be more: not every run was looked at. */
        more: z.boolean(),
      }),
      'Work under way',
    ),
    ...problems,
  },
});

export const matchAgents = createRoute({
  method: 'post',
  path: '/api/v1/agent-matches',
  tags: TAGS,
  summary: 'Which agents fit a task, the best first, and why',
  request: body(z.object({ task: z.string().trim().min(1).max(10_000) })),
  responses: {
    200: json(
      z.object({
        items: z.array(
          z.object({
            agentId: id,
            name: z.string(),
            score: z.number(),
            /** Words of the task that the agent's capabilities, description or tools have. */
            matched: z.array(z.string()),
          }),
        ),
      }),
      'Matches',
    ),
    ...problems,
  },
});

export const agentStatistics = createRoute({
  method: 'get',
  path: '/api/v1/agents/{id}/statistics',
  tags: TAGS,
  summary: 'How an agent did over the last days',
  request: {
    params: idParam,
    query: z.object({ days: z.coerce.number().int().min(1).max(366).default(30) }),
  },
  responses: {
    200: json(
      z.object({
        runs: z.number().int(),
        /** 0 to 1; null without runs. */
        successRate: z.number().nullable(),
        p50Ms: z.number().nullable(),
        p95Ms: z.number().nullable(),
        tokens: z.number().int(),
        costMicros: z.number().int(),
      }),
      'Statistics',
    ),
    ...problems,
  },
});
