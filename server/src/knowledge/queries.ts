// What one person sees: each query of a list, a count or a name leaves out what is private to others.
import { sql } from 'kysely';
import type { Granted } from '../access/index.ts';
import type { Database } from '../db/index.ts';
import type { DOCUMENT_VISIBILITIES, GRANT_VERBS } from './contract.ts';

/** Who looks. */
export interface Reader {
  workspaceId: string;
  userId: string;
}

export interface BaseRow {
  id: string;
  workspace_id: string;
  name: string;
  description: string;
  created_by: string;
  created_at: number;
  visibility: string;
  /** What was granted to the one who looks. */
  granted: string;
}

function bases(db: Database, userId: string) {
  return db
    .selectFrom('knowledge_bases as base')
    .leftJoin('knowledge_grants as own', (join) =>
      join.onRef('own.base_id', '=', 'base.id').on('own.document_id', '=', '').on('own.user_id', '=', userId),
    )
    .select([
      ...(['base.id', 'base.workspace_id', 'base.name', 'base.description'] as const),
      ...(['base.created_by', 'base.created_at', 'base.visibility'] as const),
    ])
    .where('base.deleted_at', 'is', null)
    .select(sql<string>`coalesce(own.verb, 'none')`.as('granted'));
}

export function visibleBases(db: Database, { workspaceId, userId }: Reader) {
  return bases(db, userId)
    .where('base.workspace_id', '=', workspaceId)
    .where((eb) =>
      eb.or([
        eb('base.visibility', '=', 'workspace'),
        eb('base.created_by', '=', userId),
        eb('own.verb', 'is not', null),
      ]),
    );
}

/** Whoever may see it or not: `grant` decides. */
export function findBase(db: Database, id: string, userId: string): Promise<BaseRow | undefined> {
  return bases(db, userId).where('base.id', '=', id).executeTakeFirst();
}

export function pageOfBases(
  db: Database,
  reader: Reader,
  before: string | undefined,
  limit: number,
): Promise<BaseRow[]> {
  const query = visibleBases(db, reader);
  const paged = before ? query.where('base.id', '<', before) : query;
  return paged.orderBy('base.id', 'desc').limit(limit).execute();
}

/** Ids of bases with documents that can be found, the newest first, and how many there are beyond those. */
export async function searchableBases(
  db: Database,
  reader: Reader,
  limit: number,
  only?: readonly string[],
): Promise<{ ids: string[]; left: number }> {
  if (only?.length === 0) return { ids: [], left: 0 };
  const withDocuments = visibleBases(db, reader)
    .clearSelect()
    .where((eb) =>
      eb.exists(
        eb
          .selectFrom('knowledge_documents as inside')
          .select('inside.id')
          .whereRef('inside.base_id', '=', 'base.id')
          .where('inside.state', '=', 'ready'),
      ),
    );
  const query = only ? withDocuments.where('base.id', 'in', only) : withDocuments;
  const rows = await query
    .select('base.id')
    .orderBy('base.id', 'desc')
    .limit(limit + 1)
    .execute();
  const ids = rows.map(({ id }) => id);
  if (ids.length <= limit) return { ids, left: 0 };
  const { count } = await query
    .select((eb) => eb.fn.countAll<number | string>().as('count'))
    .executeTakeFirstOrThrow();
  return { ids: ids.slice(0, limit), left: Number(count) - limit };
}

/** Those of the ids that are bases the reader sees; `baseIds` is not empty. */
export async function knownBases(
  db: Database,
  reader: Reader,
  baseIds: readonly string[],
): Promise<string[]> {
  const rows = await visibleBases(db, reader).where('base.id', 'in', baseIds).execute();
  return rows.map(({ id }) => id);
}

/** Documents that the person sees, given that the base is seen. */
export function visibleDocuments(db: Database, userId: string) {
  return db
    .selectFrom('knowledge_documents as document')
    .where((eb) =>
      eb.or([
        eb('document.visibility', '=', 'base'),
        eb('document.created_by', '=', userId),
        eb.exists(
          eb
            .selectFrom('knowledge_grants as own')
            .select('own.user_id')
            .whereRef('own.base_id', '=', 'document.base_id')
            .whereRef('own.document_id', '=', 'document.id')
            .where('own.user_id', '=', userId),
        ),
      ]),
    );
}

