import { join, resolve } from 'node:path';
import { LEVELS, type Level } from '@agenticgen/sandbox';
import { z } from 'zod';

const MAX_STANDBYS = 16;
/** As the environment has it: "namespace-without-cgroups". */
const LEVEL_NAMES = LEVELS.map((level) => level.replaceAll(' ', '-'));

export const sandboxKeys = {
  SANDBOX_STANDBYS: z.coerce
    .number()
    .int()
    .min(0)
    .max(MAX_STANDBYS)
    .default(2)
    .describe(
      'Processes of each language that stand ready for code, 10 to 20 MB each beside 100; 0: each run starts its own',
    ),
  SANDBOX_MIN_LEVEL: z
    .enum(LEVEL_NAMES)
    .default('namespace-without-cgroups')
    .transform((name) => LEVELS[LEVEL_NAMES.indexOf(name)] as Level)
    .describe(`Code that would be less isolated is refused: ${LEVEL_NAMES.join(', ')}`),
  SANDBOX_PACKAGES_DIR: z
    .string()
    .min(1)
    .optional()
    .describe(
      'Folder of the Python packages that `agenticgen sandbox packages` adds; default: sandbox-packages in the data folder. The owner of the sandbox must be able to reach it',
    ),
  SANDBOX_PACKAGE_INDEX: z
    .url({ protocol: /^(https?|file)$/ })
    .optional()
    .describe('Index that Python packages come from; default: as pip is set up on this machine'),
  SANDBOX_ADVISORIES: z
    .string()
    .min(1)
    .optional()
    .describe('Known faults of packages in the format of OSV: a file, folder, zip or address'),
};

export interface SandboxConfig {
  standbys: number;
  minLevel: Level;
  packagesFolder: string;
  packageIndex: string | null;
  advisories: string | null;
}

interface SandboxKeys {
  SANDBOX_STANDBYS: number;
  SANDBOX_MIN_LEVEL: Level;
  SANDBOX_PACKAGES_DIR?: string | undefined;
  SANDBOX_PACKAGE_INDEX?: string | undefined;
  SANDBOX_ADVISORIES?: string | undefined;
}

export function sandboxOf(data: SandboxKeys, dataFolder: string): SandboxConfig {
  return Object.freeze({
    standbys: data.SANDBOX_STANDBYS,
    minLevel: data.SANDBOX_MIN_LEVEL,
    packagesFolder: resolve(data.SANDBOX_PACKAGES_DIR ?? join(dataFolder, 'sandbox-packages')),
    packageIndex: data.SANDBOX_PACKAGE_INDEX ?? null,
    advisories: data.SANDBOX_ADVISORIES ?? null,
  });
}
