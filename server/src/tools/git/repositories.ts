import { createHash, randomUUID } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** All that is kept, of all workspaces. The least used goes first. */
const MAX_KEPT_BYTES = 1024 * 1024 * 1024;
/** Branches move: after so long a repository is asked again. */
const FRESH_MS = 10 * 60_000;

export interface KeptRepository {
  bytes: Buffer;
  /** Fetched a moment ago. */
  isFresh: boolean;
}

export interface Repositories {
  find(workspaceId: string, url: string): Promise<KeptRepository | null>;
  /** `isNew`: it was fetched just now. */
  keep(workspaceId: string, url: string, bytes: Buffer, isNew: boolean): Promise<void>;
}

/**
 * Repositories as they came out of the sandbox, for the next call: sealed archives that nobody opens out here. Names
 * tell of the workspace, so that none is given what another fetched. Losing one costs a fetch.
 */
export function createRepositories(
  folder: string,
  now: () => number,
  maxBytes = MAX_KEPT_BYTES,
): Repositories {
  const pathOf = (workspaceId: string, url: string) =>
    join(
      folder,
      `${createHash('sha256')
        .update(JSON.stringify([workspaceId, url]))
        .digest('hex')}.tar`,
    );

  async function find(workspaceId: string, url: string): Promise<KeptRepository | null> {
    const path = pathOf(workspaceId, url);
    const found = await stat(path).catch(() => null);
    if (!found) return null;
    const bytes = await readFile(path).catch(() => null);
    await utimes(path, new Date(now()), found.mtime).catch(() => undefined);
    return bytes && { bytes, isFresh: found.mtimeMs > now() - FRESH_MS };
  }

  async function keep(workspaceId: string, url: string, bytes: Buffer, isNew: boolean): Promise<void> {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const path = pathOf(workspaceId, url);
    const fetchedAt = isNew ? now() : ((await stat(path).catch(() => null))?.mtimeMs ?? now());
    // Renamed when it is whole: a reader never sees a half, and a crash leaves a stray that is swept.
    const part = `${path}.${randomUUID()}`;
    await writeFile(part, bytes, { mode: 0o600 });
    await utimes(part, new Date(now()), new Date(fetchedAt));
    await rename(part, path);
    await sweep();
  }

  async function sweep(): Promise<void> {
    const names = await readdir(folder);
    const all = await Promise.all(
      names.map(async (name) => ({ name, at: await stat(join(folder, name)).catch(() => null) })),
    );
    const kept = all
      .filter(({ at }) => at !== null)
      .sort((a, b) => (b.at?.atimeMs ?? 0) - (a.at?.atimeMs ?? 0));
    let bytes = 0;
    for (const { name, at } of kept) {
      bytes += at?.size ?? 0;
      const isStray = !name.endsWith('.tar') && (at?.atimeMs ?? 0) < now() - FRESH_MS;
      if (isStray || bytes > maxBytes) await rm(join(folder, name), { force: true });
    }
  }

  return { find, keep };
}
