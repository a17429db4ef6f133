// Puts documents into the index and takes them out: what the runs of knowledge do.
import type { Search } from '@agenticgen/search';
import type { Database } from '../db/index.ts';
import { areaOf, type FileStore, findFile } from '../files/index.ts';
import { knowledgeErrors } from './errors.ts';
import { parseIsolated } from './parse/isolated.ts';
import { collectionOf, openCollection, toIndexed } from './passages.ts';
import { findWanted, idsOfDocuments, type WantedVersion } from './queries.ts';

/** Of the work on a document, what is done when it is read and split; the rest is the index's. */
const READ_SHARE = 0.5;

export interface IngestorNeeds {
  db: Database;
  files: FileStore;
  search: Search;
}

export interface Ingestor {
  /** Reads, splits and indexes the file of a version; the document's old passages are replaced as one. Null if it is not wanted. */
  index(version: Indexable, options: IndexOptions): Promise<number | null>;
  /** Passages of the version that are in the index: all of them or none. */
  countIndexed(version: Pick<Indexable, 'base_id' | 'document_id' | 'number'>): Promise<number>;
  /** Removes documents from the index, and their bytes; or the index of the whole base. */
  remove(baseId: string, documentIds: readonly string[], wholeBase: boolean): Promise<void>;
  /** Removes up to `limit` documents of a deleted base, rows and bytes. Answers how many there were. */
  removeSome(baseId: string, limit: number): Promise<number>;
}

type Indexable = Pick<WantedVersion, 'document_id' | 'number' | 'base_id' | 'file_id' | 'name'>;

interface IndexOptions {
  signal: AbortSignal;
  /** Told the share that is done, 0 to 1. */
  onProgress(done: number): void;
}

export function createIngestor({ db, files, search }: IngestorNeeds): Ingestor {
  async function index(version: Indexable, options: IndexOptions): Promise<number | null> {
    const { document_id, number, base_id } = version;
    const file = await findFile(db, version.file_id);
    if (!file) throw knowledgeErrors.document_damaged();
    const passages = await parseIsolated(version.name, await files.read(file), options.signal);
    options.signal.throwIfAborted();
    options.onProgress(READ_SHARE);
    // Whether it was deleted, or another version came, while it was read.
    if (!(await findWanted(db, document_id, number))) return null;
    const collection = openCollection(search, base_id);
    await collection.replaceDocument(document_id, toIndexed(document_id, number, passages));
    options.onProgress(1);
    return passages.length;
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
    index,
    countIndexed: ({ base_id, document_id, number }) =>
      openCollection(search, base_id).count({ documentIds: [document_id], where: { version: number } }),
    remove,
    removeSome,
  };
}
