// A collection belongs to one process: its threads know of each other's writes, other processes' would be missed.
import { DatabaseSync } from 'node:sqlite';
import { asSearchError } from './index-file.ts';

const WAIT_MS = 2_000;

export const lockPath = (path: string): string => `${path}-lock`;

/** The lock is the system's own on an empty file: it goes with the process, however that ends. */
export function holdLock(path: string): { release(): void } {
  let db: DatabaseSync | undefined;
  try {
    db = new DatabaseSync(lockPath(path), { timeout: WAIT_MS });
    db.exec('BEGIN EXCLUSIVE');
    const held = db;
    return { release: () => held.close() };
  } catch (error) {
    db?.close();
    throw asSearchError(error, path);
  }
}
