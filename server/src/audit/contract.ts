import { createRoute, json, MAX_PAGE_SIZE, problems, time, z } from '../http/contract.ts';

export const auditEntrySchema = z
  .object({
    sequence: z.number().int(),
    at: time,
    /** Null where nobody signed in did it. */
    actor: z.object({ id: z.string(), name: z.string() }).nullable(),
    /** `noun.verb`. */
    action: z.string(),
    subject: z.string(),
    outcome: z.enum(['done', 'refused']),
    runId: z.string().nullable(),
    details: z.record(z.string(), z.unknown()),
    hash: z.string(),
  })
  .openapi('AuditEntry');
export type AuditEntryView = z.infer<typeof auditEntrySchema>;

/** The nouns of actions. */
export const AUDIT_KINDS = ['session', 'member', 'key', 'tool', 'knowledge', 'approval', 'egress'] as const;

export const listAudit = createRoute({
  method: 'get',
  path: '/api/v1/audit',
  tags: ['audit'],
  summary: 'Who did what, the newest first',
  request: {
    query: z.object({
      cursor: z
        .string()
        .regex(/^\d{1,15}$/)
        .optional(),
      limit: z.coerce.number().int().min(1).max(MAX_PAGE_SIZE).default(50),
      kind: z.enum(AUDIT_KINDS).optional(),
      outcome: z.enum(['done', 'refused']).optional(),
      actor: z.string().max(64).optional(),
      /** Milliseconds since 1970. */
      from: z.coerce.number().int().optional(),
      to: z.coerce.number().int().optional(),
    }),
  },
  responses: {
    200: json(z.object({ items: z.array(auditEntrySchema), next: z.string().nullable() }), 'Entries'),
    ...problems,
  },
});
