import {
  body,
  createRoute,
  id,
  idParam,
  json,
  line,
  noContent,
  problems,
  time,
  z,
} from '../http/contract.ts';
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

const mcpPlace = z.discriminatedUnion('kind', [
  /** Streamable HTTP. */
  z.object({ kind: z.literal('http'), url: httpUrl }),
  /** A program in the sandbox: node, python3, or ./file of the folder that the configuration names. */
  z.object({
    kind: z.literal('stdio'),
    command: z.string().min(1).max(500),
    args: z.array(z.string().max(2_000)).max(50).default([]),
  }),
]);

export const mcpSourceSchema = z
  .object({
    kind: z.literal('mcp'),
    name: sourceName,
    title: line(120).optional(),
    place: mcpPlace,
    auth: z.union([sourceAuthSchema, z.object({ kind: z.literal('oauth') })]).default({ kind: 'none' }),
    /** Variables of a program. Never told back. */
    env: z.record(z.string().regex(/^[A-Za-z_][A-Za-z0-9_]{0,99}$/), z.string().max(4_000)).default({}),
  })
  .openapi('McpSourceInput');
export type McpSourceInput = z.infer<typeof mcpSourceSchema>;

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
    /** Tools of the source that cannot be taken, and why. */
    skipped: z.array(z.object({ name: z.string(), reason: z.string() })),
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
  summary:
    'Import operations of an OpenAPI document as tools, which choosing them approves; or connect an MCP server, whose tools wait for approval',
  request: body(z.discriminatedUnion('kind', [openapiSourceSchema, mcpSourceSchema])),
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

export const refreshSource = createRoute({
  method: 'post',
  path: '/api/v1/tool-sources/{id}/refreshes',
  tags: TAGS,
  summary: 'Connect to an MCP server anew and look at its tools',
  request: { params: idParam },
  responses: { 200: json(sourceSchema, 'Looked at'), ...problems },
});

export const approveSourceTools = createRoute({
  method: 'put',
  path: '/api/v1/tool-sources/{id}/approvals',
  tags: TAGS,
  summary: 'Approve several tools of a source in the versions that are named, all of them or none',
  request: {
    params: idParam,
    ...body(
      z.object({
        tools: z
          .array(z.object({ name: z.string().min(1).max(64), version: z.number().int().min(1) }))
          .min(1)
          .max(1_000),
      }),
    ),
  },
  responses: { 200: json(sourceSchema, 'Approved'), ...problems },
});

export const beginSourceAuthorization = createRoute({
  method: 'post',
  path: '/api/v1/tool-sources/{id}/authorization',
  tags: TAGS,
  summary: 'Begin OAuth with an MCP server: answers the page where a person allows it',
  request: { params: idParam, ...body(z.object({ returnTo: httpUrl })) },
  responses: { 200: json(z.object({ url: z.string() }), 'Where to go'), ...problems },
});

export const finishSourceAuthorization = createRoute({
  method: 'put',
  path: '/api/v1/tool-sources/{id}/authorization',
  tags: TAGS,
  summary: 'End OAuth with the code and the state that the person came back with',
  request: {
    params: idParam,
    ...body(z.object({ code: z.string().min(1).max(4_000), state: z.string().min(1).max(200) })),
  },
  responses: { 200: json(sourceSchema, 'Authorized'), ...problems },
});
