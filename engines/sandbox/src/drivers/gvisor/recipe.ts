// The command line around gVisor: bubblewrap makes a root for it, and namespaces that end with us, so that nothing of
// it is ever in a folder, a mount or a list of processes of the host once we are gone.
import {
  CONFIGURATION,
  FILTER_FD,
  FIRST_FILE_FD,
  type Identity,
  INFO_FD,
  JAVASCRIPT_ROOT,
  javascriptFiles,
  javascriptRoot,
  type NodeRuntime,
  privilegeDrop,
  type Recipe,
  SUPERVISOR_FOLDER,
  supervisorFiles,
  VARIABLES,
} from '../bubblewrap/recipe.ts';

/** From the one that a new gVisor prefers to the one that every machine has. KVM hangs where it is only half there. */
export const PLATFORMS = ['systrap', 'ptrace'] as const;
export type Platform = (typeof PLATFORMS)[number];

const BUNDLE = '/bundle';
const ROOT = '/rootfs';
const STATE = '/state';
/** Where gVisor mounts something, and what bubblewrap would make for its owner alone: inside it is read by another. */
const FOLDERS = ['/proc', '/dev', '/sys', '/tmp', '/workspace', '/figures', '/run', '/etc'];
const SYSTEM_LINKS = { '/lib': 'usr/lib', '/lib64': 'usr/lib64', '/bin': 'usr/bin' };
const OWN_PYTHON = 'gvisor/';
const MAIN = `${SUPERVISOR_FOLDER}/${OWN_PYTHON}main.py`;
const RUNSC_INSIDE = '/run/runsc';
const NODE_INSIDE = '/run/node';
const PACKAGES_INSIDE = '/packages';
const WORKSPACE_BYTES = 64 * 1024 * 1024;
const SCRATCH_BYTES = 16 * 1024 * 1024;
/** What code makes its kernel remember (files without content, say) is memory of gVisor, and not of the code. */
const KERNEL_BYTES = 1024 * 1024 * 1024;
const OUTER_LIMITS = ['/usr/bin/prlimit', `--data=${KERNEL_BYTES}`, '--core=0', '--'];
/** All that the supervisor does before it gives them away with its user. */
const CAPABILITIES = ['CHOWN', 'MKNOD', 'SETGID', 'SETUID', 'SYS_ADMIN', 'SYS_CHROOT'].map(
  (name) => `CAP_${name}`,
);

export type GvisorParts = {
  runsc: string;
  platform: Platform;
  bwrap: string;
  python: string;
  identity: Identity;
  node: NodeRuntime | null;
  packages?: string | undefined;
};

export function buildGvisorRecipe(parts: GvisorParts): Recipe {
  const { bwrap, identity, node, runsc, platform } = parts;
  const inside = [
    ...supervisorFiles(),
    ...supervisorFiles(OWN_PYTHON),
    ...(node ? javascriptFiles(JAVASCRIPT_ROOT) : []),
  ];
  const bwrapArgs = [
    // Inside it is root of nothing but these namespaces, in which gVisor makes its own.
    ...['--unshare-all', '--unshare-user', '--die-with-parent', '--as-pid-1', '--new-session'],
    ...['--uid', '0', '--gid', '0', '--cap-add', 'ALL', '--hostname', 'sandbox'],
    ...['--clearenv', '--setenv', 'PATH', '/usr/bin', '--info-fd', String(INFO_FD)],
    ...rootFor(''),
    ...[
      '--proc',
      '/proc',
      '--dev',
      '/dev',
      '--tmpfs',
      '/tmp',
      '--tmpfs',
      STATE,
      '--ro-bind',
      runsc,
      RUNSC_INSIDE,
    ],
    ...['--dir', ROOT, ...rootFor(ROOT)],
    ...FOLDERS.flatMap((path) => ['--dir', ROOT + path]),
    ...CONFIGURATION.flatMap((path) => ['--ro-bind-try', path, ROOT + path]),
    ...(node ? [...javascriptRoot(node, ROOT), '--ro-bind', node.program, ROOT + NODE_INSIDE] : []),
    ...(parts.packages && !node ? ['--ro-bind', parts.packages, ROOT + PACKAGES_INSIDE] : []),
    ...inside.flatMap(({ target }, index) => data(FIRST_FILE_FD + index, ROOT + target)),
    ...data(FIRST_FILE_FD + inside.length, `${BUNDLE}/config.json`),
    ...['--remount-ro', '/dev', '--remount-ro', '/', '--seccomp', String(FILTER_FD), '--chdir', '/'],
    ...['--', RUNSC_INSIDE, ...gvisorFlags(platform), 'run', '--bundle', BUNDLE, 'run'],
  ];
  const drop = identity.dropFrom;
  const walls = drop ? [drop.setpriv, ...privilegeDrop(identity), '--', bwrap] : [bwrap];
  const [command = '', ...args] = [...OUTER_LIMITS, ...walls, ...bwrapArgs];
  const opens = inside.map(({ source }) => source);
  return { command, args, opens, told: [JSON.stringify(bundleConfig(parts))], programFd: null };
}

const data = (fd: number, target: string) => ['--perms', '0444', '--ro-bind-data', String(fd), target];

const rootFor = (root: string) => [
  ...['--ro-bind', '/usr', `${root}/usr`],
  ...Object.entries(SYSTEM_LINKS).flatMap(([name, target]) => ['--symlink', target, root + name]),
];

/** Without a network, a share in the host's folders, control groups of its own, or a writable layer over the root. */
const gvisorFlags = (platform: Platform) => [
  ...['--root', STATE, '--rootless', '--ignore-cgroups', '--network=none', '--overlay2=none'],
  `--platform=${platform}`,
];

/** The runtime specification of the Open Container Initiative, 1.0.2. */
export function bundleConfig({ python, node }: Pick<GvisorParts, 'python' | 'node'>): object {
  const root = node ? JAVASCRIPT_ROOT : '';
  return {
    ociVersion: '1.0.2',
    hostname: 'sandbox',
    root: { path: ROOT, readonly: true },
    process: {
      user: { uid: 0, gid: 0 },
      cwd: '/',
      args: [python, '-I', '-S', '-B', MAIN],
      env: Object.entries(VARIABLES).map(([name, value]) => `${name}=${value}`),
      capabilities: { bounding: CAPABILITIES, effective: CAPABILITIES, permitted: CAPABILITIES },
      noNewPrivileges: true,
    },
    mounts: [
      { destination: '/proc', type: 'proc', source: 'proc' },
      memory(`${root}/workspace`, WORKSPACE_BYTES, PRIVATE),
      memory(`${root}/tmp`, SCRATCH_BYTES, PRIVATE),
      ...(node
        ? [memory(`${root}/dev`, SCRATCH_BYTES, ['mode=0755'])]
        : ['/figures', '/dev/shm'].map((path) => memory(path, SCRATCH_BYTES, PRIVATE))),
    ],
    linux: { namespaces: ['pid', 'network', 'ipc', 'uts', 'mount'].map((type) => ({ type })) },
  };
}

const PRIVATE = ['nodev', 'mode=0700'];

const memory = (destination: string, size: number, options: string[]) => ({
  destination,
  type: 'tmpfs',
  source: 'tmpfs',
  options: ['nosuid', 'noexec', `size=${size}`, ...options],
});
