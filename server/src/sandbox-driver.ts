import { bubblewrap, type Driver, withPackages } from '@agenticgen/sandbox';
import type { SandboxConfig } from './sandbox-config.ts';

/** The walls of this process, with the packages that an administrator has chosen. */
export function localDriver({ standbys, packagesFolder }: SandboxConfig): Driver {
  return withPackages(packagesFolder, (packages) =>
    bubblewrap({ standbys, ...(packages ? { packages } : {}) }),
  );
}

/** The sandbox of this process, or one that is split off: its packages are loaded only where it is wanted. */
export async function sandboxDriver(config: SandboxConfig): Promise<Driver> {
  if (!config.remote) return localDriver(config);
  return (await import('./rpc/index.ts')).remoteSandbox(config.remote);
}
