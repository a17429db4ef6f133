import { readdirSync } from 'node:fs';
import { join } from 'node:path';

const SKIPPED = new Set(['node_modules', 'dist', 'data', '.git', '.cache', 'fixtures']);

export type TestFiles = { fast: string[]; slow: string[]; e2e: string[]; web: string[]; slowWeb: string[] };

/**
 * The tests under a folder, by how they run: `*.test.ts` on node:test, many files in a process;
 * `*.slow.test.ts`, which start programs or take seconds, each in a process of its own; `*.e2e.test.ts` the same
 * way, one at a time; and those of the web app on Vitest, quick and slow. A filter keeps the paths that contain one of its words.
 */
export function findTests(root: string, filter: string[] = []): TestFiles {
  const all = testsUnder(root, '').filter(
    (path) => filter.length === 0 || filter.some((word) => path.includes(word)),
  );
  const isE2e = (path: string) => path.includes('.e2e.test.');
  const isSlow = (path: string) => path.includes('.slow.test.');
  const isWeb = (path: string) => path.startsWith('web/');
  return {
    fast: all.filter((path) => !isE2e(path) && !isSlow(path) && !isWeb(path)),
    slow: all.filter((path) => isSlow(path) && !isWeb(path)),
    e2e: all.filter(isE2e),
    web: all.filter((path) => isWeb(path) && !isE2e(path) && !isSlow(path)),
    slowWeb: all.filter((path) => isWeb(path) && isSlow(path)),
  };
}

function testsUnder(root: string, folder: string): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true })
    .flatMap((entry) => {
      if (SKIPPED.has(entry.name)) return [];
      const path = folder ? `${folder}/${entry.name}` : entry.name;
      if (entry.isDirectory()) return testsUnder(root, path);
      return /\.test\.tsx?$/.test(entry.name) ? [path] : [];
    })
    .sort();
}
