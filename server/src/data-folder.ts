import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { defineErrors } from './problem/index.ts';

const dataFolderErrors = defineErrors({
  data_folder_in_use: {
    status: 500,
    message: (folder: string) => `Cannot start: another AgenticGen process works in ${folder}`,
    fix: 'Stop the other process, or set DATA_DIR to another folder',
  },
});

/**
 * Takes the data folder for this process alone, until the process ends, however it ends: the lock is
 * SQLite's own on a file of its own, which the operating system drops with the process.
 * Throws `data_folder_in_use`.
 */
export function takeDataFolder(folder: string): Disposable {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const lock = new DatabaseSync(join(folder, 'lock.db'));
  try {
    lock.exec('PRAGMA locking_mode = EXCLUSIVE; PRAGMA busy_timeout = 0; BEGIN EXCLUSIVE;');
  } catch {
    lock.close();
    throw dataFolderErrors.data_folder_in_use(folder);
  }
  return { [Symbol.dispose]: () => lock.close() };
}
