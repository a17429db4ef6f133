/**
 * `npm run dev`: the server, started again at every change of its files, and Vite's development server
 * for the page. Vite passes what is not the page's on to the server at AGENTICGEN_SERVER.
 */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { nodeBinary, nodeEnv } from './lib/node.mjs';
import { ensurePackages } from './lib/packages.mjs';
import { root } from './lib/root.mjs';
import { setUp } from './lib/say.mjs';
import { ensureSystemParts, SANDBOX_PARTS } from './lib/system-parts.mjs';

const DEFAULT_PORT = '9000';

const node = await setUp(async () => {
  await ensurePackages(root);
  if (process.platform === 'linux') await ensureSystemParts(SANDBOX_PARTS);
  return nodeBinary(root);
});

const env = { ...nodeEnv(root), AGENTICGEN_SERVER: `http://127.0.0.1:${process.env.PORT ?? DEFAULT_PORT}` };
const server = spawn(node, ['--watch', '--watch-preserve-output', join(root, 'server', 'src', 'main.ts')], {
  stdio: 'inherit',
  env,
});
const vite = spawn(node, [join(root, 'node_modules', 'vite', 'bin', 'vite.js')], {
  stdio: 'inherit',
  env,
  cwd: join(root, 'web'),
});

const both = [server, vite];
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => stop());
for (const child of both) {
  child.once('exit', (code) => {
    process.exitCode ??= code ?? 1;
    stop();
  });
}

/** One does not go on without the other. */
function stop() {
  for (const child of both) child.kill('SIGTERM');
}
