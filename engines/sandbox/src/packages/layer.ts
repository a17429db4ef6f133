// Sets of packages on disk: each in a folder of its own, one of them the current one. What is there never changes.
import { readFileSync } from 'node:fs';
import { mkdir, open, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Wheel } from './wheel.ts';

const CURRENT = 'current.json';
const SETS = 'sets';

export type PackageSet = {
  id: string;
  /** What was asked for, as it was asked for. */
  requirements: string[];
  /** All of it, dependencies included, pinned by their hashes. */
  wheels: Wheel[];
  index: string | null;
  advisories: string;
  createdAt: string;
};

export const siteOf = (root: string, id: string): string => join(root, SETS, id, 'site');
export const wheelsOf = (root: string, id: string): string => join(root, SETS, id, 'wheels');
export const setFolder = (root: string, id: string): string => join(root, SETS, id);

/** Read anew at each run: an administrator changes it beside a server that works. */
export function currentSet(root: string): PackageSet | undefined {
  try {
    return JSON.parse(readFileSync(join(root, CURRENT), 'utf8')) as PackageSet;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/** The folder that is mounted into the sandbox; undefined where there is no package. */
export function currentSite(root: string): string | undefined {
  const set = currentSet(root);
  return set && set.wheels.length > 0 ? siteOf(root, set.id) : undefined;
}

/** From here on new runs see it. Before the rename the old set holds, after it the new one, whatever ends this process. */
export async function makeCurrent(root: string, set: PackageSet): Promise<void> {
  const next = join(root, `${CURRENT}.next`);
  const file = await open(next, 'w', 0o644);
  try {
    await file.writeFile(JSON.stringify(set, null, 2));
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(next, join(root, CURRENT));
}

/** Sets that nobody can want any more: all but the current and the one before, which a run may still have open. */
export async function removeOthers(root: string, kept: readonly (string | undefined)[]): Promise<void> {
  await mkdir(join(root, SETS), { recursive: true, mode: 0o755 });
  for (const id of await readdir(join(root, SETS)))
    if (!kept.includes(id)) await rm(setFolder(root, id), { recursive: true, force: true });
}
