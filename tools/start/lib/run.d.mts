import type { SpawnOptions } from 'node:child_process';

export function run(command: string, args: string[], options?: SpawnOptions): Promise<number>;
export function become(
  command: string,
  args: string[],
  env?: NodeJS.ProcessEnv,
  execve?: typeof process.execve,
): Promise<never>;
