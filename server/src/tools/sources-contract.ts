import { body, createRoute, id, idParam, json, noContent, problems, time, z } from '../http/contract.ts';
import { toolSchema } from './registry-contract.ts';

const TAGS = ['tools'];
const secret = z.string().min(1).max(4_000);

/** Begins the names of the source's tools. */
const sourceName = z
  .string()
  .regex(/^[a-z][a-z0-9_]{0,23}$/, 'Small letters, digits and _, 24 at most, a letter first');
const httpUrl = z.url({ protocol: /^https?$/ }).max(2_000);

/** How a source is told who calls. What is secret is never told back. */
export const sourceAuthSchema = z
  .discriminatedUnion('kind', [
    z.object({ kind: z.literal('none') }),
    z.object({
      kind: z.literal('key'),
      in: z.enum(['header', 'query']),
      name: z.string().regex(/^[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}$/, 'No name of a header or field'),
      key: secret,
    }),
    z.object({ kind: z.literal('bearer'), token: secret }),
    z.object({ kind: z.literal('basic'), user: z.string().max(500), password: secret }),
    z.object({
      kind: z.literal('client-credentials'),
      tokenUrl: httpUrl,
      clientId: z.string().min(1).max(500),
      clientSecret: secret,
      scope: z.string().max(1_000).default(''),
    }),
  ])
  .openapi('ToolSourceAuth');
export type SourceAuth = z.infer<typeof sourceAuthSchema>;

/** The text itself, or where it is fetched from. */
const documentSchema = z.union([
  z.object({ text: z.string().min(1).max(1_900_000) }),
  z.object({ url: httpUrl }),
]);
export type DocumentSource = z.infer<typeof documentSchema>;

export const openapiSourceSchema = z
  .object({
    kind: z.literal('openapi'),
    name: sourceName,
    document: documentSchema,
    /** Default: the first server that the document names. */
    baseUrl: httpUrl.optional(),
    auth: sourceAuthSchema.default({ kind: 'none' }),
    /** As `GET /pets/{id}`. */
    operations: z.array(z.string().min(1).max(2_000)).min(1).max(1_000),
  })
  .openapi('OpenApiSourceInput');
export type OpenApiSourceInput = z.infer<typeof openapiSourceSchema>;

export const sourceSchema = z
  .object({
    id,
    kind: z.enum(['openapi', 'mcp']),
    name: z.string(),
    title: z.string(),
    /** Where it is. */
    address: z.string(),
    auth: z.string(),
    state: z.enum(['ready', 'failed']),
    reason: z.string().nullable(),
    tools: z.number().int(),
    /** Tools that wait for approval. */
    pending: z.number().int(),
    createdBy: id,
    createdAt: time,
    updatedAt: time,
  })
  .openapi('ToolSource');
export type SourceView = z.infer<typeof sourceSchema>;

export const previewOpenApi = createRoute({
  method: 'post',
  path: '/api/v1/openapi-previews',
  tags: TAGS,
  summary: 'Read an OpenAPI document: which operations can become tools',
  request: body(z.object({ document: documentSchema })),
  responses: {
    200: json(
      z.object({
        title: z.string(),
        version: z.string(),
        servers: z.array(z.string()),
        operations: z.array(
          z.object({
            key: z.string(),
            title: z.string(),
            description: z.string(),
            effect: z.enum(['read', 'write', 'outside']),
          }),
        ),
        unusable: z.array(z.object({ key: z.string(), title: z.string(), reason: z.string() })),
      }),
      'What it has',
    ),
    ...problems,
  },
});

export const listSources = createRoute({
  method: 'get',
  path: '/api/v1/tool-sources',
  tags: TAGS,
  summary: 'What the workspace has connected, at most 50',
  responses: { 200: json(z.object({ items: z.array(sourceSchema) }), 'Sources'), ...problems },
});

export const createSource = createRoute({
  method: 'post',
  path: '/api/v1/tool-sources',
  tags: TAGS,
  summary: 'Import operations of an OpenAPI document as tools; choosing them approves them',
  request: body(openapiSourceSchema),
  responses: { 201: json(sourceSchema, 'Added'), ...problems },
});

export const updateSource = createRoute({
  method: 'put',
  path: '/api/v1/tool-sources/{id}/document',
  tags: TAGS,
  summary: 'Import a newer document: operations that changed wait for approval, missing ones are gone',
  request: { params: idParam, ...body(z.object({ document: documentSchema })) },
  responses: { 200: json(sourceSchema, 'Imported'), ...problems },
});

export const setSourceAuth = createRoute({
  method: 'put',
  path: '/api/v1/tool-sources/{id}/auth',
  tags: TAGS,
  summary: 'Set how the source is told who calls',
  request: { params: idParam, ...body(sourceAuthSchema) },
  responses: { 200: json(sourceSchema, 'Set'), ...problems },
});

export const deleteSource = createRoute({
  method: 'delete',
  path: '/api/v1/tool-sources/{id}',
  tags: TAGS,
  summary: 'Disconnect a source; its tools go with it',
  request: { params: idParam },
  responses: { 204: noContent, ...problems },
});

export const approveTool = createRoute({
  method: 'put',
  path: '/api/v1/tools/{name}/approval',
  tags: TAGS,
  summary: 'Approve the newest version of a tool of a source, which is named',
  request: {
    params: z.object({ name: z.string().min(1).max(64) }),
    ...body(z.object({ version: z.number().int().min(1) })),
  },
  responses: { 200: json(toolSchema, 'Approved'), ...problems },
});
