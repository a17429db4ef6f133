import { hashedEmbedder, type Search } from '@agenticgen/search';
import type { Granted, Permit } from '../access/index.ts';
import type { Database } from '../db/index.ts';
import { areaOf, type FileStore, findFile } from '../files/index.ts';
import type { HitView, PassageView } from './contract.ts';
import { knowledgeErrors } from './errors.ts';
import { parseIsolated } from './parse/isolated.ts';
import { collectionOf, type Embed, toIndexed } from './passages.ts';
import { type BaseRow, type DocumentRow, hasReadyDocuments, knownBases, pageOfBases } from './queries.ts';
import { presentPassage, type Query, searchBase, searchBases } from './search.ts';

/** Bases that a search without a base looks into, the newest first. */
export const MAX_SEARCHED_BASES = 50;
/** Texts that are embedded before others get their turn. */
const EMBED_BATCH = 64;

export interface KnowledgeNeeds {
  db: Database;
  files: FileStore;
  search: Search;
}

export interface Knowledge {
  hasDocuments(workspaceId: string): Promise<boolean>;
  /** Those of the ids that are bases of the workspace. */
  known(workspaceId: string, baseIds: readonly string[]): Promise<Set<string>>;
  searchBase(base: Granted<'read', BaseRow>, query: Query): Promise<HitView[]>;
  /** Searches all bases that the permit's holder may read. */
  searchAll(permit: Permit<'read', 'Knowledge'>, query: Query, only?: readonly string[]): Promise<HitView[]>;
  passages(base: Granted<'read', BaseRow>, documentId: string): Promise<PassageView[]>;
  /** Reads, splits, embeds and indexes a stored file; the document's old passages are replaced as one. */
  index(document: Indexable, options: IndexOptions): Promise<number>;
  /** Removes a document, or with `null` the whole base, from the index, and its bytes. */
  remove(baseId: string, documentIds: readonly string[], wholeBase: boolean): Promise<void>;
}

type Indexable = Pick<DocumentRow, 'id' | 'base_id' | 'file_id' | 'name'>;

interface IndexOptions {
  signal: AbortSignal;
  /** Told the share that is done, 0 to 1, after each batch. */
  onProgress(done: number): void;
}

async function embedAll(embed: Embed, texts: readonly string[], { signal, onProgress }: IndexOptions) {
  const vectors: Float32Array[] = [];
  for (let at = 0; at < texts.length; at += EMBED_BATCH) {
    signal.throwIfAborted();
    vectors.push(...embed(texts.slice(at, at + EMBED_BATCH)));
    onProgress(vectors.length / texts.length);
    await new Promise((resolve) => setImmediate(resolve));
  }
  return vectors;
}

export function createKnowledge({ db, files, search }: KnowledgeNeeds): Knowledge {
  const embedder = hashedEmbedder({});
  const embed: Embed = (texts) => embedder.embed(texts);
  const needs = { db, search, embed };

  async function index(document: Indexable, options: IndexOptions): Promise<number> {
    const file = await findFile(db, document.file_id);
    if (!file) throw knowledgeErrors.document_damaged();
    const passages = await parseIsolated(document.name, await files.read(file), options.signal);
    const texts = passages.map(({ heading, text }) => (heading ? `${heading}\n${text}` : text));
    const vectors = await embedAll(embed, texts, options);
    const collection = search.collection(collectionOf(document.base_id));
    await collection.replaceDocument(document.id, toIndexed(document.id, passages, vectors));
    return passages.length;
  }

  async function remove(baseId: string, documentIds: readonly string[], wholeBase: boolean): Promise<void> {
    if (wholeBase) await search.drop(collectionOf(baseId));
    for (const id of documentIds) {
      if (!wholeBase) await search.collection(collectionOf(baseId)).deleteDocument(id);
      const removeBytes = await files.clear(db, areaOf.document(id));
      await removeBytes();
    }
  }

  return {
    hasDocuments: (workspaceId) => hasReadyDocuments(db, workspaceId),
    known: async (workspaceId, baseIds) => new Set(await knownBases(db, workspaceId, baseIds)),
    searchBase: (base, query) => searchBase(needs, base.record.id, query),
    async searchAll(permit, query, only) {
      const bases = await pageOfBases(db, permit.by.workspaceId, undefined, MAX_SEARCHED_BASES);
      return searchBases(
        needs,
        bases.map(({ id }) => id).filter((id) => only?.includes(id) ?? true),
        query,
      );
    },
    async passages(base, documentId) {
      const found = await search.collection(collectionOf(base.record.id)).listDocument(documentId);
      return found.map(presentPassage).sort((a, b) => a.start - b.start);
    },
    index,
    remove,
  };
}
