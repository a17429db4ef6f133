// Puts documents into the index and takes them out: what the runs of knowledge do.
import type { Search } from '@agenticgen/search';
import type { Database } from '../db/index.ts';
import { areaOf, type FileStore, findFile } from '../files/index.ts';
import { knowledgeErrors } from './errors.ts';
import type { ParseOptions, Parsers } from './parse/parsers.ts';
import { collectionOf, openCollection, toIndexed } from './passages.ts';
import { findWanted, idsOfDocuments, type WantedVersion } from './queries.ts';
import type { SplitPassage } from './split.ts';

export interface IngestorNeeds {
  db: Database;
  files: FileStore;
  search: Search;
  parsers: Parsers;
}

export interface Ingestor {
  /** Reads and splits the file of a version. */
  read(version: Pick<WantedVersion, 'file_id' | 'name'>, options: ParseOptions): Promise<SplitPassage[]>;
  /** Puts a version into the index; the document's old passages are replaced as one. False if it is not wanted any more. */
  index(version: Place, passages: readonly SplitPassage[]): Promise<boolean>;
  /** Passages of the version that are in the index: all of them or none. */
  countIndexed(version: Place): Promise<number>;
  /** Removes documents from the index, and their bytes; or the index of the whole base. */
  remove(baseId: string, documentIds: readonly string[], wholeBase: boolean): Promise<void>;
  /** Removes up to `limit` documents of a deleted base, rows and bytes. Answers how many there were. */
  removeSome(baseId: string, limit: number): Promise<number>;
}

export type Place = Pick<WantedVersion, 'document_id' | 'number' | 'base_id'>;

export function createIngestor({ db, files, search, parsers }: IngestorNeeds): Ingestor {
  async function read(version: Pick<WantedVersion, 'file_id' | 'name'>, options: ParseOptions) {
    const file = await findFile(db, version.file_id);
    if (!file) throw knowledgeErrors.document_damaged();
    return parsers.parse(version.name, () => files.read(file), options);
  }

  async function index({ document_id, number, base_id }: Place, passages: readonly SplitPassage[]) {
    // Whether it was deleted, or another version came, while it was read.
    if (!(await findWanted(db, document_id, number))) return false;
    const collection = openCollection(search, base_id);
    await collection.replaceDocument(document_id, toIndexed(document_id, number, passages));
    return true;
  }

  async function remove(baseId: string, documentIds: readonly string[], wholeBase: boolean): Promise<void> {
    if (wholeBase) await search.drop(collectionOf(baseId));
    for (const id of documentIds) {
      if (!wholeBase) await openCollection(search, baseId).deleteDocument(id);
      await clearFiles(id);
    }
  }

  async function clearFiles(documentId: string): Promise<void> {
    const removeBytes = await files.clear(db, areaOf.document(documentId));
    await removeBytes();
  }

  async function removeSome(baseId: string, limit: number): Promise<number> {
    const ids = await idsOfDocuments(db, baseId, limit);
    for (const id of ids) await clearFiles(id);
    if (ids.length > 0) await db.deleteFrom('knowledge_documents').where('id', 'in', ids).execute();
    return ids.length;
  }

  return {
    read,
    index,
    countIndexed: ({ base_id, document_id, number }) =>
      openCollection(search, base_id).count({ documentIds: [document_id], where: { version: number } }),
    remove,
    removeSome,
  };
}
