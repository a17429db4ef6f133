/** `npm run ok`: format, lint, types, checks and the quick tests. */
import { join } from 'node:path';
import { nodeBinary, nodeEnv } from '../start/lib/node.mjs';
import { ensurePackages } from '../start/lib/packages.mjs';
import { root } from '../start/lib/root.mjs';
import { become } from '../start/lib/run.mjs';
import { setUp } from '../start/lib/say.mjs';

const node = await setUp(async () => {
  await ensurePackages(root);
  return nodeBinary(root);
});
const main = join(root, 'tools', 'test', 'main.ts');
await become(node, [main, '--fast', ...process.argv.slice(2)], nodeEnv(root));
