import type { Expression } from 'kysely';
import type { Database } from '../db/index.ts';

/** Files listed at most for one area. */
export const MAX_FILES_IN_AREA = 500;

export function findFile(db: Database, id: string) {
  return db.selectFrom('files').selectAll().where('id', '=', id).executeTakeFirst();
}

export type FileRow = NonNullable<Awaited<ReturnType<typeof findFile>>>;

export function findFiles(db: Database, ids: readonly string[]): Promise<FileRow[]> {
  if (ids.length === 0) return Promise.resolve([]);
  return db.selectFrom('files').selectAll().where('id', 'in', ids).execute();
}

/** The newest file of this name in the area. */
export function findNamed(db: Database, area: string, name: string) {
  return db
    .selectFrom('files')
    .selectAll()
    .where('area', '=', area)
    .where('name', '=', name)
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst();
}

/** The newest file of each name in the area, by name. Older versions take no place in the list. */
export async function listArea(db: Database, area: string): Promise<FileRow[]> {
  const rows = await db
    .selectFrom('files')
    .selectAll()
    .where('id', 'in', ({ selectFrom, fn }) =>
      selectFrom('files').select(fn.max('id').as('id')).where('area', '=', area).groupBy('name'),
    )
    .orderBy('name')
    .limit(MAX_FILES_IN_AREA)
    .execute();
  return rows.sort((a, b) => (a.name < b.name ? -1 : 1));
}

export async function moveFiles(
  db: Database,
  ids: readonly string[],
  area: string,
  shared: string,
): Promise<void> {
  if (ids.length === 0) return;
  await db.updateTable('files').set({ area, shared }).where('id', 'in', ids).execute();
}

export async function setAreaShared(db: Database, area: string, shared: string): Promise<void> {
  await db.updateTable('files').set({ shared }).where('area', '=', area).execute();
}

/** The same for all areas that the query gives. */
export async function setAreasShared(db: Database, areas: Expression<string>, shared: string): Promise<void> {
  await db.updateTable('files').set({ shared }).where('area', 'in', areas).execute();
}

/** Hashes of the area's files, each once. */
export async function hashesIn(db: Database, area: string): Promise<string[]> {
  const rows = await db.selectFrom('files').select('sha256').distinct().where('area', '=', area).execute();
  return rows.map((row) => row.sha256);
}

export async function removeArea(db: Database, area: string): Promise<void> {
  await db.deleteFrom('files').where('area', '=', area).execute();
}

/** Hashes of the files, each once. */
export async function hashesOf(db: Database, ids: readonly string[]): Promise<string[]> {
  if (ids.length === 0) return [];
  const rows = await db.selectFrom('files').select('sha256').distinct().where('id', 'in', ids).execute();
  return rows.map((row) => row.sha256);
}

export async function removeFiles(db: Database, ids: readonly string[]): Promise<void> {
  if (ids.length > 0) await db.deleteFrom('files').where('id', 'in', ids).execute();
}
