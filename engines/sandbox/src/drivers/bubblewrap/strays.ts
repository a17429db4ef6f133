// What a server leaves that is killed in the instant in which its bwrap has a child that it has not yet let go.
import { readdirSync, readFileSync } from 'node:fs';
import { kill, pid as ownPid } from 'node:process';
import { SUPERVISOR_FOLDER } from './recipe.ts';

/** With gVisor it is below a root of its own. */
const INSIDE = new RegExp(`\0(/[a-z]+)?${SUPERVISOR_FOLDER}/`);

/** Ends every bwrap of ours that has lost its parent: with one it always ends by itself. */
export function endStrays(uid: number): void {
  // Where this is the first process of a container, its own children have it as their parent.
  if (ownPid === 1) return;
  for (const name of readdirSync('/proc'))
    if (/^\d+$/.test(name) && isStray(read(name, 'status'), read(name, 'cmdline'), uid)) end(Number(name));
}

export function isStray(status: string, command: string, uid: number): boolean {
  const [program = ''] = command.split('\0');
  return (
    program.endsWith('bwrap') &&
    INSIDE.test(command) &&
    /^PPid:\s+1$/m.test(status) &&
    new RegExp(`^Uid:\\s+${uid}\\s`, 'm').test(status)
  );
}

function read(pid: string, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8');
  } catch {
    return '';
  }
}

function end(pid: number): void {
  try {
    kill(pid, 'SIGKILL');
  } catch {
    // It ended by itself.
  }
}
