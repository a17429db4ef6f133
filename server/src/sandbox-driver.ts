import { bubblewrap, type Driver, gvisor, ladder, wasm, withPackages } from '@agenticgen/sandbox';
import type { SandboxConfig } from './sandbox-config.ts';

/** The walls of this process, with the packages that an administrator has chosen; lower ones only where they are allowed. */
export function localDriver({ standbys, packagesFolder, minLevel, driver }: SandboxConfig): Driver {
  const packed = (make: (own: { packages?: string }) => Driver) =>
    withPackages(packagesFolder, (packages) => make(packages ? { packages } : {}));
  if (driver === 'gvisor' || (driver === null && minLevel === 'vm')) return packed(gvisor);
  const walls = packed((own) => bubblewrap({ standbys, ...own }));
  return minLevel === 'wasm' ? ladder([walls, wasm({ standbys: Math.min(standbys, 1) })], minLevel) : walls;
}

/** The sandbox of this process, or one that is split off: its packages are loaded only where it is wanted. */
export async function sandboxDriver(config: SandboxConfig): Promise<Driver> {
  if (!config.remote) return localDriver(config);
  return (await import('./rpc/index.ts')).remoteSandbox(config.remote);
}
