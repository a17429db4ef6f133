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
} from '../../http/contract.ts';

const TAGS = ['tools'];

export const SQL_KINDS = ['sqlite', 'mysql', 'postgresql'] as const;
export type SqlKind = (typeof SQL_KINDS)[number];

/** What tools are told to ask. */
const connectionName = z
  .string()
  .regex(/^[a-z][a-z0-9_-]{0,39}$/, 'Small letters, digits, _ and -, 40 at most, a letter first');

const host = z
  .string()
  .max(253)
  .regex(/^[A-Za-z0-9]([A-Za-z0-9._:-]*[A-Za-z0-9])?$/, 'A host name or an address');
const server = {
  host,
  port: z.number().int().min(1).max(65_535),
  database: line(200),
  user: line(200),
  /** `encrypt` takes any certificate, `verify` only one that the system trusts for the host's name. */
  tls: z.enum(['off', 'encrypt', 'verify']).default('verify'),
};

export const sqlPlaceSchema = z
  .discriminatedUnion('kind', [
    /** A file in the folder that the configuration names, with folders below it. */
    z.object({ kind: z.literal('sqlite'), file: line(300) }),
    z.object({ kind: z.literal('mysql'), ...server }),
    z.object({ kind: z.literal('postgresql'), ...server }),
  ])
  .openapi('SqlPlace');
export type SqlPlace = z.infer<typeof sqlPlaceSchema>;

export const sqlConnectionInputSchema = z
  .object({
    name: connectionName,
    /** What is in it: models are told. */
    description: z.string().trim().max(500).default(''),
    place: sqlPlaceSchema,
    /** Never told back. Where it is missing, the known one is kept for as long as user, host and port stay. */
    password: z.string().min(1).max(1_000).optional(),
  })
  .openapi('SqlConnectionInput');
export type SqlConnectionInput = z.infer<typeof sqlConnectionInputSchema>;

export const sqlConnectionSchema = z
  .object({
    id,
    name: z.string(),
    description: z.string(),
    place: sqlPlaceSchema,
    hasPassword: z.boolean(),
    createdBy: id,
    createdAt: time,
    updatedAt: time,
  })
  .openapi('SqlConnection');
export type SqlConnectionView = z.infer<typeof sqlConnectionSchema>;

export const sqlTestSchema = z
  .object({
    ok: z.boolean(),
    durationMs: z.number().int(),
    /** Tables and views that its user sees. */
    tables: z.number().int(),
    /** The user may do more than read. */
    mayWrite: z.boolean(),
    error: z.object({ code: z.string(), message: z.string() }).nullable(),
  })
  .openapi('SqlConnectionTest');
export type SqlConnectionTest = z.infer<typeof sqlTestSchema>;

export const listSqlConnections = createRoute({
  method: 'get',
  path: '/api/v1/sql-connections',
  tags: TAGS,
  summary: 'Databases that sql_query reads, at most 50',
  responses: { 200: json(z.object({ items: z.array(sqlConnectionSchema) }), 'Connections'), ...problems },
});

export const createSqlConnection = createRoute({
  method: 'post',
  path: '/api/v1/sql-connections',
  tags: TAGS,
  summary: 'Register a database for sql_query: whoever may run tools may then read all that its user may',
  request: body(sqlConnectionInputSchema),
  responses: { 201: json(sqlConnectionSchema, 'Registered'), ...problems },
});

export const updateSqlConnection = createRoute({
  method: 'put',
  path: '/api/v1/sql-connections/{id}',
  tags: TAGS,
  summary: 'Change a registered database',
  request: { params: idParam, ...body(sqlConnectionInputSchema) },
  responses: { 200: json(sqlConnectionSchema, 'Changed'), ...problems },
});

export const deleteSqlConnection = createRoute({
  method: 'delete',
  path: '/api/v1/sql-connections/{id}',
  tags: TAGS,
  summary: 'Forget a registered database; the database itself stays as it is',
  request: { params: idParam },
  responses: { 204: noContent, ...problems },
});

export const testSqlConnection = createRoute({
  method: 'post',
  path: '/api/v1/sql-connections/{id}/tests',
  tags: TAGS,
  summary: 'Connect to a registered database and count its tables',
  request: { params: idParam },
  responses: { 200: json(sqlTestSchema, 'What came of it'), ...problems },
});