/** Documents that the person may change, given that the base may be edited. */
export function changeableDocuments(db: Database, userId: string) {
  return db
    .selectFrom('knowledge_documents as document')
    .where((eb) =>
      eb.or([
        eb('document.visibility', '=', 'base'),
        eb('document.created_by', '=', userId),
        eb.exists(
          eb
            .selectFrom('knowledge_grants as own')
            .select('own.user_id')
            .whereRef('own.base_id', '=', 'document.base_id')
            .whereRef('own.document_id', '=', 'document.id')
            .where('own.user_id', '=', userId)
            .where('own.verb', '=', 'edit'),
        ),
      ]),
    );
}

/** Those of the documents that the person may change, given that the base may be edited. */
export async function changeableOf(
  db: Database,
  userId: string,
  documents: readonly { id: string }[],
): Promise<Set<string>> {
  if (documents.length === 0) return new Set();
  const ids = documents.map(({ id }) => id);
  const query = changeableDocuments(db, userId).select('document.id').where('document.id', 'in', ids);
  return new Set((await query.execute()).map(({ id }) => id));
}

/** How many documents of each of the bases the person sees. */
export async function countDocuments(
  db: Database,
  userId: string,
  baseIds: readonly string[],
): Promise<Map<string, number>> {
  if (baseIds.length === 0) return new Map();
  const rows = await visibleDocuments(db, userId)
    .select((eb) => ['document.base_id', eb.fn.countAll<number | string>().as('count')])
    .where('document.base_id', 'in', baseIds)
    .groupBy('document.base_id')
    .execute();
  return new Map(rows.map((row) => [row.base_id, Number(row.count)]));
}

/** For the program itself, whoever it belongs to. */
export function findDocument(db: Database, baseId: string, id: string) {
  return db
    .selectFrom('knowledge_documents')
    .selectAll()
    .where('base_id', '=', baseId)
    .where('id', '=', id)
    .executeTakeFirst();
}

/** The newest document of this name that the person sees. */
export function findNamedDocument(
  db: Database,
  { record, by }: Granted<'edit', BaseRow>,
  name: string,
): Promise<DocumentRow | undefined> {
  return visibleDocuments(db, by.userId)
    .selectAll('document')
    .where('document.base_id', '=', record.id)
    .where('document.name', '=', name)
    .orderBy('document.id', 'desc')
    .limit(1)
    .executeTakeFirst();
}

/** Runs of the versions of a document that are not done. */
export async function pendingRuns(db: Database, documentId: string): Promise<string[]> {
  const rows = await db
    .selectFrom('knowledge_versions')
    .innerJoin('runs', 'runs.id', 'knowledge_versions.run_id')
    .select('runs.id')
    .where('document_id', '=', documentId)
    .where('runs.state', 'not in', ENDED_RUNS)
    .execute();
  return rows.map(({ id }) => id);
}

const ENDED_RUNS = ['done', 'failed', 'cancelled'];

/** Whether a run that was there will do no more. */
export async function hasRunEnded(db: Database, runId: string): Promise<boolean> {
  const row = await db.selectFrom('runs').select('state').where('id', '=', runId).executeTakeFirst();
  return row === undefined || ENDED_RUNS.includes(row.state);
}

/** Whether an ingestion of the base is being carried by a worker. */
export async function isBaseWorkedOn(db: Database, baseId: string): Promise<boolean> {
  const row = await db
    .selectFrom('knowledge_documents as document')
    .innerJoin('runs', 'runs.id', 'document.run_id')
    .select('runs.id')
    .where('document.base_id', '=', baseId)
    .where('runs.state', '=', 'running')
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}

/** The version of a document that an ingestion is of; undefined where it is not wanted any more. */
export function findWanted(db: Database, documentId: string, number: number) {
  return db
    .selectFrom('knowledge_documents as document')
    .innerJoin('knowledge_bases as base', 'base.id', 'document.base_id')
    .innerJoin('knowledge_versions as version', 'version.document_id', 'document.id')
    .selectAll('version')
    .select(['document.base_id', 'document.workspace_id'])
    .where('document.id', '=', documentId)
    .where('version.number', '=', number)
    .whereRef('document.latest', '=', 'version.number')
    .where('version.state', '=', 'pending')
    .where('base.deleted_at', 'is', null)
    .executeTakeFirst();
}

