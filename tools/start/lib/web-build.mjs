import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { nodeBinary } from './node.mjs';
import { run } from './run.mjs';
import { SetupError, say } from './say.mjs';

const SKIPPED = new Set(['node_modules', 'dist', 'testing', 'routeTree.gen.ts']);
const SKIPPED_ENDINGS = ['.test.ts', '.test.tsx'];

/** Builds the web app when what it is made from has changed since the last build. */
export async function ensureWebBuild(root, build = viteBuild) {
  if (!existsSync(join(root, 'web', 'index.html'))) return 'absent';
  const marker = join(root, 'web', 'dist', '.source-hash');
  const files = webSources(root);
  const before = readMarker(marker);
  const stats = statHash(root, files);
  if (before.stats === stats) return 'current';
  const content = contentHash(root, files);
  if (before.content !== content) {
    say('Building the web app');
    const code = await build(root);
    if (code !== 0)
      throw new SetupError('web_build_failed', `Cannot build the web app: vite ended with ${code}`);
  }
  mkdirSync(join(root, 'web', 'dist'), { recursive: true });
  writeFileSync(marker, JSON.stringify({ stats, content }));
  return before.content === content ? 'current' : 'built';
}

/** Paths of everything that the build reads: web, the server's contracts and folds, the lockfile. */
export function webSources(root) {
  const slices = join('server', 'src');
  const contracts = existsSync(join(root, slices))
    ? readdirSync(join(root, slices)).flatMap((slice) =>
        ['contract.ts', 'fold.ts'].map((name) => join(slices, slice, name)),
      )
    : [];
  const others = [...contracts, 'package-lock.json'].filter((path) => existsSync(join(root, path)));
  return [...filesUnder(root, 'web'), ...others].sort();
}

function filesUnder(root, folder) {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    if (SKIPPED.has(entry.name) || SKIPPED_ENDINGS.some((ending) => entry.name.endsWith(ending))) return [];
    const path = join(folder, entry.name);
    return entry.isDirectory() ? filesUnder(root, path) : [path];
  });
}

/** The quick look: sizes and times. When it differs, the contents decide. */
function statHash(root, files) {
  return hashOf(files, (path) => {
    const { size, mtimeMs } = statSync(join(root, path));
    return `${size} ${mtimeMs}`;
  });
}

function contentHash(root, files) {
  return hashOf(files, (path) => readFileSync(join(root, path)));
}

function hashOf(files, view) {
  const hash = createHash('sha256');
  for (const path of files) hash.update(path).update('\0').update(view(path)).update('\0');
  return hash.digest('hex');
}

function readMarker(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return {};
  }
}

function viteBuild(root) {
  const vite = join(root, 'node_modules', 'vite', 'bin', 'vite.js');
  return run(nodeBinary(root), [vite, 'build', '--logLevel', 'warn'], {
    cwd: join(root, 'web'),
    stdio: ['ignore', 2, 2],
  });
}
