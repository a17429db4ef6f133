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

/** `webhook`: a signed request. The others are events of this workspace. */
export const TRIGGER_KINDS = ['webhook', 'document.ingested', 'conversation.answered'] as const;
/** `repeated`: it had started a run before, and starts no second. `postponed`: it waits for room in the queue. */
export const RECEIPT_OUTCOMES = ['started', 'repeated', 'postponed', 'refused'] as const;
const TAGS = ['triggers'];

export const triggerSchema = z
  .object({
    id,
    workflowId: id,
    kind: z.enum(TRIGGER_KINDS),
    /** Where a webhook is sent to. */
    path: z.string().nullable(),
    mapping: z.record(z.string(), z.unknown()).nullable(),
    enabled: z.boolean(),
    /** Why it was switched off. */
    disabledReason: z.string().nullable(),
    lastAt: time.nullable(),
    /** Its runs are in this person's name. */
    createdBy: z.string(),
    createdAt: time,
  })
  .openapi('Trigger');
export type TriggerView = z.infer<typeof triggerSchema>;

export const newTriggerSchema = triggerSchema
  .extend({
    /** The key of the signature, shown this once. */
    secret: z.string().nullable(),
  })
  .openapi('NewTrigger');
export type NewTrigger = z.infer<typeof newTriggerSchema>;

export const receiptSchema = z
  .object({
    id,
    at: time,
    outcome: z.enum(RECEIPT_OUTCOMES),
    /** Null where it was refused, or where you may not see the run. */
    runId: z.string().nullable(),
    /** Why it was refused or postponed. */
    code: z.string().nullable(),
    reason: z.string().nullable(),
  })
  .openapi('TriggerReceipt');
export type ReceiptView = z.infer<typeof receiptSchema>;

const triggerParams = z.object({ id, triggerId: id });

export const createTrigger = createRoute({
  method: 'post',
  path: '/api/v1/workflows/{id}/triggers',
  tags: TAGS,
  summary: 'Run a workflow in your name when a webhook or an event comes',
  request: {
    params: idParam,
    ...body(
      z.object({
        kind: z.enum(TRIGGER_KINDS),
        /**
         * The input of the workflow; its strings are templates over what comes, e.g. `{{input.body.issue.title}}`.
         * Default: the keys that the workflow declares, of the body or the event.
         */
        mapping: z.record(z.string(), z.unknown()).optional(),
      }),
    ),
  },
  responses: { 201: json(newTriggerSchema, 'Added'), ...problems },
});

export const listTriggers = createRoute({
  method: 'get',
  path: '/api/v1/workflows/{id}/triggers',
  tags: TAGS,
  summary: 'Triggers of a workflow, newest first',
  request: { params: idParam, query: pageQuery },
  responses: { 200: json(page(triggerSchema), 'Triggers'), ...problems },
});

export const listAllTriggers = createRoute({
  method: 'get',
  path: '/api/v1/triggers',
  tags: TAGS,
  summary: 'Triggers of the workspace, newest first',
  request: { query: pageQuery },
  responses: { 200: json(page(triggerSchema), 'Triggers'), ...problems },
});

export const listReceipts = createRoute({
  method: 'get',
  path: '/api/v1/workflows/{id}/triggers/{triggerId}/receipts',
  tags: TAGS,
  summary: 'What came to a trigger and what became of it, the last ones, newest first',
  request: { params: triggerParams, query: pageQuery },
  responses: { 200: json(page(receiptSchema), 'Receipts'), ...problems },
});

export const enableTrigger = createRoute({
  method: 'put',
  path: '/api/v1/workflows/{id}/triggers/{triggerId}/enablement',
  tags: TAGS,
  summary: 'Switch a trigger on again; only who made it may, since its runs are in their name',
  request: { params: triggerParams },
  responses: { 200: json(triggerSchema, 'On'), ...problems },
});

export const disableTrigger = createRoute({
  method: 'delete',
  path: '/api/v1/workflows/{id}/triggers/{triggerId}/enablement',
  tags: TAGS,
  summary: 'Switch a trigger off; what comes meanwhile starts nothing',
  request: { params: triggerParams },
  responses: { 200: json(triggerSchema, 'Off'), ...problems },
});

export const deleteTrigger = createRoute({
  method: 'delete',
  path: '/api/v1/workflows/{id}/triggers/{triggerId}',
  tags: TAGS,
  summary: 'Remove a trigger; its runs stay',
  request: { params: triggerParams },
  responses: { 204: noContent, ...problems },
});

/**
 * `x-agenticgen-signature: t=<seconds since 1970>,v1=<hex>` where v1 is the HMAC-SHA256 of `<t>.<body>` under the
 * trigger's secret. `t` may differ from our clock by five minutes. A signature, and an `x-agenticgen-delivery`, starts
 * one run however often it comes.
 */
export const receiveHook = createRoute({
  method: 'post',
  path: '/api/v1/hooks/{id}',
  tags: TAGS,
  summary: 'Start the workflow of a webhook trigger; signed, without a token',
  security: [],
  request: {
    params: idParam,
    headers: z.object({
      'x-agenticgen-signature': z.string().max(1_000).optional(),
      'x-agenticgen-delivery': z.string().min(1).max(200).optional(),
    }),
  },
  responses: { 202: json(z.object({ runId: id }), 'Started, or started before'), ...problems },
});
