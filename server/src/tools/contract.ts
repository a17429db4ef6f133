import { body, createRoute, json, problems, z } from '../http/contract.ts';
import { scanSchema } from './code-policy-contract.ts';

export const LANGUAGES = ['python', 'javascript'] as const;
export const MAX_CODE_LENGTH = 200_000;
export const MAX_EXECUTION_FILES = 20;
/** Base64 characters of one input file: about 5 MB. */
export const MAX_INPUT_BASE64 = 7_000_000;

const outputFile = z.object({
  name: z.string(),
  mediaType: z.string(),
  size: z.number().int(),
  contentBase64: z.string(),
});

export const executionSchema = z
  .object({
    runId: z.string(),
    exitCode: z.number().int().nullable(),
    stdout: z.string(),
    stderr: z.string(),
    files: z.array(outputFile),
    figures: z.array(outputFile),
    durationMs: z.number(),
    truncated: z.object({ stdout: z.boolean(), stderr: z.boolean() }).optional(),
    leftOut: z.object({ count: z.number().int(), limits: z.array(z.string()) }).optional(),
    killedBy: z.enum(['wall', 'cpu', 'memory', 'output', 'processes', 'cancelled']).optional(),
    /** What stood in the code before it ran. */
    scan: scanSchema.optional(),
    /** What the guards of the language refused while it ran. */
    refused: z.array(z.object({ rule: z.string(), event: z.string(), count: z.number().int() })).optional(),
  })
  .openapi('Execution');
export type ExecutionView = z.infer<typeof executionSchema>;

export const execute = createRoute({
  method: 'post',
  path: '/api/v1/executions',
  tags: ['tools'],
  summary: 'Run code in the sandbox and wait for its end, or with `Prefer: respond-async` only start it',
  request: {
    // RFC 7240
    headers: z.object({ prefer: z.string().max(200).optional() }),
    ...body(
      z.object({
        language: z.enum(LANGUAGES),
        code: z.string().min(1).max(MAX_CODE_LENGTH),
        files: z
          .array(
            z.object({ name: z.string().min(1).max(200), contentBase64: z.base64().max(MAX_INPUT_BASE64) }),
          )
          .max(MAX_EXECUTION_FILES)
          .optional(),
        /** Runs it in a session of yours, with the variables of what ran in it before. */
        session: z.string().min(1).max(64).optional(),
        /** Runs it also where the workspace asks people because of what the scan finds: you have looked at it. */
        acceptFindings: z.boolean().optional(),
        limits: z
          .object({
            wallMs: z.number().int().min(100).max(30_000).optional(),
            memoryBytes: z
              .number()
              .int()
              .min(64 * 1024 * 1024)
              .max(512 * 1024 * 1024)
              .optional(),
          })
          .optional(),
      }),
    ),
  },
  responses: {
    200: json(executionSchema, 'How it ended'),
    202: json(z.object({ runId: z.string() }), 'It is under way: follow the run, then read the execution'),
    ...problems,
  },
});

export const getSandbox = createRoute({
  method: 'get',
  path: '/api/v1/sandbox',
  tags: ['tools'],
  summary: 'The isolation level of this machine, and what is missing if anything is',
  responses: {
    200: json(
      z.object({
        level: z.enum(['vm', 'namespace', 'namespace without cgroups', 'wasm', 'unavailable']),
        reason: z.string().nullable(),
        fix: z.string().nullable(),
        python: z.string().nullable(),
        javascript: z.string().nullable(),
      }),
      'Level',
    ),
    ...problems,
  },
});
