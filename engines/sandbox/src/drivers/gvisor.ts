import type { Driver } from '../lib/execution.ts';
import { supervisedDriver } from './bubblewrap/driver.ts';
import { type BubblewrapOptions, thisMachine } from './bubblewrap.ts';
import { examineGvisor } from './gvisor/examine.ts';
import { PLATFORMS, type Platform } from './gvisor/recipe.ts';

export type GvisorOptions = Omit<BubblewrapOptions, 'standbys' | 'cgroups' | 'maxGrowthBytes'> & {
  /** Default: as it is installed. */
  runscPath?: string;
  /** What gVisor may run on, the first that works. Default: systrap, then ptrace. */
  platforms?: readonly Platform[];
  /** How long a platform may take to run its first line. Default 30 s. */
  startMs?: number;
};

/**
 * Each run in a gVisor of its own: what it calls is answered by a kernel in user space, and not by the machine's. For
 * tenants who are hostile to each other; every run starts cold, which takes half a second, with pandas two.
 */
export function gvisor(options: GvisorOptions = {}): Driver {
  const { runscPath, platforms = PLATFORMS, startMs, ...own } = options;
  const choices = {
    platforms,
    ...(runscPath === undefined ? {} : { runscPath }),
    ...(startMs === undefined ? {} : { startMs }),
  };
  return supervisedDriver('gvisor', () => examineGvisor(thisMachine(own), choices));
}
