import { realpath, stat } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { toolErrors } from '../errors.ts';

/** The file of a name in the folder of databases, links resolved: nothing outside of it is opened. Throws `database_file_refused`. */
export async function sqliteFile(folder: string, name: string): Promise<string> {
  const root = await realpath(folder).catch(() => {
    throw toolErrors.database_file_refused(name, 'the folder of databases is not there');
  });
  const path = await realpath(join(root, name)).catch(() => {
    throw toolErrors.database_file_refused(name, 'there is no such file');
  });
  if (!path.startsWith(root + sep))
    throw toolErrors.database_file_refused(name, 'it lies outside of the folder');
  if (!(await stat(path)).isFile()) throw toolErrors.database_file_refused(name, 'it is no file');
  return path;
}
