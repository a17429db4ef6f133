import type { Granted } from '../access/index.ts';
import type { Database } from '../db/index.ts';
import type { BaseRow } from './queries.ts';

export interface FolderFiles {
  prefix: string;
  files: readonly { path: string; sha256: string }[];
}

export interface FolderComparison {
  changed: string[];
  gone: { path: string; documentId: string }[];
}

/** What differs between the files of a folder and the documents that the person has made of it. */
export async function compareFolder(
  db: Database,
  { by, record }: Granted<'edit', BaseRow>,
  { prefix, files }: FolderFiles,
): Promise<FolderComparison> {
  const rows = await db
    .selectFrom('knowledge_documents as document')
    .innerJoin('knowledge_versions as version', (join) =>
      join.onRef('version.document_id', '=', 'document.id').onRef('version.number', '=', 'document.latest'),
    )
    .select(['document.id', 'document.source_key', 'version.sha256', 'version.state'])
    .where('document.base_id', '=', record.id)
    .where('document.source_kind', '=', 'path')
    .where('document.created_by', '=', by.userId)
    .execute();
  const known = new Map(rows.map((row) => [row.source_key ?? '', row]));
  const changed = files.filter(({ path, sha256 }) => {
    const document = known.get(prefix + path);
    return !document || document.sha256 !== sha256 || document.state === 'failed';
  });
  const paths = new Set(files.map(({ path }) => prefix + path));
  const gone = [...known].filter(([path]) => path.startsWith(prefix) && !paths.has(path));
  return {
    changed: changed.map(({ path }) => path),
    gone: gone.map(([path, { id }]) => ({ path: path.slice(prefix.length), documentId: id })),
  };
}
