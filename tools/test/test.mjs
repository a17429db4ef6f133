/**
 * `npm test [path filter]`: makes the machine ready for all tests, then runs them (main.ts). Plain
 * JavaScript without dependencies, because it runs on whatever Node the machine has.
 */
import { join } from 'node:path';
import { nodeBinary, nodeEnv } from '../start/lib/node.mjs';
import { ensurePackages } from '../start/lib/packages.mjs';
import { root } from '../start/lib/root.mjs';
import { become } from '../start/lib/run.mjs';
import { SetupError, setUp } from '../start/lib/say.mjs';
import { ensureSystemParts, installLine, TEST_PARTS } from '../start/lib/system-parts.mjs';
import { ensureWebBuild } from '../start/lib/web-build.mjs';

const node = await setUp(async () => {
  await ensurePackages(root);
  const missing = await ensureSystemParts(TEST_PARTS);
  if (missing.length > 0) {
    throw new SetupError('parts_missing', `Cannot test without these parts: ${installLine(missing)}`);
  }
  await ensureWebBuild(root);
  return nodeBinary(root);
});
await become(node, [join(root, 'tools', 'test', 'main.ts'), ...process.argv.slice(2)], nodeEnv(root));
