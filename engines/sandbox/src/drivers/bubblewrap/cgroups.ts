// Control groups, where this process may make them: each run gets its own, so that the kernel counts for us.
import {
  chownSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmdirSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { CONTROLLERS, type OwnFolders, ownFolders } from './cgroup-folders.ts';
import { isOrphaned, ownerTag } from './owner.ts';
import type { Identity } from './recipe.ts';

const PREFIX = 'agenticgen-sandbox-';
/** Where this process itself goes in version 2: a group with groups under it must hold no process. */
const OWN_GROUP = 'agenticgen-server';
const OUTER_GROUP = 'outer';
const REMOVE_TRIES = 100;
const REMOVE_PAUSE_MS = 20;
const ALL_CONTROLLERS = CONTROLLERS.map((name) => `+${name}`).join(' ');
const FIX =
  'with systemd: Delegate=yes in the unit of the server; without: start it as root, or in a container with a writable cgroup';

export type Cgroups = {
  version: 1 | 2;
  /** Folders by hierarchy, in which supervisors make a group for each child. */
  area(name: string): Record<string, string>;
  /** Version 2: the file that a process is written to before it starts as the outer wall. */
  entry?: string;
  /** Removes an area or, in one, a group, once its processes are gone. */
  remove(area: string, group?: string): Promise<void>;
  close(): Promise<void>;
};
export type NoCgroups = { reason: string; fix: string };

/** Makes what is needed, and removes what a server that was killed has left. */
export function openCgroups(
  identity: Identity,
  folders: OwnFolders = foldersOfThisProcess(),
): Cgroups | NoCgroups {
  const reasons: string[] = [];
  for (const open of [openUnified, openV1]) {
    try {
      return open(folders, identity);
    } catch (error) {
      reasons.push(error instanceof Error ? error.message : String(error));
    }
  }
  return { reason: `No control groups: ${reasons.join('; ')}`, fix: FIX };
}

function foldersOfThisProcess(): OwnFolders {
  const read = (path: string) => (existsSync(path) ? readFileSync(path, 'utf8') : '');
  return ownFolders(read('/proc/self/mountinfo'), read('/proc/self/cgroup'));
}

function openUnified({ unified }: OwnFolders, identity: Identity): Cgroups {
  if (!unified) throw new RangeError('version 2 is not mounted');
  const own = basename(unified) === OWN_GROUP ? dirname(unified) : unified;
  const offered = readFileSync(join(own, 'cgroup.controllers'), 'utf8').trim().split(' ');
  const lacking = CONTROLLERS.filter((name) => !offered.includes(name));
  if (lacking.length > 0) throw new RangeError(`version 2 does not control ${lacking.join(', ')} here`);
  makeRoom(own);
  writeFileSync(join(own, 'cgroup.subtree_control'), ALL_CONTROLLERS);
  const base = { unified: join(own, PREFIX + ownerTag()) };
  sweep([own]);
  make(base, identity);
  writeFileSync(join(base.unified, 'cgroup.subtree_control'), ALL_CONTROLLERS);
  make({ unified: join(base.unified, OUTER_GROUP) }, identity);
  return groupsIn(2, base, identity, join(base.unified, OUTER_GROUP, 'cgroup.procs'));
}

/** A group at the root of the machine may hold processes all the same, and there are too many to move. */
function makeRoom(own: string): void {
  if (!existsSync(join(own, 'cgroup.type'))) return;
  const processes = readFileSync(join(own, 'cgroup.procs'), 'utf8').split('\n').filter(Boolean);
  if (processes.length === 0) return;
  mkdirSync(join(own, OWN_GROUP), { recursive: true });
  for (const pid of processes) writeFileSync(join(own, OWN_GROUP, 'cgroup.procs'), pid);
}

function openV1({ v1 }: OwnFolders, identity: Identity): Cgroups {
  if (!v1) throw new RangeError('version 1 is not mounted');
  sweep(Object.values(v1));
  const tag = ownerTag();
  const base = Object.fromEntries(CONTROLLERS.map((name) => [name, join(v1[name], PREFIX + tag)]));
  make(base, identity);
  return groupsIn(1, base, identity);
}

/** A group that is there only in part is none. */
function make(folders: Record<string, string>, { uid, gid, dropFrom }: Identity): void {
  const made: string[] = [];
  try {
    for (const folder of Object.values(folders)) {
      mkdirSync(folder);
      made.push(folder);
      if (dropFrom) for (const path of [folder, join(folder, 'cgroup.procs')]) chownSync(path, uid, gid);
    }
  } catch (error) {
    for (const folder of made) rmdirSync(folder);
    throw error;
  }
}

function groupsIn(version: 1 | 2, base: Record<string, string>, identity: Identity, entry?: string): Cgroups {
  const within = (...names: string[]) =>
    Object.fromEntries(
      Object.entries(base).map(([hierarchy, folder]) => [hierarchy, join(folder, ...names)]),
    );
  const remove = async (...names: string[]) => {
    for (let tries = 0; tries < REMOVE_TRIES; tries++) {
      if (Object.values(within(...names)).every(removeTree)) return;
      await pause(REMOVE_PAUSE_MS);
    }
  };
  return {
    version,
    ...(entry === undefined ? {} : { entry }),
    area(name) {
      const folders = within(name);
      make(folders, identity);
      if (version === 2)
        writeFileSync(join(folders.unified ?? '', 'cgroup.subtree_control'), ALL_CONTROLLERS);
      return folders;
    },
    remove: (area, group) => (group === undefined ? remove(area) : remove(area, group)),
    close: () => remove(),
  };
}

/** Only empty groups can be removed, those inside first. False where one is still in use. */
function removeTree(folder: string): boolean {
  try {
    for (const entry of readdirSync(folder, { withFileTypes: true }))
      if (entry.isDirectory()) removeTree(join(folder, entry.name));
    rmdirSync(folder);
    return true;
  } catch {
    return !existsSync(folder);
  }
}

function sweep(parents: string[]): void {
  for (const parent of parents)
    for (const name of readdirSync(parent).filter((name) => name.startsWith(PREFIX)))
      if (isOrphaned(name.slice(PREFIX.length))) removeTree(join(parent, name));
}
