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

export const DOCUMENT_STATES = ['pending', 'ready', 'failed'] as const;
/** Of the ingestion of a document, in this order. */
export const STAGES = ['waiting', 'read', 'see', 'split', 'embed', 'index'] as const;
export const BASE_VISIBILITIES = ['workspace', 'private'] as const;
/** `base`: seen by all who see its base. */
export const DOCUMENT_VISIBILITIES = ['base', 'private'] as const;
export const GRANT_VERBS = ['read', 'edit'] as const;
export const SEARCH_MODES = ['hybrid', 'keyword', 'vector'] as const;
export const MAX_QUERY_LENGTH = 2_000;
export const MAX_SEARCH_LIMIT = 50;
/** What documents are read as, told by the end of their names. */
export const DOCUMENT_KINDS = [
  ...(['pdf', 'docx', 'xlsx', 'pptx', 'epub', 'html'] as const),
  ...(['markdown', 'csv', 'text', 'code', 'image'] as const),
] as const;
const MAX_VERSION = 1_000_000_000;
const MAX_OFFSET = 10_000_000;
export const DOCUMENT_ORDERS = ['newest', 'oldest', 'name', 'largest', 'updated'] as const;

export const baseSchema = z
  .object({
    id,
    name: z.string(),
    description: z.string(),
    /** Those that the caller sees. */
    documents: z.number().int(),
    visibility: z.enum(BASE_VISIBILITIES),
    createdBy: id,
    /** What was granted to the caller in person. */
    granted: z.enum(['none', ...GRANT_VERBS]),
    createdAt: time,
  })
  .openapi('KnowledgeBase');
export type BaseView = z.infer<typeof baseSchema>;

export const documentSchema = z
  .object({
    id,
    baseId: id,
    name: z.string(),
    mediaType: z.string(),
    size: z.number().int(),
    state: z.enum(DOCUMENT_STATES),
    error: z.object({ code: z.string(), message: z.string() }).nullable(),
    passages: z.number().int(),
    runId: id.nullable(),
    /** What is shown and found; the same as the latest where nothing was ready yet. */
    version: z.number().int(),
    latestVersion: z.number().int(),
    /** Of a latest version that is not shown; `runId` and `error` are its own then. */
    updateState: z.enum(['pending', 'failed']).nullable(),
    /** Of what is being read: the stage, and its share that is done, 0 to 1. */
    progress: z.object({ stage: z.enum(STAGES), done: z.number() }).nullable(),
    /** Where it comes from, if it was not uploaded. */
    source: z.object({ kind: z.string(), key: z.string() }).nullable(),
    visibility: z.enum(DOCUMENT_VISIBILITIES),
    /** Whether who asks may change it, if they may change the base: of a private one its maker and who has it granted. */
    mayChange: z.boolean(),
    createdBy: id,
    createdAt: time,
    /** When the version that is shown came. */
    updatedAt: time,
  })
  .openapi('KnowledgeDocument');
export type DocumentView = z.infer<typeof documentSchema>;

export const versionSchema = z
  .object({
    number: z.number().int(),
    name: z.string(),
    fileId: id,
    size: z.number().int(),
    sha256: z.string(),
    state: z.enum(DOCUMENT_STATES),
    error: z.object({ code: z.string(), message: z.string() }).nullable(),
    passages: z.number().int(),
    runId: id.nullable(),
    /** Whether search finds this one. */
    isShown: z.boolean(),
    /** Whose bytes it took over. */
    restoredFrom: z.number().int().nullable(),
    createdBy: id,
    createdAt: time,
  })
  .openapi('DocumentVersion');
export type VersionView = z.infer<typeof versionSchema>;

export const putSchema = z
  .object({
    documentId: id,
    /** Of the ingestion; where nothing changed, of the one that was. */
    runId: id.nullable(),
    version: z.number().int(),
    outcome: z.enum(['added', 'replaced', 'unchanged']),
  })
  .openapi('PutDocument');

export const grantSchema = z
  .object({ userId: id, name: z.string(), email: z.string(), verb: z.enum(GRANT_VERBS) })
  .openapi('KnowledgeGrant');
