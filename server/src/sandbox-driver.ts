import { bubblewrap, type Driver, ladder, wasm, withPackages } from '@agenticgen/sandbox';
import type { SandboxConfig } from './sandbox-config.ts';

/** The walls of this process, with the packages that an administrator has chosen; lower ones only where they are allowed. */
export function localDriver({ standbys, packagesFolder, minLevel }: SandboxConfig): Driver {
  const walls = withPackages(packagesFolder, (packages) =>
    bubblewrap({ standbys, ...(packages ? { packages } : {}) }),
  );
  return minLevel === 'wasm' ? ladder([walls, wasm({ standbys: Math.min(standbys, 1) })], minLevel) : walls;
}

/** The sandbox of this process, or one that is split off: its packages are loaded only where it is wanted. */
export async function sandboxDriver(config: SandboxConfig): Promise<Driver> {
  if (!config.remote) return localDriver(config);
  return (await import('./rpc/index.ts')).remoteSandbox(config.remote);
}
