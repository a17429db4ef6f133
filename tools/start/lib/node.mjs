import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { SetupError } from './say.mjs';

/** The major version that runs the product's TypeScript. */
const NODE_MAJOR = 26;

/** The Node that the npm package `node` brought, else this one if it is new enough. */
export function nodeBinary(root, version = process.versions.node) {
  const name = process.platform === 'win32' ? 'node.exe' : 'node';
  const packaged = join(root, 'node_modules', 'node', 'bin', name);
  if (existsSync(packaged)) return packaged;
  if (Number(version.split('.')[0]) >= NODE_MAJOR) return process.execPath;
  throw new SetupError(
    'node_missing',
    `Cannot find Node ${NODE_MAJOR}: node_modules is missing or incomplete. Install it: npm ci`,
  );
}

/** The environment of the product: compiled code is kept between starts, which makes them faster. */
export function nodeEnv(root, env = process.env) {
  return { NODE_COMPILE_CACHE: join(root, 'node_modules', '.cache', 'compiled'), ...env };
}
