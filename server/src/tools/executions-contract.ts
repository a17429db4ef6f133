import { createRoute, id, json, page, pageQuery, problems, time, z } from '../http/contract.ts';
import { RUN_STATES } from '../runs/contract.ts';
import { executionSchema, LANGUAGES } from './contract.ts';

/** What a run of code emits while it goes on: a piece of what it writes, in order. */
export const OUTPUT_EVENT = 'execution.output';
export const MAX_EXECUTIONS_PAGE = 50;

const summary = z.object({
  runId: id,
  language: z.enum(LANGUAGES),
  state: z.enum(RUN_STATES),
  /** The first line of the code that says something. */
  title: z.string(),
  createdAt: time,
  finishedAt: time.nullable(),
  exitCode: z.number().int().nullable(),
  killedBy: executionSchema.shape.killedBy,
});
export const executionSummarySchema = summary.openapi('ExecutionSummary');
export type ExecutionSummary = z.infer<typeof summary>;

export const wholeExecutionSchema = summary
  .extend({
    code: z.string(),
    /** The session that it was run in. */
    session: z.string().nullable(),
    inputs: z.array(z.object({ name: z.string(), size: z.number().int() })),
    /** Null while it goes on, and where it could not be run. */
    result: executionSchema.nullable(),
    error: z.object({ code: z.string(), message: z.string() }).nullable(),
  })
  .openapi('WholeExecution');
export type WholeExecution = z.infer<typeof wholeExecutionSchema>;

export const listExecutions = createRoute({
  method: 'get',
  path: '/api/v1/executions',
  tags: ['tools'],
  summary: 'Code that you have run, the newest first',
  request: {
    query: pageQuery.extend({ limit: z.coerce.number().int().min(1).max(MAX_EXECUTIONS_PAGE).default(20) }),
  },
  responses: { 200: json(page(executionSummarySchema), 'Executions'), ...problems },
});

export const getExecution = createRoute({
  method: 'get',
  path: '/api/v1/executions/{id}',
  tags: ['tools'],
  summary: 'Code that you have run, what it was given, and how it ended',
  request: { params: z.object({ id }) },
  responses: { 200: json(wholeExecutionSchema, 'The execution'), ...problems },
});
