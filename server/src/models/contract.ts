import {
  body,
  createRoute,
  id,
  json,
  line,
  noContent,
  page,
  pageQuery,
  problems,
  time,
  z,
} from '../http/contract.ts';

export const PROVIDER_KINDS = ['openai', 'anthropic', 'google', 'openai-compatible'] as const;
export type ProviderKind = (typeof PROVIDER_KINDS)[number];

export const providerSchema = z
  .object({
    id,
    kind: z.enum(PROVIDER_KINDS),
    name: z.string(),
    baseUrl: z.string().nullable(),
    /** The last four characters of the key, never more. */
    keyHint: z.string().nullable(),
    createdAt: time,
  })
  .openapi('ModelProvider');

export const modelSchema = z
  .object({
    /** 'offline' is built in; the others are ids. */
    id,
    name: z.string(),
    wireName: z.string(),
    provider: z.object({ id, kind: z.enum([...PROVIDER_KINDS, 'offline']), name: z.string() }),
    /** Millionths of a dollar for a million tokens. */
    inputMicrosPerMillion: z.number().int(),
    outputMicrosPerMillion: z.number().int(),
    timeoutMs: z.number().int(),
    fallbackId: id.nullable(),
    /** It takes pictures: what is scanned is read by it. */
    seesImages: z.boolean(),
    isDefault: z.boolean(),
  })
  .openapi('Model');
export type ModelView = z.infer<typeof modelSchema>;

const MAX_PRICE_MICROS = 1_000_000_000_000;
const price = z.number().int().min(0).max(MAX_PRICE_MICROS);
const url = z.url({ protocol: /^https?$/ }).max(1000);
const key = z.string().trim().min(1).max(1000);
const params = z.object({ id });

export const listProviders = createRoute({
  method: 'get',
  path: '/api/v1/model-providers',
  tags: ['models'],
  summary: 'Providers of the workspace; keys are never shown',
  request: { query: pageQuery },
  responses: { 200: json(page(providerSchema), 'Oldest first'), ...problems },
});

export const createProvider = createRoute({
  method: 'post',
  path: '/api/v1/model-providers',
  tags: ['models'],
  summary: 'Add a provider; the key is stored encrypted',
  request: body(
    z.object({
      kind: z.enum(PROVIDER_KINDS),
      name: line(120),
      baseUrl: url.nullable().optional(),
      key: key.optional(),
    }),
  ),
  responses: { 201: json(providerSchema, 'Added'), ...problems },
});

export const updateProvider = createRoute({
  method: 'patch',
  path: '/api/v1/model-providers/{id}',
  tags: ['models'],
  summary: 'Change a provider',
  request: {
    params,
    ...body(
      z.object({ name: line(120).optional(), baseUrl: url.nullable().optional(), key: key.optional() }),
    ),
  },
  responses: { 200: json(providerSchema, 'Changed'), ...problems },
});

export const deleteProvider = createRoute({
  method: 'delete',
  path: '/api/v1/model-providers/{id}',
  tags: ['models'],
  summary: 'Remove a provider and its models',
  request: { params },
  responses: { 204: noContent, ...problems },
});

export const testProvider = createRoute({
  method: 'post',
  path: '/api/v1/model-providers/{id}/test',
  tags: ['models'],
  summary: 'Make one small call and say how it went',
  request: { params, ...body(z.object({ wireName: line(200) })) },
  responses: {
    200: json(
      z.object({
        ok: z.boolean(),
        firstTokenMs: z.number().nullable(),
        durationMs: z.number(),
        error: z.object({ code: z.string(), message: z.string() }).nullable(),
      }),
      'What happened',
    ),
    ...problems,
  },
});

export const listModels = createRoute({
  method: 'get',
  path: '/api/v1/models',
  tags: ['models'],
  summary: 'Models that this workspace can use, the built-in offline model first',
  request: { query: pageQuery },
  responses: { 200: json(page(modelSchema), 'Models'), ...problems },
});

const modelFields = z.object({
  name: line(120),
  wireName: line(200),
  inputMicrosPerMillion: price.default(0),
  outputMicrosPerMillion: price.default(0),
  timeoutMs: z.number().int().min(1_000).max(600_000).default(120_000),
  fallbackId: id.nullable().default(null),
  seesImages: z.boolean().default(false),
});

export const createModel = createRoute({
  method: 'post',
  path: '/api/v1/models',
  tags: ['models'],
  summary: 'Add a model of a provider',
  request: body(modelFields.extend({ providerId: id })),
  responses: { 201: json(modelSchema, 'Added'), ...problems },
});

export const deleteModel = createRoute({
  method: 'delete',
  path: '/api/v1/models/{id}',
  tags: ['models'],
  summary: 'Remove a model',
  request: { params },
  responses: { 204: noContent, ...problems },
});

export const chooseDefaultModel = createRoute({
  method: 'put',
  path: '/api/v1/models/{id}/default',
  tags: ['models'],
  summary: 'Make this the model that agents use unless they name one',
  request: { params },
  responses: { 200: json(modelSchema, 'Chosen'), ...problems },
});

export const getUsage = createRoute({
  method: 'get',
  path: '/api/v1/models/usage',
  tags: ['models'],
  summary: 'Calls, tokens and cost for each model over the last days',
  request: { query: z.object({ days: z.coerce.number().int().min(1).max(365).default(30) }) },
  responses: {
    200: json(
      z.object({
        items: z.array(
          z.object({
            modelId: id,
            calls: z.number().int(),
            failures: z.number().int(),
            inputTokens: z.number().int(),
            outputTokens: z.number().int(),
            costMicros: z.number().int(),
          }),
        ),
      }),
      'Usage',
    ),
    ...problems,
  },
});
