// The programs in which the interpreters run, and all that they may read.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { Language } from '../../lib/execution.ts';

const require = createRequire(import.meta.url);
const INSIDE = fileURLToPath(new URL('../../inside/wasm/', import.meta.url));
export const QUICKJS_VERSION = '2025.9 (QuickJS)';
/** The interpreter itself; what the code may use is counted beside it. */
const HEAP_MIB = 256;

const folderOf = (name: string) => dirname(require.resolve(name));

function programOf(language: Language): { main: string; args: string[]; reads: string[] } {
  if (language === 'python') {
    const folder = folderOf('pyodide/package.json');
    return {
      main: join(INSIDE, 'python.mjs'),
      args: [pathToFileURL(join(folder, 'pyodide.mjs')).href],
      reads: [folder],
    };
  }
  const names = ['quickjs-emscripten-core', '@jitl/quickjs-wasmfile-release-sync'];
  const entries = names.map((name) => import.meta.resolve(name));
  const folders = [...names, '@jitl/quickjs-ffi-types'].map((name) =>
    packageFolder(import.meta.resolve(name)),
  );
  return { main: join(INSIDE, 'javascript.mjs'), args: entries, reads: folders };
}

/** From the file that is imported up to where its package.json lies. */
function packageFolder(url: string): string {
  let folder = dirname(fileURLToPath(url));
  while (!/node_modules\/(@[^/]+\/)?[^/@]+$/.test(folder) && folder !== dirname(folder))
    folder = dirname(folder);
  return folder;
}

export function argumentsOf(language: Language): string[] {
  const { main, args, reads } = programOf(language);
  return [
    '--permission',
    ...[INSIDE, ...reads].map((path) => `--allow-fs-read=${path}`),
    `--max-old-space-size=${HEAP_MIB}`,
    '--no-addons',
    // A way from Python to a function of JavaScript must not be one to all that its maker can reach.
    '--disallow-code-generation-from-strings',
    main,
    ...args,
  ];
}

export function pythonVersion(): string {
  const lock = JSON.parse(readFileSync(join(folderOf('pyodide/package.json'), 'pyodide-lock.json'), 'utf8'));
  return String(lock.info?.python ?? 'unknown');
}