export type GrantView = z.infer<typeof grantSchema>;

/** `start` and `end` are UTF-16 offsets into the extracted text of the document. `page` counts from 1, for PDF. */
export const passageSchema = z
  .object({
    id,
    documentId: id,
    text: z.string(),
    heading: z.string().nullable(),
    page: z.number().int().nullable(),
    start: z.number().int(),
    end: z.number().int(),
    /** Of the document. */
    version: z.number().int(),
  })
  .openapi('Passage');
export type PassageView = z.infer<typeof passageSchema>;

export const hitSchema = passageSchema
  .extend({
    documentName: z.string(),
    baseId: id,
    score: z.number(),
    scores: z.object({ keyword: z.number().optional(), vector: z.number().optional() }),
  })
  .openapi('Hit');
export type HitView = z.infer<typeof hitSchema>;

const nameFilter = z.string().trim().max(200).optional();

/** Which documents a search looks into, of those that the caller sees. */
export const documentFilterSchema = z.object({
  /** A part of the name, in whatever case. */
  name: nameFilter,
  kinds: z.array(z.enum(DOCUMENT_KINDS)).max(DOCUMENT_KINDS.length).optional(),
  /** When what is found came: from this moment on, and before that one. */
  since: time.optional(),
  until: time.optional(),
});
export type DocumentFilter = z.infer<typeof documentFilterSchema>;

const fileBody = {
  required: true,
  content: {
    'multipart/form-data': {
      schema: z.object({ file: z.custom<File>().openapi({ type: 'string', format: 'binary' }) }),
    },
  },
};
const params = z.object({ id });
const documentParams = z.object({ id, documentId: id });
const grantParams = z.object({ id, userId: id });
const documentGrantParams = z.object({ id, documentId: id, userId: id });

export const listBases = createRoute({
  method: 'get',
  path: '/api/v1/knowledge/bases',
  tags: ['knowledge'],
  summary: 'Knowledge bases of the workspace',
  request: { query: pageQuery },
  responses: { 200: json(page(baseSchema), 'Newest first'), ...problems },
});

export const createBase = createRoute({
  method: 'post',
  path: '/api/v1/knowledge/bases',
  tags: ['knowledge'],
  summary: 'Make a knowledge base',
  request: body(
    z.object({
      name: line(120),
      description: z.string().max(2_000).default(''),
      visibility: z.enum(BASE_VISIBILITIES).default('workspace'),
    }),
  ),
  responses: { 201: json(baseSchema, 'Made'), ...problems },
});

export const getBase = createRoute({
  method: 'get',
  path: '/api/v1/knowledge/bases/{id}',
  tags: ['knowledge'],
  summary: 'One knowledge base',
  request: { params },
  responses: { 200: json(baseSchema, 'The base'), ...problems },
});

export const updateBase = createRoute({
  method: 'patch',
  path: '/api/v1/knowledge/bases/{id}',
  tags: ['knowledge'],
  summary: 'Rename or describe a knowledge base, open it to the workspace or close it',
  request: {
    params,
    ...body(
      z.object({
        name: line(120).optional(),
        description: z.string().max(2_000).optional(),
        visibility: z.enum(BASE_VISIBILITIES).optional(),
      }),
    ),
  },
  responses: { 200: json(baseSchema, 'Changed'), ...problems },
});

export const deleteBase = createRoute({
  method: 'delete',
  path: '/api/v1/knowledge/bases/{id}',
  tags: ['knowledge'],
  summary: 'Delete a base, its documents and its index',
  request: { params },
  responses: { 204: noContent, ...problems },
});

export const listDocuments = createRoute({
  method: 'get',
  path: '/api/v1/knowledge/bases/{id}/documents',
  tags: ['knowledge'],
  summary: 'Documents of a base',
  request: {
    params,
    query: pageQuery
      .extend({
        name: nameFilter,
        state: z.enum(DOCUMENT_STATES).optional(),
        order: z.enum(DOCUMENT_ORDERS).default('newest'),
        /** From this place on, counted from 0. Not together with `cursor`, which only goes with the newest first. */
        offset: z.coerce.number().int().min(0).max(MAX_OFFSET).optional(),
      })
      .refine(
        ({ cursor, order, offset }) => cursor === undefined || (order === 'newest' && offset === undefined),
        {
          path: ['cursor'],
          message: 'Goes with the newest first, and without an offset',
        },
      ),
  },
  responses: { 200: json(page(documentSchema), 'In the order that is asked for'), ...problems },
});

