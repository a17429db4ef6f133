import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { SandboxError } from '../lib/errors.ts';
import { assemble } from '../lib/seccomp.ts';
import { PROGRAM } from '../lib/seccomp-profiles.ts';
import { findPrerequisites, type Machine, type Prerequisites } from './bubblewrap/prerequisites.ts';
import { type BubblewrapOptions, thisMachine } from './bubblewrap.ts';

/** Data of one process: what Node takes before it does anything, and what a run of code may have. */
export const MAX_PROGRAM_MEMORY_BYTES = 1_200 * 1024 * 1024;
const MAX_PROCESSES = 512;
const MAX_FILE_BYTES = 64 * 1024 * 1024;
const MAX_OPEN_FILES = 512;
const HOME_BYTES = 64 * 1024 * 1024;
const FILTER_FD = 3;
const VARIABLES_FD = 4;
const NODE_FD = 5;
/** Where the folder of the program lies inside. */
const PROGRAM_FOLDER = '/program';
const HOME = '/home/program';

/** A program that is spoken to over its standard streams for as long as it lives. */
export type IsolatedProgram = {
  /** `node`, `python3`, or a file of the folder, as ./server. */
  command: string;
  args: readonly string[];
  /**
   * All variables that it has beside PATH, HOME, TMPDIR and LANG. Not seen in the list of processes, and set inside
   * only: what goes before the walls, some of it as root, must not heed them (LD_PRELOAD and the like).
   */
  env: Readonly<Record<string, string>>;
  /** The folder that it is given, read-only, and in which it begins. Must be readable for everybody. */
  folder: string;
};
export type IsolatedProcess = ChildProcessByStdio<Writable, Readable, Readable>;
export type SpawnIsolated = (program: IsolatedProgram) => Promise<IsolatedProcess>;

/**
 * Starts programs behind the walls of bubblewrap: every namespace, no network, a read-only root that has /usr and the
 * program's folder alone, an empty home of 64 MiB that ends with it, no privileges. The process ends with this one.
 * Throws `sandbox_unavailable`.
 */
export function isolatedPrograms(
  options: Omit<BubblewrapOptions, 'standbys' | 'cgroups'> = {},
): SpawnIsolated {
  const machine: Machine = thisMachine(options);
  let known: Promise<Prerequisites> | undefined;
  return async (program) => {
    known ??= found(machine).catch((error) => {
      known = undefined;
      throw error;
    });
    return start(await known, program);
  };
}

async function found(machine: Machine): Promise<Prerequisites> {
  const prerequisites = await findPrerequisites(machine);
  if (!('reason' in prerequisites)) return prerequisites;
  throw new SandboxError('sandbox_unavailable', `Cannot start program: ${prerequisites.reason}`);
}

async function start(parts: Prerequisites, program: IsolatedProgram): Promise<IsolatedProcess> {
  const isNode = program.command === 'node';
  if (isNode && !parts.node)
    throw new SandboxError('sandbox_unavailable', 'Cannot start program: no node program can be used inside');
  const filter = await openedFilter(assemble(PROGRAM, parts.architecture));
  const node = isNode && parts.node ? openSync(parts.node.program, 'r') : undefined;
  try {
    const [command = '', ...args] = commandLine(parts, program);
    const inherited = node === undefined ? [] : [node];
    const child = spawn(command, args, {
      cwd: '/',
      env: { PATH: '/usr/bin' },
      stdio: ['pipe', 'pipe', 'pipe', filter, 'pipe', ...inherited],
    });
    const variables = child.stdio[VARIABLES_FD] as Writable;
    // A process that is already gone shows in its exit, not here.
    variables.on('error', () => {});
    variables.end(settings({ PATH: '/usr/bin', LANG: 'C.UTF-8', ...program.env, HOME, TMPDIR: '/tmp' }));
    return child as IsolatedProcess;
  } finally {
    closeSync(filter);
    if (node !== undefined) closeSync(node);
  }
}

/** Arguments as bwrap reads them from a descriptor: each ended by a NUL. */
function settings(env: Readonly<Record<string, string>>): string {
  return Object.entries(env)
    .flatMap(([name, value]) => ['--setenv', name, value])
    .map((argument) => `${argument.replaceAll('\0', '')}\0`)
    .join('');
}

/** bwrap reads its filter from a descriptor. The file is gone as soon as it is open. */
async function openedFilter(bytes: Uint8Array): Promise<number> {
  const folder = await mkdtemp(join(tmpdir(), 'agenticgen-filter-'));
  try {
    const path = join(folder, 'filter');
    await writeFile(path, bytes, { mode: 0o600 });
    return openSync(path, 'r');
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Exported for its test. bwrap is never started as root: uid 0 outside is what the kernel checks. */
export function commandLine(
  { bwrap, python, identity }: Pick<Prerequisites, 'bwrap' | 'python' | 'identity'>,
  { command, args, folder }: IsolatedProgram,
): string[] {
  const { uid, gid, dropFrom } = identity;
  const ids = ['--reuid', String(uid), '--regid', String(gid)];
  const drop = dropFrom
    ? [dropFrom.setpriv, ...ids, '--clear-groups', '--inh-caps=-all', '--no-new-privs', '--']
    : [];
  const runs = { node: `/proc/self/fd/${NODE_FD}`, python3: python }[command] ?? command;
  return [
    ...['/usr/bin/prlimit', `--data=${MAX_PROGRAM_MEMORY_BYTES}`, `--nproc=${MAX_PROCESSES}`],
    ...[`--fsize=${MAX_FILE_BYTES}`, `--nofile=${MAX_OPEN_FILES}`, '--core=0', '--memlock=0', '--'],
    ...drop,
    ...[bwrap, '--unshare-all', '--unshare-user', '--die-with-parent', '--new-session', '--cap-drop', 'ALL'],
    ...['--clearenv', '--args', String(VARIABLES_FD)],
    ...['--uid', String(uid), '--gid', String(gid), '--hostname', 'sandbox'],
    ...['--ro-bind', '/usr', '/usr', '--symlink', 'usr/lib', '/lib', '--symlink', 'usr/lib64', '/lib64'],
    ...['--symlink', 'usr/bin', '/bin', '--ro-bind-try', '/etc/ld.so.cache', '/etc/ld.so.cache'],
    ...['--ro-bind-try', '/etc/alternatives', '/etc/alternatives', '--ro-bind', folder, PROGRAM_FOLDER],
    ...['--proc', '/proc', '--ro-bind', '/proc/sys', '/proc/sys', '--dev', '/dev'],
    ...['--size', String(HOME_BYTES), '--tmpfs', '/tmp', '--size', String(HOME_BYTES), '--tmpfs', '/home'],
    ...['--dir', HOME, '--remount-ro', '/dev', '--remount-ro', '/', '--seccomp', String(FILTER_FD)],
    ...['--chdir', PROGRAM_FOLDER, '--', runs, ...args],
  ];
}
