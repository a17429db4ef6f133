import { execFile } from 'node:child_process';
import { access, constants, open, realpath } from 'node:fs/promises';
import { promisify } from 'node:util';
import { type Architecture, isArchitecture } from '../../lib/seccomp.ts';
import type { Identity, NodeRuntime } from './recipe.ts';

const run = promisify(execFile);
const SYSTEM_FOLDERS = ['/usr/bin', '/bin', '/usr/local/bin'];
const INSTALL_BWRAP = 'apt-get install -y bubblewrap';
const INSTALL_PYTHON =
  'apt-get install -y python3 python3-numpy python3-pandas python3-matplotlib python3-openpyxl';
const ELF_MAGIC = Buffer.from([0x7f, 0x45, 0x4c, 0x46]);
const LDD_TIMEOUT_MS = 10_000;

/** What is looked for and as whom; the defaults are this process's. */
export type Machine = {
  platform: string;
  architecture: string;
  uid: number;
  gid: number;
  bwrapPath?: string;
  setprivPath?: string;
  pythonPath: string;
  nodePath: string;
  /** Becomes the owner of everything inside when the platform runs as root. */
  sandboxUid: number;
  /** A folder of Python packages that is mounted beside those of the system. */
  packages?: string;
};
export type Missing = { reason: string; fix?: string };
export type Prerequisites = {
  architecture: Architecture;
  bwrap: string;
  python: string;
  identity: Identity;
  node: NodeRuntime | null;
  packages?: string | undefined;
};

export async function findPrerequisites(machine: Machine): Promise<Prerequisites | Missing> {
  const { architecture } = machine;
  if (machine.platform !== 'linux') return { reason: `Bubblewrap needs Linux, this is ${machine.platform}` };
  if (!isArchitecture(architecture)) return { reason: `No system call table for ${architecture}` };
  const bwrap = await findProgram('bwrap', machine.bwrapPath);
  if (!bwrap) return { reason: 'Bubblewrap (bwrap) is not installed', fix: INSTALL_BWRAP };
  const python = await resolveExecutable(machine.pythonPath);
  if (!python) return { reason: `Python is not at ${machine.pythonPath}`, fix: INSTALL_PYTHON };
  if (!python.startsWith('/usr/'))
    return {
      reason: `Python at ${python} is outside /usr, which alone is visible inside`,
      fix: INSTALL_PYTHON,
    };
  const identity = await chooseIdentity(machine);
  if (!('uid' in identity)) return identity;
  const { packages } = machine;
  return { architecture, bwrap, python, identity, node: await findNode(machine.nodePath), packages };
}

async function chooseIdentity(machine: Machine): Promise<Identity | Missing> {
  if (machine.uid !== 0) return { uid: machine.uid, gid: machine.gid };
  const setpriv = await findProgram('setpriv', machine.setprivPath);
  if (setpriv) return { uid: machine.sandboxUid, gid: machine.sandboxUid, dropFrom: { setpriv } };
  return {
    reason: 'This process is root and setpriv is missing; bubblewrap is never started as root',
    fix: 'apt-get install -y util-linux',
  };
}

export async function findProgram(name: string, given?: string): Promise<string | undefined> {
  const candidates = given === undefined ? SYSTEM_FOLDERS.map((folder) => `${folder}/${name}`) : [given];
  const found = await Promise.all(candidates.map(resolveExecutable));
  return found.find((path) => path !== undefined);
}

async function resolveExecutable(path: string): Promise<string | undefined> {
  try {
    await access(path, constants.X_OK);
    return await realpath(path);
  } catch {
    return undefined;
  }
}

/** Null where the path leads to no program that the loader can describe, for example a shell wrapper. */
async function findNode(path: string): Promise<NodeRuntime | null> {
  const program = await resolveExecutable(path);
  if (!program || !(await isElf(program))) return null;
  try {
    const { stdout } = await run('ldd', [program], {
      timeout: LDD_TIMEOUT_MS,
      env: { PATH: SYSTEM_FOLDERS.join(':') },
    });
    return { program, libraries: parseLdd(stdout) };
  } catch {
    return null;
  }
}

async function isElf(path: string): Promise<boolean> {
  const file = await open(path);
  try {
    const { buffer } = await file.read(Buffer.alloc(ELF_MAGIC.length), 0, ELF_MAGIC.length, 0);
    return ELF_MAGIC.equals(buffer);
  } finally {
    await file.close();
  }
}

/** "libc.so.6 => /lib/.../libc.so.6 (0x..)" and "/lib64/ld-linux-x86-64.so.2 (0x..)". */
export function parseLdd(output: string): string[] {
  return [...output.matchAll(/^\s*(?:\S+ => )?(\/\S+) \(0x/gm)].map((match) => match[1] ?? '');
}
