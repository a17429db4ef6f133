/**
 * `npm start`: makes the machine ready, then becomes the server. Plain JavaScript without dependencies,
 * because it runs on whatever Node the machine has, before anything is installed.
 */
import { join } from 'node:path';
import { nodeBinary, nodeEnv } from './lib/node.mjs';
import { ensurePackages } from './lib/packages.mjs';
import { root } from './lib/root.mjs';
import { become } from './lib/run.mjs';
import { setUp } from './lib/say.mjs';
import { ensureSystemParts, SANDBOX_PARTS } from './lib/system-parts.mjs';
import { ensureWebBuild } from './lib/web-build.mjs';

const node = await setUp(async () => {
  await ensurePackages(root);
  if (process.platform === 'linux') await ensureSystemParts(SANDBOX_PARTS);
  await ensureWebBuild(root);
  return nodeBinary(root);
});
await become(node, [join(root, 'server', 'src', 'main.ts'), ...process.argv.slice(2)], nodeEnv(root));
