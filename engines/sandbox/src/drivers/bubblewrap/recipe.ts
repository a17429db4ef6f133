// The command line that builds the outer wall. Every flag is there for a reason found by trying the attack it stops.
import { readdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';

const INSIDE_FOLDER = fileURLToPath(new URL('../../inside/', import.meta.url));
/** The first is what is started. */
const JAVASCRIPT_FILES = ['runner.mjs', 'cells.mjs', 'egress.mjs'];
/** Holds the runner of JavaScript; the supervisor's own modules never enter that root. */
export const JAVASCRIPT_ROOT = '/js';
export const SUPERVISOR_FOLDER = '/run/inside';
/** Where the fork server listens; no job ever sees it. */
const HOST_FOLDER = '/run/host';
export const SOCKET_INSIDE = `${HOST_FOLDER}/jobs.sock`;
const GROUPS_FOLDER = '/run/cgroup';
/** On Python's path after the standard library. */
const PACKAGES_FOLDER = '/packages';
const WORKSPACE_TMPFS_BYTES = 16 * 1024 * 1024;
export const FILTER_FD = 3;
/** Where bwrap says what process is the first one inside. */
export const INFO_FD = 4;
export const FIRST_FILE_FD = 5;

export type Identity = { uid: number; gid: number; dropFrom?: { setpriv: string } };
export type NodeRuntime = { program: string; libraries: string[] };
/** Folders in which supervisors make a group for each child, by hierarchy; see Cgroups. */
export type GroupFolders = { folders: Record<string, string>; entry?: string };
/** `opens` are host files that have to be inherited as the descriptors from FIRST_FILE_FD on; `told` comes after them. */
export type Recipe = {
  command: string;
  args: string[];
  opens: string[];
  /** What is written to further descriptors. */
  told?: string[];
  programFd: number | null;
};

export function buildRecipe(parts: {
  bwrap: string;
  python: string;
  identity: Identity;
  node: NodeRuntime | null;
  /** A fork server in the place of the one-shot supervisor. */
  isStanding?: boolean;
  groups?: GroupFolders;
  /** A folder of Python packages beside those of the system. */
  packages?: string | undefined;
}): Recipe {
  const { bwrap, python, identity, node, isStanding = false, groups, packages } = parts;
  const inside = insideFiles(node !== null);
  const bwrapArgs = [
    ...isolation(identity, groups),
    ...['--info-fd', String(INFO_FD)],
    ...Object.entries(VARIABLES).flatMap(([name, value]) => ['--setenv', name, value]),
    ...systemRoot(),
    ...(node ? [...javascriptRoot(node), ...JAVASCRIPT_DEVICES] : []),
    ...(packages && !node ? ['--ro-bind', packages, PACKAGES_FOLDER] : []),
    ...inside.flatMap(({ target }, index) => ['--ro-bind-data', String(FIRST_FILE_FD + index), target]),
    ...(isStanding ? ['--tmpfs', HOST_FOLDER] : []),
    ...Object.entries(groups?.folders ?? {}).flatMap(([name, path]) => [
      '--bind',
      path,
      `${GROUPS_FOLDER}/${name}`,
    ]),
    ...['--remount-ro', '/dev', '--remount-ro', '/', '--seccomp', String(FILTER_FD), '--chdir', '/'],
    ...['--', python, '-I', '-S', '-B', ...program(isStanding, node)],
  ];
  const opens = [...inside.map(({ source }) => source), ...(node ? [node.program] : [])];
  const programFd = node ? FIRST_FILE_FD + inside.length : null;
  const drop = identity.dropFrom;
  const walls = drop ? [drop.setpriv, ...privilegeDrop(identity), '--', bwrap] : [bwrap];
  const [command = '', ...args] = [...entering(groups), ...walls, ...bwrapArgs];
  return { command, args, opens, programFd };
}

/** The language is for whoever looks at a list of processes. */
const program = (isStanding: boolean, node: NodeRuntime | null): string[] =>
  isStanding
    ? [`${SUPERVISOR_FOLDER}/fork_server.py`, node ? 'javascript' : 'python']
    : [`${SUPERVISOR_FOLDER}/supervisor.py`];

/** Version 2 lets supervisors place their children only where they are among the groups themselves. */
const entering = (groups: GroupFolders | undefined) =>
  groups?.entry ? ['/bin/sh', '-c', 'echo $$ > "$0" && exec "$@"', groups.entry] : [];

/** bwrap must never start as root: uid 0 outside is what the kernel checks before it lets a sysctl be written. */
export const privilegeDrop = ({ uid, gid }: Identity) => [
  '--reuid',
  String(uid),
  '--regid',
  String(gid),
  '--clear-groups',
  '--inh-caps=-all',
  '--no-new-privs',
];

/** --unshare-all only tries the user namespace; the explicit flag makes it fail closed. */
const ALL_NAMESPACES = ['--unshare-all', '--unshare-user'];
/** A namespace of groups would cut a supervisor off from the folder in which it places its child. */
const ALL_BUT_GROUPS = ['user', 'ipc', 'pid', 'net', 'uts'].map((name) => `--unshare-${name}`);

const isolation = ({ uid, gid }: Identity, groups: GroupFolders | undefined) => [
  ...(groups?.entry ? ALL_BUT_GROUPS : ALL_NAMESPACES),
  ...['--die-with-parent', '--as-pid-1', '--new-session', '--cap-drop', 'ALL'],
  ...['--uid', String(uid), '--gid', String(gid), '--hostname', 'sandbox', '--clearenv'],
];

export const VARIABLES: Readonly<Record<string, string>> = {
  PATH: '/usr/bin',
  HOME: '/workspace',
  TMPDIR: '/tmp',
  LANG: 'C.UTF-8',
  MPLCONFIGDIR: '/tmp',
  MPLBACKEND: 'Agg',
  // One thread each: a limit that refuses OpenBLAS a buffer makes it spin, and forking wants a single thread.
  OPENBLAS_NUM_THREADS: '1',
  OMP_NUM_THREADS: '1',
  NUMEXPR_MAX_THREADS: '1',
  // Arenas of 64 MiB per thread would eat the memory limit unused.
  MALLOC_ARENA_MAX: '2',
  PYTHONDONTWRITEBYTECODE: '1',
};
/** Of /etc, what libraries look at: numpy finds its BLAS through alternatives. */
export const CONFIGURATION = ['alternatives', 'ld.so.cache', 'matplotlibrc', 'localtime', 'fonts'].map(
  (name) => `/etc/${name}`,
);

/** /proc/sys is covered, and with it goes any new mount of proc inside. */
function systemRoot(): string[] {
  return [
    ...[
      '--ro-bind',
      '/usr',
      '/usr',
      '--symlink',
      'usr/lib',
      '/lib',
      '--symlink',
      'usr/lib64',
      '/lib64',
      '--symlink',
      'usr/bin',
      '/bin',
    ],
    ...CONFIGURATION.flatMap((path) => ['--ro-bind-try', path, path]),
    ...['--proc', '/proc', '--ro-bind', '/proc/sys', '/proc/sys', '--dev', '/dev'],
    ...[
      '--size',
      String(WORKSPACE_TMPFS_BYTES),
      '--tmpfs',
      '/tmp',
      '--dir',
      '/workspace',
      '--dir',
      '/figures',
      '--dir',
      '/run',
    ],
  ];
}

/** The node program itself is not in there: it is executed from a descriptor. */
export function javascriptRoot({ libraries }: NodeRuntime, above = ''): string[] {
  const root = above + JAVASCRIPT_ROOT;
  const folders = ['workspace', 'tmp', 'proc', 'run', 'dev'];
  return [
    ...folders.flatMap((name) => ['--dir', `${root}/${name}`]),
    ...libraries.flatMap((path) => ['--dir', root + dirname(path), '--ro-bind', path, root + path]),
  ];
}

const JAVASCRIPT_DEVICES = ['null', 'urandom'].flatMap((name) => [
  '--dev-bind',
  `/dev/${name}`,
  `${JAVASCRIPT_ROOT}/dev/${name}`,
]);

function insideFiles(javascript: boolean): InsideFile[] {
  return [...supervisorFiles(), ...(javascript ? javascriptFiles(JAVASCRIPT_ROOT) : [])];
}

export type InsideFile = { source: string; target: string };

/** The modules of a folder of our own. */
export function supervisorFiles(folder = ''): InsideFile[] {
  const modules = readdirSync(INSIDE_FOLDER + folder).filter((name) => name.endsWith('.py'));
  return modules.sort().map((name) => ({
    source: INSIDE_FOLDER + folder + name,
    target: `${SUPERVISOR_FOLDER}/${folder}${name}`,
  }));
}

export const javascriptFiles = (root: string): InsideFile[] =>
  JAVASCRIPT_FILES.map((name) => ({ source: INSIDE_FOLDER + name, target: `${root}/run/${name}` }));

/** --permission is a seat belt, the namespace is the wall. */
export function nodeFlags(memoryBytes: number, isGuarded = true): string[] {
  const heapMiB = Math.max(16, Math.floor((memoryBytes * 0.75) / (1024 * 1024)));
  const folders = ['/workspace/', '/tmp/'].flatMap((folder) => [
    `--allow-fs-read=${folder}`,
    `--allow-fs-write=${folder}`,
  ]);
  const own = JAVASCRIPT_FILES.map((name) => `--allow-fs-read=/run/${name}`);
  return [
    ...(isGuarded ? ['--permission', ...own, ...folders] : []),
    `--max-old-space-size=${heapMiB}`,
    '--no-addons',
  ];
}
