import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

/** Files that run in one process: what they import is loaded once for all of them. */
const FILES_PER_BUNDLE = 16;

/**
 * Writes files that each import some of the test files, and gives their paths. Neighbours go apart, since they
 * are slow or quick alike. A file that does not load fails its bundle, with its name.
 */
export function writeBundles(root: string, files: readonly string[]): string[] {
  const folder = join(root, 'node_modules', '.cache', 'tests');
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  return bundlesOf(files).map((bundle, index) => {
    const path = join(folder, `${index}.mjs`);
    const lines = bundle.map((file) => `import ${JSON.stringify(pathToFileURL(join(root, file)).href)};\n`);
    writeFileSync(path, lines.join(''));
    return path;
  });
}

function bundlesOf(files: readonly string[]): string[][] {
  const count = Math.ceil(files.length / FILES_PER_BUNDLE);
  return Array.from({ length: count }, (_, bundle) => files.filter((_, index) => index % count === bundle));
}
