import type { Family } from '../attempt.ts';
import { channel } from './channel.ts';
import { files, mounts } from './files.ts';
import { hook } from './hook.ts';
import { kernel, settings } from './kernel.ts';
import { neighbours } from './neighbours.ts';
import { network } from './network.ts';
import { outputs, resources } from './outputs.ts';
import { memory, processes, rights } from './processes.ts';
import { scripts } from './scripts.ts';
import { wayOut, wayOutOfScripts } from './way-out.ts';

export const FAMILIES: readonly Family[] = [
  ...[network, files, mounts, processes, rights, memory, kernel, settings],
  ...[channel, outputs, resources, neighbours, hook, scripts, wayOut, wayOutOfScripts],
];