export const countDocuments = createRoute({
  method: 'get',
  path: '/api/v1/knowledge/bases/{id}/document-counts',
  tags: ['knowledge'],
  summary: 'How many documents of a base there are, by what becomes of them',
  request: { params, query: z.object({ name: nameFilter }) },
  responses: {
    200: json(
      z.object({
        all: z.number().int(),
        pending: z.number().int(),
        ready: z.number().int(),
        failed: z.number().int(),
      }),
      'Those that the caller sees',
    ),
    ...problems,
  },
});

export const uploadDocument = createRoute({
  method: 'post',
  path: '/api/v1/knowledge/bases/{id}/documents',
  tags: ['knowledge'],
  summary: 'Upload a document (multipart field "file"); its ingestion is a run',
  request: {
    params,
    /** With `replace`, a document of the same name gets a new version instead. */
    query: z.object({
      sameName: z.enum(['add', 'replace']).default('add'),
      /** Where it lies in a folder of the caller's: a file of the same path gets a new version. */
      path: z.string().min(1).max(1_000).optional(),
    }),
    body: fileBody,
  },
  responses: { 202: json(putSchema, 'Accepted'), ...problems },
});

export const listVersions = createRoute({
  method: 'get',
  path: '/api/v1/knowledge/bases/{id}/documents/{documentId}/versions',
  tags: ['knowledge'],
  summary: 'The versions of a document that are kept',
  request: { params: documentParams, query: pageQuery },
  responses: { 200: json(page(versionSchema), 'Newest first'), ...problems },
});

export const uploadVersion = createRoute({
  method: 'post',
  path: '/api/v1/knowledge/bases/{id}/documents/{documentId}/versions',
  tags: ['knowledge'],
  summary: 'Upload a new version (multipart field "file"); the old one is found until the new one is ready',
  request: { params: documentParams, body: fileBody },
  responses: { 202: json(putSchema, 'Accepted'), ...problems },
});

export const restoreVersion = createRoute({
  method: 'post',
  path: '/api/v1/knowledge/bases/{id}/documents/{documentId}/versions/{number}/restoration',
  tags: ['knowledge'],
  summary: 'Make what an older version had the newest version',
  request: { params: documentParams.extend({ number: z.coerce.number().int().min(1).max(MAX_VERSION) }) },
  responses: { 202: json(putSchema, 'Accepted'), ...problems },
});

export const getDocument = createRoute({
  method: 'get',
  path: '/api/v1/knowledge/bases/{id}/documents/{documentId}',
  tags: ['knowledge'],
  summary: 'One document',
  request: { params: documentParams },
  responses: { 200: json(documentSchema, 'The document'), ...problems },
});

export const cancelDocument = createRoute({
  method: 'put',
  path: '/api/v1/knowledge/bases/{id}/documents/{documentId}/cancellation',
  tags: ['knowledge'],
  summary: 'Stop reading a document; what was there before stays. Asking again changes nothing',
  request: { params: documentParams },
  responses: { 204: noContent, ...problems },
});

export const retryDocument = createRoute({
  method: 'post',
  path: '/api/v1/knowledge/bases/{id}/documents/{documentId}/retries',
  tags: ['knowledge'],
  summary: 'Read a document again whose newest version failed or was cancelled',
  request: { params: documentParams },
  responses: { 202: json(z.object({ runId: id }), 'Accepted'), ...problems },
});

export const cancelDocuments = createRoute({
  method: 'put',
  path: '/api/v1/knowledge/bases/{id}/cancellation',
  tags: ['knowledge'],
  summary: 'Stop reading the documents of a base, as far as you may change them',
  request: { params },
  responses: { 200: json(z.object({ documents: z.number().int() }), 'How many'), ...problems },
});

