// Where the kernel's groups of this process are, for both versions: cgroups(7), proc(5) on mountinfo.
import { resolve } from 'node:path';

export const CONTROLLERS = ['cpu', 'memory', 'pids'] as const;
export type Controller = (typeof CONTROLLERS)[number];

/** The folders of the groups that this process is in. */
export type OwnFolders = { unified?: string; v1?: Record<Controller, string> };

type Mount = { root: string; path: string; kind: string; options: string[] };

export function ownFolders(mountinfo: string, cgroup: string): OwnFolders {
  const mounts = parseMounts(mountinfo);
  const paths = parsePaths(cgroup);
  const unifiedMount = mounts.find(({ kind }) => kind === 'cgroup2');
  const unified = unifiedMount && within(unifiedMount, paths.get('') ?? '');
  const v1 = CONTROLLERS.map((controller) => {
    const mount = mounts.find(({ kind, options }) => kind === 'cgroup' && options.includes(controller));
    return mount && within(mount, paths.get(controller) ?? '');
  });
  return {
    ...(unified ? { unified } : {}),
    ...(v1.every((folder) => folder !== undefined)
      ? { v1: Object.fromEntries(CONTROLLERS.map((name, index) => [name, v1[index]])) as OwnFolders['v1'] }
      : {}),
  };
}

/** "36 35 98:0 /root /mount/point rw shared:1 - cgroup cgroup rw,cpu" */
function parseMounts(mountinfo: string): Mount[] {
  return mountinfo.split('\n').flatMap((line) => {
    const [place = '', filesystem = ''] = line.split(' - ');
    const [, , , root, path] = place.split(' ');
    const [kind = '', , options = ''] = filesystem.split(' ');
    if (root === undefined || path === undefined || !kind.startsWith('cgroup')) return [];
    return [{ root, path, kind, options: options.split(',') }];
  });
}

/** "4:memory:/path" and "0::/path"; by controller, '' for version 2. */
function parsePaths(cgroup: string): Map<string, string> {
  const entries = cgroup.split('\n').flatMap((line): [string, string][] => {
    const match = /^\d+:([^:]*):(.*)$/.exec(line);
    return (match?.[1] ?? '').split(',').map((controller) => [controller, match?.[2] ?? '']);
  });
  return new Map(entries.filter(([, path]) => path !== ''));
}

/** Undefined where the group lies outside of what is mounted here. */
function within({ root, path }: Mount, own: string): string | undefined {
  if (own === '' || own.startsWith('/..')) return undefined;
  if (root === '/') return resolve(`${path}${own}`);
  return own === root || own.startsWith(`${root}/`) ? resolve(path + own.slice(root.length)) : path;
}
