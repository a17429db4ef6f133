import { createHash } from 'node:crypto';
import { type FileHandle, mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { fileErrors } from './errors.ts';

/** Bytes kept under the hash of their content: written once, never changed, shared by whoever has the same. */
export interface Blobs {
  /** Durable when it resolves. Throws `file_too_large` past `maxBytes`, and leaves nothing behind then. */
  put(
    bytes: Uint8Array | AsyncIterable<Uint8Array>,
    maxBytes: number,
    /** Told the hash when all bytes are written, right before they come to their place. */
    beforeKept?: (sha256: string) => Promise<void>,
  ): Promise<{ sha256: string; size: number }>;
  /** Throws `file_content_missing`. */
  read(sha256: string): Promise<Buffer>;
  /** Read it or cancel it: the file is open until then. Throws `file_content_missing` before the first byte. */
  stream(sha256: string): Promise<ReadableStream<Uint8Array>>;
  remove(sha256: string): Promise<void>;
  /** Removes what was being written when a process was killed: drafts that nobody has written to for DRAFT_LIFE_MS. */
  removeDrafts(now: number): Promise<void>;
}

/** No upload pauses for so long. */
export const DRAFT_LIFE_MS = 24 * 3_600_000;
const DRAFT_ENDING = '.new';

async function* once(bytes: Uint8Array): AsyncIterable<Uint8Array> {
  yield bytes;
}

/** Blobs in a folder, spread over 256 subfolders. `newName` gives names for drafts. */
export function folderBlobs(folder: string, newName: () => string): Blobs {
  const pathOf = (sha256: string) => join(folder, sha256.slice(0, 2), sha256);

  async function write(draft: string, source: AsyncIterable<Uint8Array>, maxBytes: number) {
    const hash = createHash('sha256');
    const file = await open(draft, 'wx', 0o600);
    let size = 0;
    try {
      for await (const chunk of source) {
        size += chunk.length;
        if (size > maxBytes) throw fileErrors.file_too_large(maxBytes);
        hash.update(chunk);
        await file.writeFile(chunk);
      }
      await file.sync();
    } finally {
      await file.close();
    }
    return { sha256: hash.digest('hex'), size };
  }

  async function put(
    bytes: Uint8Array | AsyncIterable<Uint8Array>,
    maxBytes: number,
    beforeKept?: (sha256: string) => Promise<void>,
  ) {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const draft = join(folder, `${newName()}${DRAFT_ENDING}`);
    try {
      const written = await write(draft, bytes instanceof Uint8Array ? once(bytes) : bytes, maxBytes);
      await mkdir(join(folder, written.sha256.slice(0, 2)), { recursive: true, mode: 0o700 });
      await beforeKept?.(written.sha256);
      await rename(draft, pathOf(written.sha256));
      return written;
    } catch (error) {
      await rm(draft, { force: true });
      throw error;
    }
  }

  async function opened(sha256: string): Promise<FileHandle> {
    try {
      return await open(pathOf(sha256), 'r');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') throw fileErrors.file_content_missing();
      throw error;
    }
  }

  async function read(sha256: string): Promise<Buffer> {
    await using file = await opened(sha256);
    return file.readFile();
  }

  async function stream(sha256: string): Promise<ReadableStream<Uint8Array>> {
    const file = await opened(sha256);
    return Readable.toWeb(file.createReadStream()) as ReadableStream<Uint8Array>;
  }

  async function removeDrafts(now: number): Promise<void> {
    const entries = await readdir(folder).catch(() => []);
    for (const name of entries.filter((entry) => entry.endsWith(DRAFT_ENDING))) {
      const path = join(folder, name);
      const found = await stat(path).catch(() => null);
      if (found && found.mtimeMs + DRAFT_LIFE_MS < now) await rm(path, { force: true });
    }
  }

  return { put, read, stream, removeDrafts, remove: (sha256) => rm(pathOf(sha256), { force: true }) };
}
