import type { Driver } from '../lib/execution.ts';
import { supervisedDriver } from './bubblewrap/driver.ts';
import { examine } from './bubblewrap/examine.ts';
import type { Machine } from './bubblewrap/prerequisites.ts';

const STANDBYS = 2;
/** In a range that no distribution hands out. */
const SANDBOX_UID = 60_842;

export type BubblewrapOptions = {
  /** Must lie under /usr. Default: /usr/bin/python3. */
  pythonPath?: string;
  /** Node 24 or newer. Default: the program that runs this. */
  nodePath?: string;
  bwrapPath?: string;
  setprivPath?: string;
  /** Owner of everything inside where the platform runs as root. */
  sandboxUid?: number;
  /** A folder of Python packages that runs see read-only; it must not change. See `withPackages`. */
  packages?: string;
  /** Processes of each language that stand ready; 0: each run starts its own. Default 2. */
  standbys?: number;
  /** Memory that a fork server may gain before another takes its place. Default 64 MiB. */
  maxGrowthBytes?: number;
  /** False: limits are held by rlimits and by watching even where there are control groups. Default true. */
  cgroups?: boolean;
};

export function thisMachine(
  own: Partial<Machine> | Omit<BubblewrapOptions, 'standbys' | 'cgroups' | 'maxGrowthBytes'> = {},
): Machine {
  return {
    platform: process.platform,
    architecture: process.arch,
    uid: process.getuid?.() ?? -1,
    gid: process.getgid?.() ?? -1,
    pythonPath: '/usr/bin/python3',
    nodePath: process.execPath,
    sandboxUid: SANDBOX_UID,
    ...withoutUndefined(own),
  };
}

/** Fresh namespaces and fresh processes for each run, made ahead where something stands ready. */
export function bubblewrap(options: BubblewrapOptions = {}): Driver {
  const { standbys = STANDBYS, cgroups = true, maxGrowthBytes, ...own } = options;
  const machine = thisMachine(own);
  const choices = { standbys, cgroups, ...withoutUndefined({ maxGrowthBytes }) };
  return supervisedDriver('bubblewrap', () => examine(machine, choices));
}

function withoutUndefined<T extends object>(options: T): Partial<T> {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as Partial<T>;
}
