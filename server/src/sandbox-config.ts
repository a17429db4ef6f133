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
};

export interface SandboxConfig {
  standbys: number;
  minLevel: Level;
}

export function sandboxOf(data: { SANDBOX_STANDBYS: number; SANDBOX_MIN_LEVEL: Level }): SandboxConfig {
  return Object.freeze({ standbys: data.SANDBOX_STANDBYS, minLevel: data.SANDBOX_MIN_LEVEL });
}
