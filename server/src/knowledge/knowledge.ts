import type { Search } from '@agenticgen/search';
import type { Granted, Permit } from '../access/index.ts';
import type { Database } from '../db/index.ts';
import { areaOf, type FileStore, findFile } from '../files/index.ts';
import type { HitView, PassageView } from './contract.ts';
import { knowledgeErrors } from './errors.ts';
import { parseIsolated } from './parse/isolated.ts';
import { collectionOf, openCollection, toIndexed } from './passages.ts';
import {
  type BaseRow,
  type DocumentRow,
  hasReadyDocuments,
  knownBases,
  pageOfBases,
  type Reader,
} from './queries.ts';
import { presentPassage, type Query, searchBase, searchBases } from './search.ts';

/** Bases that a search without a base looks into, the newest first. */
export const MAX_SEARCHED_BASES = 50;
/** Of the work on a document, what is done when it is read and split; the rest is the index's. */
const READ_SHARE = 0.5;

export interface KnowledgeNeeds {
  db: Database;
  files: FileStore;
  search: Search;
}

export interface Knowledge {
  hasDocuments(reader: Reader): Promise<boolean>;
  /** Those of the ids that are bases which the reader sees. */
  known(reader: Reader, baseIds: readonly string[]): Promise<Set<string>>;
  searchBase(base: Granted<'read', BaseRow>, query: Query): Promise<HitView[]>;
  /** Searches all bases that the permit's holder may read. */
  searchAll(permit: Permit<'read', 'Knowledge'>, query: Query, only?: readonly string[]): Promise<HitView[]>;
  passages(base: Granted<'read', BaseRow>, documentId: string): Promise<PassageView[]>;
  /** Reads, splits and indexes a stored file; the document's old passages are replaced as one. */
  index(document: Indexable, options: IndexOptions): Promise<number>;
  /** Removes a document, or with `null` the whole base, from the index, and its bytes. */
  remove(baseId: string, documentIds: readonly string[], wholeBase: boolean): Promise<void>;
}

type Indexable = Pick<DocumentRow, 'id' | 'base_id' | 'file_id' | 'name'>;

interface IndexOptions {
  signal: AbortSignal;
  /** Told the share that is done, 0 to 1. */
  onProgress(done: number): void;
}

export function createKnowledge({ db, files, search }: KnowledgeNeeds): Knowledge {
  const needs = { db, search };

  async function index(document: Indexable, options: IndexOptions): Promise<number> {
    const file = await findFile(db, document.file_id);
    if (!file) throw knowledgeErrors.document_damaged();
    const passages = await parseIsolated(document.name, await files.read(file), options.signal);
    options.signal.throwIfAborted();
    options.onProgress(READ_SHARE);
    const collection = openCollection(search, document.base_id);
    await collection.replaceDocument(document.id, toIndexed(document.id, passages));
    options.onProgress(1);
    return passages.length;
  }

  async function remove(baseId: string, documentIds: readonly string[], wholeBase: boolean): Promise<void> {
    if (wholeBase) await search.drop(collectionOf(baseId));
    for (const id of documentIds) {
      if (!wholeBase) await openCollection(search, baseId).deleteDocument(id);
      const removeBytes = await files.clear(db, areaOf.document(id));
      await removeBytes();
    }
  }

  return {
    hasDocuments: (reader) => hasReadyDocuments(db, reader),
    known: async (reader, baseIds) => new Set(await knownBases(db, reader, baseIds)),
    searchBase: (base, query) => searchBase(needs, base.by.userId, base.record.id, query),
    async searchAll(permit, query, only) {
      const bases = await pageOfBases(db, permit.by, undefined, MAX_SEARCHED_BASES);
      return searchBases(
        needs,
        permit.by.userId,
        bases.map(({ id }) => id).filter((id) => only?.includes(id) ?? true),
        query,
      );
    },
    async passages(base, documentId) {
      const found = await openCollection(search, base.record.id).listDocument(documentId);
      return found.map(presentPassage).sort((a, b) => a.start - b.start);
    },
    index,
    remove,
  };
}
