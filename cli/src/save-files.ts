import { writeFileSync } from 'node:fs';
import { basename, extname, join } from 'node:path';
import { CommandError } from './command.ts';

const MAX_TRIES = 1_000;

/** Saves what code made, under names that are free: nothing that lies in the folder is written over. Answers the names. */
export function saveFiles(folder: string, files: readonly { name: string; bytes: Uint8Array }[]): string[] {
  return files.map(({ name, bytes }) => saveFree(folder, basename(name), bytes));
}

function saveFree(folder: string, name: string, bytes: Uint8Array): string {
  for (let count = 1; count <= MAX_TRIES; count++) {
    const free = count === 1 ? name : numbered(name, count);
    try {
      writeFileSync(join(folder, free), bytes, { flag: 'wx' });
      return free;
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code !== 'EEXIST') throw new CommandError(`Cannot save ${free} in ${folder}: ${code}`, 1);
    }
  }
  throw new CommandError(`Cannot save ${name}: ${MAX_TRIES} files of this name are there already`, 1);
}

function numbered(name: string, count: number): string {
  const end = extname(name);
  return `${name.slice(0, name.length - end.length)}-${count}${end}`;
}