export const retryDocuments = createRoute({
  method: 'post',
  path: '/api/v1/knowledge/bases/{id}/retries',
  tags: ['knowledge'],
  summary: 'Read all documents of a base again that failed or were cancelled, by a run',
  request: { params },
  responses: { 202: json(z.object({ runId: id }), 'Accepted'), ...problems },
});

/** The whole extracted text by passages: what the viewer shows, and where it jumps to a citation. */
export const getDocumentPassages = createRoute({
  method: 'get',
  path: '/api/v1/knowledge/bases/{id}/documents/{documentId}/passages',
  tags: ['knowledge'],
  summary: 'The passages of a document in order',
  request: { params: documentParams, query: pageQuery },
  responses: { 200: json(page(passageSchema), 'In order'), ...problems },
});

export const updateDocument = createRoute({
  method: 'patch',
  path: '/api/v1/knowledge/bases/{id}/documents/{documentId}',
  tags: ['knowledge'],
  summary: 'Keep a document private within its base, or show it to all who see the base',
  request: { params: documentParams, ...body(z.object({ visibility: z.enum(DOCUMENT_VISIBILITIES) })) },
  responses: { 200: json(documentSchema, 'Changed'), ...problems },
});

const grants = { 200: json(z.object({ items: z.array(grantSchema) }), 'By name'), ...problems };
const verb = body(z.object({ verb: z.enum(GRANT_VERBS) }));

export const listBaseGrants = createRoute({
  method: 'get',
  path: '/api/v1/knowledge/bases/{id}/grants',
  tags: ['knowledge'],
  summary: 'Whom a base is granted to',
  request: { params },
  responses: grants,
});

export const giveBaseGrant = createRoute({
  method: 'put',
  path: '/api/v1/knowledge/bases/{id}/grants/{userId}',
  tags: ['knowledge'],
  summary: 'Grant a base to a member',
  request: { params: grantParams, ...verb },
  responses: { 204: noContent, ...problems },
});

export const takeBaseGrant = createRoute({
  method: 'delete',
  path: '/api/v1/knowledge/bases/{id}/grants/{userId}',
  tags: ['knowledge'],
  summary: 'Take a grant of a base back',
  request: { params: grantParams },
  responses: { 204: noContent, ...problems },
});

export const listDocumentGrants = createRoute({
  method: 'get',
  path: '/api/v1/knowledge/bases/{id}/documents/{documentId}/grants',
  tags: ['knowledge'],
  summary: 'Whom a document is granted to; they have to see its base, too',
  request: { params: documentParams },
  responses: grants,
});

export const giveDocumentGrant = createRoute({
  method: 'put',
  path: '/api/v1/knowledge/bases/{id}/documents/{documentId}/grants/{userId}',
  tags: ['knowledge'],
  summary: 'Grant a document to a member',
  request: { params: documentGrantParams, ...verb },
  responses: { 204: noContent, ...problems },
});

export const takeDocumentGrant = createRoute({
  method: 'delete',
  path: '/api/v1/knowledge/bases/{id}/documents/{documentId}/grants/{userId}',
  tags: ['knowledge'],
  summary: 'Take a grant of a document back',
  request: { params: documentGrantParams },
  responses: { 204: noContent, ...problems },
});

export const deleteDocument = createRoute({
  method: 'delete',
  path: '/api/v1/knowledge/bases/{id}/documents/{documentId}',
  tags: ['knowledge'],
  summary: 'Delete a document, its text and its index entries',
  request: { params: documentParams },
  responses: { 204: noContent, ...problems },
});

export const searchBase = createRoute({
  method: 'post',
  path: '/api/v1/knowledge/bases/{id}/search',
  tags: ['knowledge'],
  summary: 'Search a base',
  request: {
    params,
    ...body(
      z.object({
        query: z.string().trim().min(1).max(MAX_QUERY_LENGTH),
        mode: z.enum(SEARCH_MODES).default('hybrid'),
        limit: z.number().int().min(1).max(MAX_SEARCH_LIMIT).default(10),
      }),
    ),
  },
  responses: { 200: json(z.object({ items: z.array(hitSchema) }), 'Best first'), ...problems },
});
