import { join, resolve } from 'node:path';
import { LEVELS, type Level } from '@agenticgen/sandbox';
import { z } from 'zod';

const MAX_STANDBYS = 16;
const MIN_TOKEN_LENGTH = 16;
/** As the environment has it: "namespace-without-cgroups". */
const LEVEL_NAMES = LEVELS.map((level) => level.replaceAll(' ', '-'));

/** What may be chosen by name; WebAssembly is never chosen, only allowed. */
const SANDBOX_DRIVERS = ['namespace', 'gvisor'] as const;

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
  SANDBOX_DRIVER: z
    .enum(SANDBOX_DRIVERS)
    .optional()
    .describe(
      'gvisor: each run in a kernel of its own (needs runsc), half a second slower; namespace: warm; default: gvisor where SANDBOX_MIN_LEVEL is vm, else namespace',
    ),
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
  SANDBOX_URL: z
    .url({ protocol: /^https?$/ })
    .optional()
    .describe('http://host:port of a process with ROLES=sandbox that runs code in place of this one'),
  SANDBOX_TOKEN: z
    .string()
    .min(MIN_TOKEN_LENGTH)
    .max(200)
    .optional()
    .describe('What this process and that one both know; needed by ROLES=sandbox and SANDBOX_URL'),
  SANDBOX_PORT: z.coerce
    .number()
    .int()
    .min(0)
    .max(65_535)
    .default(8084)
    .describe('Port of the gRPC service sandbox, with ROLES=sandbox'),
};

export interface SandboxConfig {
  standbys: number;
  minLevel: Level;
  /** Null: as the least level asks for. */
  driver: (typeof SANDBOX_DRIVERS)[number] | null;
  packagesFolder: string;
  packageIndex: string | null;
  advisories: string | null;
  port: number;
  token: string | null;
  /** Where code is run; null: in this process's own sandbox. */
  remote: { url: string; token: string } | null;
}

type SandboxKeys = z.infer<z.ZodObject<typeof sandboxKeys>>;

export function sandboxOf(data: SandboxKeys, dataFolder: string): SandboxConfig {
  const { SANDBOX_URL: url, SANDBOX_TOKEN: token } = data;
  return Object.freeze({
    standbys: data.SANDBOX_STANDBYS,
    minLevel: data.SANDBOX_MIN_LEVEL,
    driver: data.SANDBOX_DRIVER ?? null,
    packagesFolder: resolve(data.SANDBOX_PACKAGES_DIR ?? join(dataFolder, 'sandbox-packages')),
    packageIndex: data.SANDBOX_PACKAGE_INDEX ?? null,
    advisories: data.SANDBOX_ADVISORIES ?? null,
    port: data.SANDBOX_PORT,
    token: token ?? null,
    remote: url && token ? { url, token } : null,
  });
}

/** What is missing for the parts to find and trust each other. */
export function sandboxProblem(data: { ROLES: string } & Partial<SandboxKeys>): string | null {
  if (data.SANDBOX_TOKEN !== undefined) return null;
  if (data.ROLES === 'sandbox') return 'is needed by ROLES=sandbox';
  return data.SANDBOX_URL === undefined ? null : 'is needed by SANDBOX_URL';
}
