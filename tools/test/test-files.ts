import { readdirSync } from 'node:fs';
import { join } from 'node:path';

const SKIPPED = new Set(['node_modules', 'dist', 'data', '.git', '.cache', 'fixtures']);

export type TestFiles = { fast: string[]; e2e: string[]; web: string[] };

/**
 * The tests under a folder, by how they run: `*.test.ts` on node:test, `*.e2e.test.ts` on node:test one by
 * one, and the fast ones of the web app on Vitest. A filter keeps the paths that contain one of its words.
 */
export function findTests(root: string, filter: string[] = []): TestFiles {
  const all = testsUnder(root, '').filter(
    (path) => filter.length === 0 || filter.some((word) => path.includes(word)),
  );
  const isE2e = (path: string) => path.includes('.e2e.test.');
  const isWeb = (path: string) => path.startsWith('web/');
  return {
    fast: all.filter((path) => !isE2e(path) && !isWeb(path)),
    e2e: all.filter(isE2e),
    web: all.filter((path) => isWeb(path) && !isE2e(path)),
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
