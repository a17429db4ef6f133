import {
  body,
  createRoute,
  id,
  idParam,
  json,
  page,
  pageQuery,
  problems,
  time,
  z,
} from '../http/contract.ts';

export const APPROVAL_STATES = ['pending', 'approved', 'rejected', 'expired', 'withdrawn'] as const;
export const VOTES = ['approve', 'reject'] as const;
const MAX_COMMENT_LENGTH = 2_000;

export const voteSchema = z.object({
  userId: id,
  vote: z.enum(VOTES),
  comment: z.string().nullable(),
  createdAt: time,
});

export const approvalSchema = z
  .object({
    id,
    question: z.string(),
    /** What is decided on. */
    payload: z.unknown(),
    /** A decision names it, so that it counts for exactly what was seen. */
    payloadHash: z.string(),
    /** Whether the payload may be changed by the decision. */
    editable: z.boolean(),
    votesNeeded: z.number().int(),
    votes: z.array(voteSchema),
    state: z.enum(APPROVAL_STATES),
    /** What asks: the name of a workflow or an agent. */
    origin: z.string(),
    /** The run that waits, or the one that it is part of. */
    runId: id,
    createdBy: id,
    createdAt: time,
    expiresAt: time.nullable(),
    escalatedAt: time.nullable(),
    decidedAt: time.nullable(),
    /** Whether the caller may decide. */
    mayDecide: z.boolean(),
  })
  .openapi('Approval');
export type ApprovalView = z.infer<typeof approvalSchema>;

export const listApprovals = createRoute({
  method: 'get',
  path: '/api/v1/approvals',
  tags: ['approvals'],
  summary: 'Approvals that you may see, newest first',
  request: {
    query: pageQuery.extend({
      state: z.enum(APPROVAL_STATES).optional(),
      /** Only those that you may decide. */
      mine: z.stringbool().optional(),
    }),
  },
  responses: { 200: json(page(approvalSchema), 'Approvals'), ...problems },
});

export const countApprovals = createRoute({
  method: 'get',
  path: '/api/v1/approval-count',
  tags: ['approvals'],
  summary: 'How many approvals wait for you',
  responses: { 200: json(z.object({ pending: z.number().int() }), 'Count'), ...problems },
});

export const getApproval = createRoute({
  method: 'get',
  path: '/api/v1/approvals/{id}',
  tags: ['approvals'],
  summary: 'One approval',
  request: { params: idParam },
  responses: { 200: json(approvalSchema, 'The approval'), ...problems },
});

export const decide = createRoute({
  method: 'post',
  path: '/api/v1/approvals/{id}/votes',
  tags: ['approvals'],
  summary: 'Approve or reject; once for each person',
  request: {
    params: idParam,
    ...body(
      z.object({
        vote: z.enum(VOTES),
        payloadHash: z.string().max(64),
        comment: z.string().max(MAX_COMMENT_LENGTH).optional(),
        /** In place of what was asked, where that may be changed. */
        payload: z.unknown().optional(),
      }),
    ),
  },
  responses: { 200: json(approvalSchema, 'Counted'), ...problems },
});
