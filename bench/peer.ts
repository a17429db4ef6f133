// What we compare with is no part of the product: it is installed when a bench asks for it.
import { execFile, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const FOLDER = fileURLToPath(new URL('./peers/', import.meta.url));
const run = promisify(execFile);
const MAX_OUTPUT_BYTES = 256 * 1024 * 1024;

/** The newest of the peers: where it is, all are. */
function install(newest: string): void {
  if (existsSync(join(FOLDER, 'node_modules', newest))) return;
  const npm = spawnSync('npm', ['ci', '--ignore-scripts', '--loglevel=error'], {
    cwd: FOLDER,
    stdio: ['ignore', 2, 2],
  });
  if (npm.status !== 0)
    throw new Error(`Cannot install the peers: npm ci in ${FOLDER} ended with ${npm.status}`);
  // It ships its source alone; without a compiler the bench says that it is missing.
  spawnSync('npm', ['rebuild', 'hnswlib-node', '--loglevel=error'], { cwd: FOLDER, stdio: ['ignore', 2, 2] });
}

/** The figure that a peer's program prints. It runs in a process of its own, as we do. */
export async function figureOf(
  peer: string,
  program: string,
  args: readonly (string | number)[],
): Promise<number> {
  return Number(await outputOf(peer, program, args));
}

/** The last line that a peer's program prints. */
export async function outputOf(
  peer: string,
  program: string,
  args: readonly (string | number)[],
): Promise<string> {
  install(peer);
  const { stdout } = await run(process.execPath, [join(FOLDER, program), ...args.map(String)], {
    // Some warn once for each question.
    maxBuffer: MAX_OUTPUT_BYTES,
  });
  return stdout.trim().split('\n').at(-1) ?? '';
}
