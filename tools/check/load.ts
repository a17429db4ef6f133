import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isCode, type Project, sourceFile } from './project.ts';

const FOLDERS = ['engines', 'server', 'cli', 'web', 'bench', 'tools'];
const SKIPPED = ['node_modules', 'dist', 'data', 'fixtures', 'generated', 'public', 'routeTree.gen.ts'];

/** The project on disk: every code file of its own, parsed. Folders that are missing are empty. */
export function loadProject(root: string): Project {
  const read = (path: string) => readText(join(root, path));
  const list = (folder: string) =>
    entriesOf(join(root, folder))
      .map(({ name }) => name)
      .sort();
  const paths = FOLDERS.flatMap((folder) => codeUnder(root, folder));
  return { files: paths.map((path) => sourceFile(path, read(path) ?? '')), read, list };
}

function codeUnder(root: string, folder: string): string[] {
  return entriesOf(join(root, folder)).flatMap((entry) => {
    if (SKIPPED.includes(entry.name)) return [];
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory()) return codeUnder(root, path);
    return isCode(path) ? [path] : [];
  });
}

function entriesOf(folder: string) {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    return [];
  }
}

function readText(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
