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
import { RUN_STATES } from '../runs/contract.ts';
import { PRIORITIES } from './contract.ts';

export const MISSED_POLICIES = ['skip', 'once', 'all'] as const;
export const OVERLAP_POLICIES = ['skip', 'allow', 'cancel', 'queue'] as const;
const TAGS = ['schedules'];
const MAX_MISSED_RUNS = 50;

export const timingSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('cron'),
    /** Minute, hour, day, month, weekday; or @hourly, @daily, @weekly, @monthly, @yearly. */
    expression: z.string().min(1).max(200),
    /** IANA name, e.g. Europe/Berlin. */
    timeZone: z.string().min(1).max(64).default('UTC'),
  }),
  z.object({ kind: z.literal('once'), at: time }),
  z.object({
    kind: z.literal('every'),
    intervalMs: z
      .number()
      .int()
      .min(1_000)
      .max(366 * 86_400_000),
    /** The first time; default: one interval from now. */
    from: time.optional(),
  }),
]);
export type TimingBody = z.infer<typeof timingSchema>;

const policies = {
  missed: z.enum(MISSED_POLICIES).default('skip'),
  /** With `all`: so many of the missed times are run, the last ones. */
  missedLimit: z.number().int().min(1).max(MAX_MISSED_RUNS).default(5),
  overlap: z.enum(OVERLAP_POLICIES).default('skip'),
};

export const scheduleSchema = z
  .object({
    id,
    workflowId: id,
    timing: z.record(z.string(), z.unknown()),
    /** Only for the person who made it. */
    input: z.record(z.string(), z.unknown()).optional(),
    version: z.number().int().nullable(),
    /** Null: as the definition says. */
    priority: z.enum(PRIORITIES).nullable(),
    missed: z.enum(MISSED_POLICIES),
    missedLimit: z.number().int(),
    overlap: z.enum(OVERLAP_POLICIES),
    enabled: z.boolean(),
    /** Why it was switched off, if not by a person. */
    disabledReason: z.string().nullable(),
    nextAt: time.nullable(),
    /** The next five times. */
    nextTimes: z.array(time),
    lastAt: time.nullable(),
    /** Null where you may not see it. */
    lastRun: z.object({ id, state: z.enum(RUN_STATES) }).nullable(),
    /** Its runs are in this person's name. */
    createdBy: z.string(),
    createdAt: time,
    updatedAt: time,
  })
  .openapi('Schedule');
export type ScheduleView = z.infer<typeof scheduleSchema>;

const schedulePath = '/api/v1/workflows/{id}/schedules/{scheduleId}';
const scheduleParams = z.object({ id, scheduleId: id });

export const createSchedule = createRoute({
  method: 'post',
  path: '/api/v1/workflows/{id}/schedules',
  tags: TAGS,
  summary: 'Run a workflow again and again, in your name',
  request: {
    params: idParam,
    ...body(
      z.object({
        timing: timingSchema,
        input: z.record(z.string(), z.unknown()).default({}),
        /** Default: the newest when it runs. */
        version: z.number().int().min(1).optional(),
        /** Default: as the definition says. */
        priority: z.enum(PRIORITIES).optional(),
        ...policies,
      }),
    ),
  },
  responses: { 201: json(scheduleSchema, 'Added'), ...problems },
});

export const listSchedulesOfWorkflow = createRoute({
  method: 'get',
  path: '/api/v1/workflows/{id}/schedules',
  tags: TAGS,
  summary: 'Schedules of a workflow, newest first',
  request: { params: idParam, query: pageQuery },
  responses: { 200: json(page(scheduleSchema), 'Schedules'), ...problems },
});

export const listSchedules = createRoute({
  method: 'get',
  path: '/api/v1/schedules',
  tags: TAGS,
  summary: 'Schedules of the workspace, newest first',
  request: { query: pageQuery },
  responses: { 200: json(page(scheduleSchema), 'Schedules'), ...problems },
});

export const updateSchedule = createRoute({
  method: 'patch',
  path: schedulePath,
  tags: TAGS,
  summary: 'Change a schedule of yours; who may edit the workflow may switch off those of others',
  request: {
    params: scheduleParams,
    ...body(
      z.object({
        timing: timingSchema.optional(),
        input: z.record(z.string(), z.unknown()).optional(),
        /** Null: as the definition says. */
        priority: z.enum(PRIORITIES).nullable().optional(),
        missed: z.enum(MISSED_POLICIES).optional(),
        missedLimit: z.number().int().min(1).max(MAX_MISSED_RUNS).optional(),
        overlap: z.enum(OVERLAP_POLICIES).optional(),
        enabled: z.boolean().optional(),
      }),
    ),
  },
  responses: { 200: json(scheduleSchema, 'Changed'), ...problems },
});

export const deleteSchedule = createRoute({
  method: 'delete',
  path: schedulePath,
  tags: TAGS,
  summary: 'Remove a schedule; its runs stay',
  request: { params: scheduleParams },
  responses: { 204: noContent, ...problems },
});

export const previewSchedule = createRoute({
  method: 'post',
  path: '/api/v1/schedule-previews',
  tags: TAGS,
  summary: 'The next five times of a timing; nothing is saved',
  request: body(z.object({ timing: timingSchema })),
  responses: { 200: json(z.object({ times: z.array(time) }), 'Times'), ...problems },
});
