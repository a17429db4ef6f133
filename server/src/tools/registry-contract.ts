import { body, createRoute, id, json, problems, time, z } from '../http/contract.ts';

export const SOURCE_KINDS = ['built-in', 'openapi', 'mcp', 'workflow', 'agent', 'code'] as const;
export type SourceKind = (typeof SOURCE_KINDS)[number];
const EFFECT = z.enum(['read', 'write', 'outside']);
const RISK = z.enum(['low', 'medium', 'high']);
const TAGS = ['tools'];
const DAYS = z.coerce.number().int().min(1).max(366).default(30);

const traits = z.object({
  risk: RISK,
  /** `policy`: as the workspace's policy says for effect and risk. */
  approval: z.enum(['policy', 'never', 'ask']),
  /** Of one call, in millionths; counted against budgets. */
  costMicros: z.number().int().min(0).max(1_000_000_000),
  /** Of one try. */
  timeoutMs: z.number().int().min(100).max(600_000),
  /** Only of tools that change nothing. */
  retries: z.number().int().min(0).max(5),
  ratePerMinute: z.number().int().min(1).max(10_000).nullable(),
  /** Only of tools that change nothing; 0 for never. */
  cacheTtlMs: z.number().int().min(0).max(86_400_000),
});

/** What a workspace sets otherwise than the tool itself says. */
export const toolSettingsSchema = z
  .object({ enabled: z.boolean().default(true), ...traits.partial().shape })
  .openapi('ToolSettings');
export type ToolSettings = z.infer<typeof toolSettingsSchema>;

/** Before which calls people are asked, where a tool's own rule does not say. */
export const toolPolicySchema = z
  .object({ askEffects: z.array(EFFECT).max(3), askRisks: z.array(RISK).max(3) })
  .openapi('ToolPolicy');
export type ToolPolicy = z.infer<typeof toolPolicySchema>;

export const toolSchema = z
  .object({
    name: z.string(),
    title: z.string(),
    description: z.string(),
    effect: EFFECT,
    parameters: z.record(z.string(), z.unknown()),
    source: z.object({ kind: z.enum(SOURCE_KINDS), id: id.nullable(), name: z.string() }),
    version: z.number().int(),
    /** `pending`: its newest version waits for approval. `gone`: its source has it no more. */
    state: z.enum(['ready', 'pending', 'gone']),
    /** What holds: the tool's own, and what the workspace sets otherwise. */
    traits,
    settings: toolSettingsSchema,
    /** Whether people are asked before a call. */
    asks: z.boolean(),
  })
  .openapi('Tool');
export type ToolView = z.infer<typeof toolSchema>;

const name = z.string().min(1).max(64);
const nameParam = z.object({ name });

export const listTools = createRoute({
  method: 'get',
  path: '/api/v1/tools',
  tags: TAGS,
  summary: 'The tools of the workspace: how each is handled, and whether it may be used now',
  responses: { 200: json(z.object({ items: z.array(toolSchema) }), 'Tools'), ...problems },
});

export const getTool = createRoute({
  method: 'get',
  path: '/api/v1/tools/{name}',
  tags: TAGS,
  summary: 'One tool',
  request: { params: nameParam },
  responses: { 200: json(toolSchema, 'The tool'), ...problems },
});

export const listToolVersions = createRoute({
  method: 'get',
  path: '/api/v1/tools/{name}/versions',
  tags: TAGS,
  summary: 'What the tool was, newest version first, at most 100',
  request: { params: nameParam },
  responses: {
    200: json(
      z.object({
        items: z.array(
          z.object({
            version: z.number().int(),
            title: z.string(),
            description: z.string(),
            effect: EFFECT,
            parameters: z.record(z.string(), z.unknown()),
            createdAt: time,
            /** Null for what is built in, and for what nobody has approved. */
            approvedBy: id.nullable(),
            approvedAt: time.nullable(),
          }),
        ),
      }),
      'Versions',
    ),
    ...problems,
  },
});

export const toolStatistics = createRoute({
  method: 'get',
  path: '/api/v1/tools/{name}/statistics',
  tags: TAGS,
  summary: 'How the calls of a tool went over the last days',
  request: { params: nameParam, query: z.object({ days: DAYS }) },
  responses: {
    200: json(
      z.object({
        calls: z.number().int(),
        failed: z.number().int(),
        cached: z.number().int(),
        /** 0 to 1, of calls that ended and were not cached; null without any. */
        successRate: z.number().nullable(),
        p50Ms: z.number().nullable(),
        p95Ms: z.number().nullable(),
      }),
      'Statistics',
    ),
    ...problems,
  },
});

export const setToolSettings = createRoute({
  method: 'put',
  path: '/api/v1/tools/{name}/settings',
  tags: TAGS,
  summary: 'Set how the workspace handles a tool, or switch it off',
  request: { params: nameParam, ...body(toolSettingsSchema) },
  responses: { 200: json(toolSchema, 'Set'), ...problems },
});

export const tryTool = createRoute({
  method: 'post',
  path: '/api/v1/tools/{name}/runs',
  tags: TAGS,
  summary: 'Call a tool oneself, as a run with its log; whoever tries has thereby approved the call',
  request: { params: nameParam, ...body(z.object({ arguments: z.record(z.string(), z.unknown()) })) },
  responses: { 202: json(z.object({ runId: id }), 'Started'), ...problems },
});

export const getToolPolicy = createRoute({
  method: 'get',
  path: '/api/v1/tool-policy',
  tags: TAGS,
  summary: 'Before which calls people are asked',
  responses: { 200: json(toolPolicySchema, 'The policy'), ...problems },
});

export const setToolPolicy = createRoute({
  method: 'put',
  path: '/api/v1/tool-policy',
  tags: TAGS,
  summary: 'Set before which calls people are asked',
  request: body(toolPolicySchema),
  responses: { 200: json(toolPolicySchema, 'Set'), ...problems },
});
