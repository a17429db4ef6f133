import {
  body,
  createRoute,
  id,
  json,
  noContent,
  page,
  pageQuery,
  problems,
  time,
  z,
} from '../http/contract.ts';

import { authSchema, authView } from './auth-contract.ts';

const TAGS = ['knowledge'];
export const SOURCE_KINDS = ['web', 'sitemap', 'git'] as const;
export const ITEM_STATES = ['kept', 'skipped', 'failed'] as const;
export const MAX_PAGES = 2_000;
export const MAX_FILES = 5_000;
export const MAX_CRAWL_DEPTH = 10;
export const MAX_HOURS = 24 * 31;

const address = z.url({ protocol: /^https?$/ }).max(1_000);
const exclude = z
  .array(z.string().startsWith('/').max(200))
  .max(50)
  .default([])
  .openapi({ description: 'Paths that are left out, as in robots.txt: * is anything, $ the end' });

const crawled = {
  address,
  maxPages: z.number().int().min(1).max(MAX_PAGES).default(200),
  exclude,
  /** PDF and other documents that pages link to. */
  files: z.boolean().default(true),
};

export const settingsSchema = z
  .discriminatedUnion('kind', [
    z.object({
      kind: z.literal('web'),
      ...crawled,
      /** Links that are followed from the first page on; 0 is that page alone. */
      depth: z.number().int().min(0).max(MAX_CRAWL_DEPTH).default(3),
      scope: z.enum(['site', 'path']).default('path'),
    }),
    z.object({ kind: z.literal('sitemap'), ...crawled }),
    z.object({
      kind: z.literal('git'),
      address,
      /** Branch or tag; the default branch of the repository where it is left out. */
      ref: z
        .string()
        .max(200)
        .regex(/^(?![-./])(?!.*(?:\.\.|@\{|\/\/|\.lock$))[\p{L}\p{N}._/+#-]+$/u, 'No branch or tag')
        .default('HEAD'),
      /** Only what lies below it. */
      folder: z
        .string()
        .max(500)
        .regex(/^(?![:/-])[^\p{Cc}]*$/u, 'No path in a repository')
        .default(''),
      maxFiles: z.number().int().min(1).max(MAX_FILES).default(1_000),
    }),
  ])
  .openapi('SourceSettings');
export type SourceSettings = z.infer<typeof settingsSchema>;
export type CrawlSettings = Extract<SourceSettings, { kind: 'web' | 'sitemap' }>;
export type GitSettings = Extract<SourceSettings, { kind: 'git' }>;

const countsSchema = z
  .object({
    added: z.number().int(),
    replaced: z.number().int(),
    unchanged: z.number().int(),
    removed: z.number().int(),
    skipped: z.number().int(),
    failed: z.number().int(),
    /** More than the bound was there: what was not reached is not removed. */
    isCut: z.boolean(),
  })
  .openapi('SourceCounts');
export type Counts = z.infer<typeof countsSchema>;

export const sourceSchema = z
  .object({
    id,
    baseId: id,
    settings: settingsSchema,
    everyHours: z.number().int().nullable(),
    /** How it signs in; the secret is never shown again. */
    auth: authView.nullable(),
    /** The newest synchronization; it is under way where `syncedAt` is older. */
    runId: id.nullable(),
    isSyncing: z.boolean(),
    syncedAt: time.nullable(),
    /** When it is synchronized by itself again. */
    nextSyncAt: time.nullable(),
    counts: countsSchema.nullable(),
    error: z.object({ code: z.string(), message: z.string() }).nullable(),
    createdBy: id,
    createdAt: time,
  })
  .openapi('KnowledgeSource');
export type SourceView = z.infer<typeof sourceSchema>;

export const itemSchema = z
  .object({
    item: z.string(),
    state: z.enum(ITEM_STATES),
    reason: z.string().nullable(),
    documentId: id.nullable(),
  })
  .openapi('SourceItem');
export type ItemView = z.infer<typeof itemSchema>;

const hours = z.number().int().min(1).max(MAX_HOURS).nullable();
const params = z.object({ id });
const sourceParams = z.object({ id, sourceId: id });
const path = '/api/v1/knowledge/bases/{id}/sources';

export const listSources = createRoute({
  method: 'get',
  path,
  tags: TAGS,
  summary: 'What a base is filled from: sites, sitemaps, repositories',
  request: { params, query: pageQuery },
  responses: { 200: json(page(sourceSchema), 'Newest first'), ...problems },
});

export const createSource = createRoute({
  method: 'post',
  path,
  tags: TAGS,
  summary: 'Fill a base from a site, a sitemap or a repository; the first synchronization is a run',
  request: {
    params,
    ...body(
      z.object({
        settings: settingsSchema,
        everyHours: hours.default(null),
        auth: authSchema.nullable().default(null),
      }),
    ),
  },
  responses: { 201: json(sourceSchema, 'Made'), ...problems },
});

export const getSource = createRoute({
  method: 'get',
  path: `${path}/{sourceId}`,
  tags: TAGS,
  summary: 'One source',
  request: { params: sourceParams },
  responses: { 200: json(sourceSchema, 'The source'), ...problems },
});

export const updateSource = createRoute({
  method: 'patch',
  path: `${path}/{sourceId}`,
  tags: TAGS,
  summary: 'Change the bounds of a source, or how often it is synchronized',
  request: {
    params: sourceParams,
    ...body(
      z.object({
        settings: settingsSchema.optional(),
        everyHours: hours.optional(),
        /** Stays as it is where it is left out; null: it does not sign in any more. */
        auth: authSchema.nullable().optional(),
      }),
    ),
  },
  responses: { 200: json(sourceSchema, 'Changed'), ...problems },
});

export const deleteSource = createRoute({
  method: 'delete',
  path: `${path}/{sourceId}`,
  tags: TAGS,
  summary: 'Delete a source; its documents stay unless they are to go with it',
  request: {
    params: sourceParams,
    query: z.object({ documents: z.enum(['keep', 'remove']).default('keep') }),
  },
  responses: { 204: noContent, ...problems },
});

export const syncSource = createRoute({
  method: 'post',
  path: `${path}/{sourceId}/syncs`,
  tags: TAGS,
  summary: 'Synchronize a source now: only what has changed is read anew',
  request: { params: sourceParams },
  responses: { 202: json(z.object({ runId: id }), 'Accepted'), ...problems },
});

export const listItems = createRoute({
  method: 'get',
  path: `${path}/{sourceId}/items`,
  tags: TAGS,
  summary: 'Pages or files of a source, and what became of them',
  request: { params: sourceParams, query: pageQuery.extend({ state: z.enum(ITEM_STATES).optional() }) },
  responses: { 200: json(page(itemSchema), 'In no order that means anything'), ...problems },
});
