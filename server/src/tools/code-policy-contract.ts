import { body, createRoute, json, problems, z } from '../http/contract.ts';

const SEVERITY = z.enum(['low', 'medium', 'high']);

/** What the scan of code says before it runs; at most MAX_SHOWN_FINDINGS findings, the most severe first to stay. */
export const scanSchema = z
  .object({
    verdict: z.enum(['clean', 'findings', 'unscannable']),
    findings: z.array(
      z.object({
        /** Bandit's id, or one of our own (A for Python, J for JavaScript). */
        rule: z.string(),
        severity: SEVERITY,
        confidence: SEVERITY,
        line: z.number().int(),
        column: z.number().int(),
        reason: z.string(),
      }),
    ),
    truncated: z.boolean(),
    /** Why it can't be scanned. */
    reason: z.string().optional(),
  })
  .openapi('CodeScan');
export type ScanView = z.infer<typeof scanSchema>;

const FROM = z.enum(['low', 'medium', 'high', 'never']);

const MAX_EGRESS_HOSTS = 100;
const EGRESS_METHODS = ['POST', 'PUT', 'PATCH', 'DELETE'] as const;
const HOST = z
  .string()
  .max(260)
  .regex(/^(?:\*\.)?(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)*[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?::\d{1,5})?$/i);

export const codePolicySchema = z
  .object({
    /** People are asked before code with a finding of this severity or above runs. */
    askFrom: FROM,
    /** Code with a finding of this severity or above is not run at all. */
    refuseFrom: FROM,
    /** What holds for code that can't be scanned. */
    unscannable: z.enum(['allow', 'ask', 'refuse']),
    /** Hosts that code and git may read from: "example.org", "example.org:8443", "*.example.org". None: no way out. */
    egressHosts: z.array(HOST).max(MAX_EGRESS_HOSTS).default([]),
    /** What else than GET and HEAD code may send there, where it runs at most once: in sessions and notebooks. */
    egressMethods: z.array(z.enum(EGRESS_METHODS)).max(EGRESS_METHODS.length).default([]),
  })
  .openapi('CodePolicy');
export type CodePolicy = z.infer<typeof codePolicySchema>;

export const getCodePolicy = createRoute({
  method: 'get',
  path: '/api/v1/code-policy',
  tags: ['tools'],
  summary: 'What the workspace does about what the scan of code finds',
  responses: { 200: json(codePolicySchema, 'Policy'), ...problems },
});

export const putCodePolicy = createRoute({
  method: 'put',
  path: '/api/v1/code-policy',
  tags: ['tools'],
  summary: 'Set what the workspace does about what the scan of code finds',
  request: body(codePolicySchema),
  responses: { 200: json(codePolicySchema, 'Policy'), ...problems },
});
