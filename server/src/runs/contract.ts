import { createRoute, id, json, page, pageQuery, problems, time, z } from '../http/contract.ts';

export const RUN_STATES = ['queued', 'running', 'waiting', 'done', 'failed', 'cancelled'] as const;

export const runSchema = z
  .object({
    id,
    procedure: z.string(),
    label: z.string().nullable(),
    state: z.enum(RUN_STATES),
    attempt: z.number().int(),
    createdAt: time,
    startedAt: time.nullable(),
    finishedAt: time.nullable(),
    /** Since when it is paused; it goes on when it is resumed. */
    pausedAt: time.nullable(),
    error: z.object({ code: z.string(), message: z.string() }).nullable(),
  })
  .openapi('Run');
export type RunView = z.infer<typeof runSchema>;

/**
 * One event of a run. `type` is one of
 *   run.queued run.started run.parked run.waiting run.paused run.resumed run.finished run.failed run.cancelled
 *   step.started step.finished step.failed step.interrupted signal.received
 * or what the procedure emits (see the contract of its slice).
 * A step that runs again after a crash has a higher `attempt`: readers then drop what its earlier attempts said.
 */
export const runEventSchema = z
  .object({
    sequence: z.number().int(),
    at: time,
    type: z.string(),
    step: z.string().nullable(),
    attempt: z.number().int(),
    payload: z.record(z.string(), z.unknown()),
  })
  .openapi('RunEvent');
export type RunEventView = z.infer<typeof runEventSchema>;

const params = z.object({ id });

export const listRuns = createRoute({
  method: 'get',
  path: '/api/v1/runs',
  tags: ['runs'],
  summary: 'Runs of the workspace that you may see',
  request: {
    query: pageQuery.extend({
      state: z.enum(RUN_STATES).optional(),
      procedure: z.string().max(120).optional(),
    }),
  },
  responses: { 200: json(page(runSchema), 'Newest first'), ...problems },
});

export const getRun = createRoute({
  method: 'get',
  path: '/api/v1/runs/{id}',
  tags: ['runs'],
  summary: 'One run',
  request: { params },
  responses: { 200: json(runSchema, 'The run'), ...problems },
});

export const followRun = createRoute({
  method: 'get',
  path: '/api/v1/runs/{id}/events',
  tags: ['runs'],
  summary: 'The log of a run as server-sent events: history after a sequence, then live until the run ends',
  request: {
    params,
    query: z.object({ after: z.coerce.number().int().min(0).optional() }),
    headers: z.object({ 'last-event-id': z.coerce.number().int().min(0).optional() }),
  },
  responses: {
    200: {
      description: 'id: is the sequence, event: the type, data: the RunEvent',
      content: { 'text/event-stream': { schema: z.string() } },
    },
    ...problems,
  },
});

export const cancelRun = createRoute({
  method: 'put',
  path: '/api/v1/runs/{id}/cancellation',
  tags: ['runs'],
  summary: 'Ask a run to stop; asking again changes nothing',
  request: { params },
  responses: { 202: json(runSchema, 'Asked'), ...problems },
});

export const pauseRun = createRoute({
  method: 'put',
  path: '/api/v1/runs/{id}/pause',
  tags: ['runs'],
  summary: 'Let a run, and the runs below it, stand still until it is resumed; asking again changes nothing',
  request: { params },
  responses: { 200: json(runSchema, 'Paused'), ...problems },
});

export const resumeRun = createRoute({
  method: 'delete',
  path: '/api/v1/runs/{id}/pause',
  tags: ['runs'],
  summary: 'Let a paused run go on; asking again changes nothing',
  request: { params },
  responses: { 200: json(runSchema, 'Goes on'), ...problems },
});
