import type { Database } from '../db/index.ts';

export interface BaseRow {
  id: string;
  workspace_id: string;
  name: string;
  description: string;
  created_by: string;
  created_at: number;
}

export function findBase(db: Database, id: string): Promise<BaseRow | undefined> {
  return db.selectFrom('knowledge_bases').selectAll().where('id', '=', id).executeTakeFirst();
}

export function pageOfBases(
  db: Database,
  workspaceId: string,
  before: string | undefined,
  limit: number,
): Promise<BaseRow[]> {
  const query = db.selectFrom('knowledge_bases').selectAll().where('workspace_id', '=', workspaceId);
  const paged = before ? query.where('id', '<', before) : query;
  return paged.orderBy('id', 'desc').limit(limit).execute();
}

/** Those of the ids that are bases of the workspace; `baseIds` is not empty. */
export async function knownBases(
  db: Database,
  workspaceId: string,
  baseIds: readonly string[],
): Promise<string[]> {
  const rows = await db
    .selectFrom('knowledge_bases')
    .select('id')
    .where('workspace_id', '=', workspaceId)
    .where('id', 'in', baseIds)
    .execute();
  return rows.map(({ id }) => id);
}

/** How many documents each of the bases has. */
export async function countDocuments(db: Database, baseIds: readonly string[]): Promise<Map<string, number>> {
  if (baseIds.length === 0) return new Map();
  const rows = await db
    .selectFrom('knowledge_documents')
    .select((eb) => ['base_id', eb.fn.countAll<number | string>().as('count')])
    .where('base_id', 'in', baseIds)
    .groupBy('base_id')
    .execute();
  return new Map(rows.map((row) => [row.base_id, Number(row.count)]));
}

export function findDocument(db: Database, baseId: string, id: string) {
  return db
    .selectFrom('knowledge_documents')
    .selectAll()
    .where('base_id', '=', baseId)
    .where('id', '=', id)
    .executeTakeFirst();
}

export type DocumentRow = NonNullable<Awaited<ReturnType<typeof findDocument>>>;

export function pageOfDocuments(
  db: Database,
  baseId: string,
  before: string | undefined,
  limit: number,
): Promise<DocumentRow[]> {
  const query = db.selectFrom('knowledge_documents').selectAll().where('base_id', '=', baseId);
  const paged = before ? query.where('id', '<', before) : query;
  return paged.orderBy('id', 'desc').limit(limit).execute();
}

/** Names of the documents that are there and ready: what is not among them is not shown, whatever the index has. */
export async function readyDocuments(db: Database, ids: readonly string[]): Promise<Map<string, string>> {
  if (ids.length === 0) return new Map();
  const rows = await db
    .selectFrom('knowledge_documents')
    .select(['id', 'name'])
    .where('id', 'in', ids)
    .where('state', '=', 'ready')
    .execute();
  return new Map(rows.map((row) => [row.id, row.name]));
}

export async function hasReadyDocuments(db: Database, workspaceId: string): Promise<boolean> {
  const row = await db
    .selectFrom('knowledge_documents')
    .select('id')
    .where('workspace_id', '=', workspaceId)
    .where('state', '=', 'ready')
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}

/** Changes a document that is still there; one deleted meanwhile stays deleted. */
export async function updateDocument(
  db: Database,
  id: string,
  change: Partial<Pick<DocumentRow, 'state' | 'passages' | 'error_code' | 'error_message'>>,
): Promise<void> {
  await db.updateTable('knowledge_documents').set(change).where('id', '=', id).execute();
}
