// Puts documents into the index and takes them out: what the runs of knowledge do.
import { setImmediate } from 'node:timers/promises';
import type { Search } from '@agenticgen/search';
import type { Database } from '../db/index.ts';
import { areaOf, type FileStore, findFile } from '../files/index.ts';
import { applyEdits } from './apply-edits.ts';
import { editsOf } from './edit-rows.ts';
import type { EmbeddedSearch } from './embedding/embedded-search.ts';
import { knowledgeErrors } from './errors.ts';
import type { Paying } from './paid-step.ts';
import { kindOf } from './parse/kinds.ts';
import type { ParseOptions, Parsers } from './parse/parsers.ts';
import { collectionOf, openCollection, toIndexed } from './passages.ts';
import { findWanted, idsOfDocuments, type WantedVersion } from './queries.ts';
import type { SplitPassage } from './split.ts';
import { type Eyes, type TranscriptNeeds, transcribe } from './vision/transcripts.ts';

export interface IngestorNeeds {
  db: Database;
  files: FileStore;
  search: Search;
  /** Pays for vectors before they are written. Absent: the engine learns all. */
  embedAhead?: EmbeddedSearch['embedAhead'] | undefined;
  parsers: Parsers;
  /** Absent: nobody reads pictures. */
  eyes?: Eyes | undefined;
  now(): number;
}

export interface ReadOptions extends Pick<ParseOptions, 'signal' | 'onParsed'>, Paying {
  runId: string;
  /** Pages that are pictures are being read: the share that is done. */
  onSeen?(done: number): void;
}

export interface Ingestor {
  /** Reads and splits the file of a version. */
  read(version: Readable, options: ReadOptions): Promise<SplitPassage[]>;
  /** Puts a version into the index, with what people changed of it; the document's old passages are replaced as one.
   * Answers how many there are now, or null if it is not wanted any more. */
  index(version: Place, passages: readonly SplitPassage[], paying: Paying): Promise<number | null>;
  /** Passages of the version that are in the index: all of them or none. */
  countIndexed(version: Place): Promise<number>;
  /** Removes documents from the index, and their bytes; or the index of the whole base. Answers how many passages of it. */
  remove(baseId: string, documentIds: readonly string[], wholeBase: boolean): Promise<number>;
  /** Removes up to `limit` documents of a deleted base, rows and bytes. Answers how many there were. */
  removeSome(baseId: string, limit: number): Promise<number>;
}

export type Readable = Pick<WantedVersion, 'file_id' | 'name' | 'document_id' | 'workspace_id'>;
export type Place = Pick<WantedVersion, 'document_id' | 'number' | 'base_id'>;

export function createIngestor({
  db,
  files,
  search,
  embedAhead,
  parsers,
  eyes,
  now,
}: IngestorNeeds): Ingestor {
  async function read(version: Readable, options: ReadOptions): Promise<SplitPassage[]> {
    const file = await findFile(db, version.file_id);
    if (!file) throw knowledgeErrors.document_damaged();
    const bytes = () => files.read(file);
    const { passages, pictures } = await parsers.parse(version.name, bytes, options);
    if (pictures.length === 0) return passages;
    if (!eyes || !(await eyes.isOpen(version.workspace_id))) {
      // What has a text is found by it; the rest can be read once there is a model that sees.
      if (passages.length > 0) return passages;
      throw knowledgeErrors.document_needs_vision();
    }
    const seen = await see({ db, eyes, now }, version, { bytes: await bytes(), pages: pictures }, options);
    return (await parsers.parse(version.name, bytes, { ...options, seen })).passages;
  }

  async function index(
    { document_id, number, base_id }: Place,
    passages: readonly SplitPassage[],
    paying: Paying,
  ) {
    // Whether it was deleted, or another version came, while it was read.
    const wanted = await findWanted(db, document_id, number);
    if (!wanted) return null;
    const collection = openCollection(search, base_id);
    const edited = applyEdits(passages, await editsOf(db, document_id, number));
    // Between two stretches of work on thousands of passages others are answered.
    await setImmediate();
    const indexed = toIndexed(document_id, number, edited, wanted.created_at);
    await setImmediate();
    await embedAhead?.(base_id, document_id, indexed, paying);
    await collection.replaceDocument(document_id, indexed);
    return edited.length;
  }

  async function remove(baseId: string, documentIds: readonly string[], wholeBase: boolean): Promise<number> {
    if (wholeBase) await search.drop(collectionOf(baseId));
    let removed = 0;
    for (const id of documentIds) {
      if (!wholeBase) removed += await openCollection(search, baseId).deleteDocument(id);
      await clearFiles(id);
    }
    return removed;
  }

  async function clearFiles(documentId: string): Promise<void> {
    const removeBytes = await files.clear(db, areaOf.document(documentId));
    await removeBytes(db);
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

async function see(
  needs: TranscriptNeeds,
  version: Readable,
  drawn: { bytes: Uint8Array; pages: number[] },
  { runId, signal, payer, onSeen }: ReadOptions,
): Promise<Record<number, string>> {
  const kind = kindOf(version.name) === 'pdf' ? 'pdf' : 'image';
  const { document_id: documentId, workspace_id: workspaceId } = version;
  const whose = { documentId, workspaceId, runId, signal, payer };
  const texts = await transcribe(
    needs,
    { kind, ...drawn },
    { ...whose, ...(onSeen ? { onPage: onSeen } : {}) },
  );
  return Object.fromEntries(texts);
}
