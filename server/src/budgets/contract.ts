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

export const BUDGET_KINDS = ['workspace', 'user', 'agent', 'run'] as const;
/** `total` never begins anew. */
export const BUDGET_PERIODS = ['day', 'month', 'total'] as const;
export const DIMENSIONS = ['tokens', 'costMicros', 'steps', 'seconds'] as const;
export type Dimension = (typeof DIMENSIONS)[number];
const TAGS = ['budgets'];

const amount = z.number().int().min(1).max(Number.MAX_SAFE_INTEGER);

/** What one run may use up. Money is in millionths. */
export const runLimitsSchema = z.object({
  tokens: amount.optional(),
  costMicros: amount.optional(),
  steps: amount.optional(),
  seconds: amount.optional(),
});

/** Null where nothing limits it. Money is in millionths. */
export const limitsSchema = z
  .object({
    tokens: amount.nullable().optional(),
    costMicros: amount.nullable().optional(),
    steps: amount.nullable().optional(),
    seconds: amount.nullable().optional(),
  })
  .refine((limits) => Object.values(limits).some((limit) => limit != null), {
    message: 'One limit is needed',
  });

const whole = z.number().int();
const used = z.object({ tokens: whole, costMicros: whole, steps: whole, seconds: whole });
const limit = whole.nullable();

export const budgetSchema = z
  .object({
    id,
    kind: z.enum(BUDGET_KINDS),
    /** The user, agent or run; of a workspace budget the workspace itself. */
    subjectId: id,
    period: z.enum(BUDGET_PERIODS),
    /** Since when `used` counts. */
    periodStart: time,
    limits: z.object({ tokens: limit, costMicros: limit, steps: limit, seconds: limit }),
    used,
    /** What calls under way have reserved; it is settled with what they really used up. */
    held: used,
    /** Runs that wait until the budget is raised. */
    waiting: z.number().int(),
    updatedAt: time,
    /** Whether the caller may raise it. */
    mayRaise: z.boolean(),
  })
  .openapi('Budget');
export type BudgetView = z.infer<typeof budgetSchema>;

export const budgetWaitSchema = z
  .object({
    /** The run that people know: it waits itself, or one below it. */
    runId: id,
    procedure: z.string(),
    /** Null where you may not read what the run says. */
    label: z.string().nullable(),
    budgetId: id,
    kind: z.enum(BUDGET_KINDS),
    dimension: z.enum(DIMENSIONS),
    /** What the call that waits would hold beside what is used and held. */
    needed: z.number().int(),
    /** Since when it waits. */
    waitsSince: time,
    /** Whether the caller may raise the budget. */
    mayRaise: z.boolean(),
  })
  .openapi('BudgetWait');
export type BudgetWaitView = z.infer<typeof budgetWaitSchema>;

export const listBudgetWaits = createRoute({
  method: 'get',
  path: '/api/v1/budget-waits',
  tags: TAGS,
  summary: 'Runs that you may see and that wait until a budget is raised, newest first',
  request: { query: pageQuery },
  responses: { 200: json(page(budgetWaitSchema), 'Runs at a budget'), ...problems },
});

export const listBudgets = createRoute({
  method: 'get',
  path: '/api/v1/budgets',
  tags: TAGS,
  summary: 'Budgets that you may see, newest first',
  request: { query: pageQuery.extend({ kind: z.enum(BUDGET_KINDS).optional() }) },
  responses: { 200: json(page(budgetSchema), 'Budgets'), ...problems },
});

export const createBudget = createRoute({
  method: 'post',
  path: '/api/v1/budgets',
  tags: TAGS,
  summary: 'Limit what a workspace, a user or an agent may use up',
  request: body(
    z.object({
      kind: z.enum(['workspace', 'user', 'agent']),
      subjectId: id.optional(),
      period: z.enum(BUDGET_PERIODS).default('month'),
      limits: limitsSchema,
    }),
  ),
  responses: { 201: json(budgetSchema, 'Added'), ...problems },
});

export const getBudget = createRoute({
  method: 'get',
  path: '/api/v1/budgets/{id}',
  tags: TAGS,
  summary: 'One budget',
  request: { params: idParam },
  responses: { 200: json(budgetSchema, 'The budget'), ...problems },
});

export const raiseBudget = createRoute({
  method: 'put',
  path: '/api/v1/budgets/{id}/limits',
  tags: TAGS,
  summary: 'Set new limits; runs that wait for it go on if they fit',
  request: { params: idParam, ...body(limitsSchema) },
  responses: { 200: json(budgetSchema, 'Set'), ...problems },
});

export const deleteBudget = createRoute({
  method: 'delete',
  path: '/api/v1/budgets/{id}',
  tags: TAGS,
  summary: 'Remove a limit; runs that wait for it go on',
  request: { params: idParam },
  responses: { 204: noContent, ...problems },
});
