import { type Database, inTransaction } from '../db/index.ts';
import type { Runtime } from '../runtime/index.ts';
import type { Blobs } from './blobs.ts';
import { type FileView, MAX_FILE_BYTES } from './contract.ts';
import { checkFileName, mediaTypeOf } from './names.ts';
import { type FileRow, findNamed, hashesOnlyIn, listArea, removeArea } from './queries.ts';

/** Where files lie: the area of a conversation, of a document, or one in which uploads wait for a message. */
export const areaOf = {
  conversation: (id: string) => `conversation:${id}`,
  document: (id: string) => `document:${id}`,
  uploads: (userId: string) => `uploads:${userId}`,
  run: (runId: string) => `run:${runId}`,
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

export interface FileStore {
  /**
   * Stores a file. One of the same name stays as an older version: who refers to it by id still gets it.
   * The content is durable before its row is written. Throws `file_name_invalid` or `file_too_large`.
   */
  save(db: Database, file: NewFile): Promise<FileRow>;
  read(file: Pick<FileRow, 'sha256'>): Promise<Buffer>;
  stream(file: Pick<FileRow, 'sha256'>): Promise<ReadableStream<Uint8Array>>;
  list(db: Database, area: string): Promise<FileRow[]>;
  find(db: Database, area: string, name: string): Promise<FileRow | undefined>;
  /** Deletes the rows in the caller's transaction; call the answer after its commit to delete the bytes. */
  clear(db: Database, area: string): Promise<() => Promise<void>>;
}

export function presentFile(row: FileRow): FileView {
  return { id: row.id, name: row.name, mediaType: row.media_type, size: row.size, createdAt: row.created_at };
}

export function createFileStore(needs: { runtime: Runtime; blobs: Blobs }): FileStore {
  const { runtime, blobs } = needs;

  async function save(db: Database, file: NewFile): Promise<FileRow> {
    const name = checkFileName(file.name);
    const { sha256, size } = await blobs.put(file.bytes, MAX_FILE_BYTES);
    const row: FileRow = {
      id: runtime.newId(),
      workspace_id: file.workspaceId,
      area: file.area,
      name,
      media_type: mediaTypeOf(name),
      size,
      sha256,
      shared: file.shared ?? 'private',
      created_by: file.createdBy,
      created_at: runtime.now(),
    };
    await db.insertInto('files').values(row).execute();
    return row;
  }

  async function clear(db: Database, area: string): Promise<() => Promise<void>> {
    const orphans = await inTransaction(db, async (tx) => {
      const hashes = await hashesOnlyIn(tx, area);
      await removeArea(tx, area);
      return hashes;
    });
    return async () => {
      for (const sha256 of orphans) await blobs.remove(sha256);
    };
  }

  return {
    save,
    clear,
    read: (file) => blobs.read(file.sha256),
    stream: (file) => blobs.stream(file.sha256),
    list: listArea,
    find: findNamed,
  };
}