export type WantedVersion = NonNullable<Awaited<ReturnType<typeof findWanted>>>;

export type DocumentRow = NonNullable<Awaited<ReturnType<typeof findDocument>>>;

export function findVisibleDocument(
  db: Database,
  { record, by }: Granted<'read' | 'edit', BaseRow>,
  id: string,
): Promise<DocumentRow | undefined> {
  return visibleDocuments(db, by.userId)
    .selectAll('document')
    .where('document.base_id', '=', record.id)
    .where('document.id', '=', id)
    .executeTakeFirst();
}

export function pageOfDocuments(
  db: Database,
  { record, by }: Granted<'read', BaseRow>,
  before: string | undefined,
  limit: number,
): Promise<DocumentRow[]> {
  const query = visibleDocuments(db, by.userId)
    .selectAll('document')
    .where('document.base_id', '=', record.id);
  const paged = before ? query.where('document.id', '<', before) : query;
  return paged.orderBy('document.id', 'desc').limit(limit).execute();
}

export async function idsOfDocuments(db: Database, baseId: string, limit: number): Promise<string[]> {
  const rows = await db
    .selectFrom('knowledge_documents')
    .select('id')
    .where('base_id', '=', baseId)
    .orderBy('id')
    .limit(limit)
    .execute();
  return rows.map(({ id }) => id);
}

/** Names of the documents that are seen and ready: what is not among them is not shown, whatever the index has. */
export async function readyDocuments(
  db: Database,
  userId: string,
  ids: readonly string[],
): Promise<Map<string, string>> {
  if (ids.length === 0) return new Map();
  const rows = await visibleDocuments(db, userId)
    .select(['document.id', 'document.name'])
    .where('document.id', 'in', ids)
    .where('document.state', '=', 'ready')
    .execute();
  return new Map(rows.map((row) => [row.id, row.name]));
}

/** One query, however many bases there are: it is asked before each answer. */
export async function hasReadyDocuments(db: Database, reader: Reader): Promise<boolean> {
  const seen = visibleBases(db, reader).clearSelect().select('base.id');
  const row = await visibleDocuments(db, reader.userId)
    .select('document.id')
    .where('document.base_id', 'in', seen)
    .where('document.state', '=', 'ready')
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}

export type GrantVerb = (typeof GRANT_VERBS)[number];
export type DocumentVisibility = (typeof DOCUMENT_VISIBILITIES)[number];

/** Grants on a base (`documentId` is '') or a document, with the names of those who have them. */
export function grantsOf(db: Database, baseId: string, documentId: string) {
  return db
    .selectFrom('knowledge_grants as given')
    .innerJoin('users', 'users.id', 'given.user_id')
    .select(['given.user_id', 'given.verb', 'users.name', 'users.email'])
    .where('given.base_id', '=', baseId)
    .where('given.document_id', '=', documentId)
    .orderBy('users.name')
    .orderBy('given.user_id')
    .execute();
}

/** Names of those of the documents that the person sees in a base, whatever their state. */
export async function visibleNames(
  db: Database,
  { record, by }: Granted<'read' | 'edit', BaseRow>,
  ids: readonly string[],
): Promise<Map<string, string>> {
  if (ids.length === 0) return new Map();
  const rows = await visibleDocuments(db, by.userId)
    .select(['document.id', 'document.name'])
    .where('document.base_id', '=', record.id)
    .where('document.id', 'in', ids)
    .execute();
  return new Map(rows.map(({ id, name }) => [id, name]));
}

/** The newest of the documents that the person sees under each of the names. */
export async function visibleByName(
  db: Database,
  { record, by }: Granted<'read' | 'edit', BaseRow>,
  names: readonly string[],
): Promise<Map<string, string>> {
  if (names.length === 0) return new Map();
  const rows = await visibleDocuments(db, by.userId)
    .select(['document.id', 'document.name'])
    .where('document.base_id', '=', record.id)
    .where('document.name', 'in', names)
    .orderBy('document.id')
    .execute();
  return new Map(rows.map(({ id, name }) => [name, id]));
}
