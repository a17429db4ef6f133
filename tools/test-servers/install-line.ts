import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { CounterpartError } from './errors.ts';

/** Where Debian puts servers; not on the search path of a plain user. */
const SYSTEM_FOLDERS = ['/usr/local/sbin', '/usr/sbin', '/sbin', '/usr/local/bin', '/usr/bin'];

/** The full path of a program, or a CounterpartError with the line that installs its package. */
export function requireProgram(program: string, debianPackage: string): string {
  const folders = [...(process.env.PATH ?? '').split(delimiter), ...SYSTEM_FOLDERS];
  const found = folders.map((folder) => join(folder, program)).find((path) => existsSync(path));
  if (found) return found;
  throw new CounterpartError(
    'counterpart_missing',
    `Cannot start ${program}: it is not installed. Install it: sudo apt-get install -y ${debianPackage}`,
  );
}
