import { sql } from 'kysely';
import { type Database, inTransaction } from '../db/index.ts';
import type { Runtime } from '../runtime/index.ts';
import { hold, keep, removeIfUnused, unhold } from './blob-holds.ts';
import type { Blobs } from './blobs.ts';
import { type FileView, MAX_FILE_BYTES } from './contract.ts';
import { checkFileName, mediaTypeOf } from './names.ts';
import { type FileRow, findNamed, hashesIn, hashesOf, listArea, removeArea, removeFiles } from './queries.ts';

/** Where files lie: the area of a conversation, of a document, or one in which uploads wait for a message. */
export const areaOf = {
  conversation: (id: string) => `conversation:${id}`,
  document: (id: string) => `document:${id}`,
  uploads: (userId: string) => `uploads:${userId}`,
  run: (runId: string) => `run:${runId}`,
};

/** The same in SQL, of a column that has the id. */
export const areaExpression = {
  document: (column: string) => sql<string>`concat('document:', ${sql.ref(column)})`.as('area'),
};

export interface NewFile {
  workspaceId: string;
  area: string;
  name: string;
  bytes: Uint8Array | AsyncIterable<Uint8Array>;
  createdBy: string;
  /** 'workspace' where every member may read it. */
  shared?: 'private' | 'workspace';
}

/** Bytes that are durable, and that no row has yet: they stay for HOLD_MS. */
export interface StoredBytes {
  sha256: string;
  size: number;
  hold: string;
}

export interface FileStore {
  /**
   * Stores a file. One of the same name stays as an older version: who refers to it by id still gets it.
   * The content is durable before its row is written. Throws `file_name_invalid` or `file_too_large`.
   */
  save(db: Database, file: NewFile): Promise<FileRow>;
  /** The first half of `save`: durable bytes. Not in a transaction. Throws `file_too_large`. */
  put(db: Database, bytes: NewFile['bytes']): Promise<StoredBytes>;
  /** The other half, for the caller's transaction. Throws `file_name_invalid`, `file_content_expired`. */
  record(db: Database, file: Omit<NewFile, 'bytes'> & StoredBytes): Promise<FileRow>;
  /** In place of `record`, where the bytes are not wanted after all. */
  release(db: Database, stored: StoredBytes): Promise<void>;
  read(file: Pick<FileRow, 'sha256'>): Promise<Buffer>;
  stream(file: Pick<FileRow, 'sha256'>): Promise<ReadableStream<Uint8Array>>;
  list(db: Database, area: string): Promise<FileRow[]>;
  find(db: Database, area: string, name: string): Promise<FileRow | undefined>;
  /** Deletes the rows in the caller's transaction; call the answer after its commit to delete the bytes. */
  clear(db: Database, area: string): Promise<(db: Database) => Promise<void>>;
  /** Deletes rows in the caller's transaction. Answers hashes for `removeUnused` after its commit. */
  discard(db: Database, ids: readonly string[]): Promise<string[]>;
  /** Deletes the bytes of those hashes that no row has. What a crash leaves of that, a sweep finds. */
  removeUnused(db: Database, hashes: readonly string[]): Promise<void>;
}

export function presentFile(row: FileRow): FileView {
  return { id: row.id, name: row.name, mediaType: row.media_type, size: row.size, createdAt: row.created_at };
}

export function createFileStore(needs: { runtime: Runtime; blobs: Blobs }): FileStore {
  const { runtime, blobs } = needs;

  async function record(db: Database, file: Omit<NewFile, 'bytes'> & StoredBytes): Promise<FileRow> {
    const name = checkFileName(file.name);
    const row: FileRow = {
      id: runtime.newId(),
      workspace_id: file.workspaceId,
      area: file.area,
      name,
      media_type: mediaTypeOf(name),
      size: file.size,
      sha256: file.sha256,
      shared: file.shared ?? 'private',
      created_by: file.createdBy,
      created_at: runtime.now(),
    };
    await inTransaction(db, async (tx) => {
      await keep(tx, file.sha256, file.hold);
      await tx.insertInto('files').values(row).execute();
    });
    return row;
  }

  async function put(db: Database, bytes: NewFile['bytes']): Promise<StoredBytes> {
    let held = '';
    const stored = await blobs.put(bytes, MAX_FILE_BYTES, async (sha256) => {
      held = await hold(db, needs, sha256);
    });
    return { ...stored, hold: held };
  }

  async function release(db: Database, stored: StoredBytes): Promise<void> {
    await unhold(db, stored.hold);
    await removeIfUnused(db, needs, stored.sha256);
  }

  async function save(db: Database, file: NewFile): Promise<FileRow> {
    checkFileName(file.name);
    return record(db, { ...file, ...(await put(db, file.bytes)) });
  }

  async function discard(db: Database, ids: readonly string[]): Promise<string[]> {
    const hashes = await hashesOf(db, ids);
    await removeFiles(db, ids);
    return hashes;
  }

  async function removeUnused(db: Database, hashes: readonly string[]): Promise<void> {
    for (const sha256 of hashes) await removeIfUnused(db, needs, sha256);
  }

  async function clear(db: Database, area: string): Promise<(after: Database) => Promise<void>> {
    const hashes = await inTransaction(db, async (tx) => {
      const found = await hashesIn(tx, area);
      await removeArea(tx, area);
      return found;
    });
    return (after) => removeUnused(after, hashes);
  }

  return {
    save,
    put,
    record,
    release,
    clear,
    discard,
    removeUnused,
    read: (file) => blobs.read(file.sha256),
    stream: (file) => blobs.stream(file.sha256),
    list: listArea,
    find: findNamed,
  };
}
