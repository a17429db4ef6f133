import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from './run.mjs';
import { SetupError, say } from './say.mjs';

/**
 * Installs the node packages when they are missing or the lockfile has changed since. `npm ci` refuses a
 * lockfile without the optional packages of other systems, which a registry may not have offered when it was
 * written; `npm install --no-save` then takes the same versions and leaves the lockfile alone.
 */
export async function ensurePackages(root, npm = realNpm) {
  if (packagesAreCurrent(root)) return 'current';
  say('Installing node packages');
  const refused = (await npm(root, ['ci'], { quiet: true })) !== 0;
  const code = refused ? await npm(root, ['install', '--no-save'], { quiet: false }) : 0;
  if (code !== 0)
    throw new SetupError('packages_failed', `Cannot install node packages: npm ended with ${code}`);
  writeMarker(root);
  return 'installed';
}

/** True when node_modules holds what the lockfile names. */
export function packagesAreCurrent(root) {
  if (!existsSync(join(root, 'node_modules', 'node', 'bin'))) return false;
  const hash = lockHash(root);
  if (readText(markerPath(root)) === hash) return true;
  if (!installedMatches(root)) return false;
  writeMarker(root);
  return true;
}

/** Compares npm's own record of node_modules with the lockfile; optional packages may be absent. */
function installedMatches(root) {
  const record = readText(join(root, 'node_modules', '.package-lock.json'));
  if (!record) return false;
  const installed = JSON.parse(record).packages ?? {};
  const wanted = JSON.parse(readText(join(root, 'package-lock.json')) ?? '{}').packages ?? {};
  return Object.entries(wanted).every(([path, { version, link, optional, devOptional }]) => {
    if (!path.startsWith('node_modules/') || link) return true;
    const found = installed[path];
    return found ? found.version === version : Boolean(optional || devOptional);
  });
}

function realNpm(root, args, { quiet }) {
  const options = { cwd: root, stdio: quiet ? 'ignore' : ['ignore', 2, 2] };
  const words = [...args, '--loglevel=error'];
  const npm = process.env.npm_execpath;
  if (npm?.endsWith('.js')) return run(process.execPath, [npm, ...words], options);
  return run('npm', words, { ...options, shell: process.platform === 'win32' });
}

function writeMarker(root) {
  writeFileSync(markerPath(root), lockHash(root));
}

function markerPath(root) {
  return join(root, 'node_modules', '.agenticgen-lock');
}

function lockHash(root) {
  return createHash('sha256')
    .update(readText(join(root, 'package-lock.json')) ?? '')
    .digest('hex');
}

function readText(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
