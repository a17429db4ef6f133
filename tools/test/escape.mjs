/** `npm run test:escape`: the attempts to get out of the sandbox, and nothing else. */
import { join } from 'node:path';
import { nodeBinary, nodeEnv } from '../start/lib/node.mjs';
import { ensurePackages } from '../start/lib/packages.mjs';
import { root } from '../start/lib/root.mjs';
import { become } from '../start/lib/run.mjs';
import { SetupError, setUp } from '../start/lib/say.mjs';
import { ensureSystemParts, GVISOR_PART, installLine, SANDBOX_PARTS } from '../start/lib/system-parts.mjs';

const node = await setUp(async () => {
  await ensurePackages(root);
  const missing = await ensureSystemParts([...SANDBOX_PARTS, GVISOR_PART]);
  if (missing.length > 0) {
    throw new SetupError('parts_missing', `Cannot test without these parts: ${installLine(missing)}`);
  }
  return nodeBinary(root);
});
const suites = ['escape', 'gvisor', 'sessions'].map((name) =>
  join(root, `engines/sandbox/src/escape/${name}.slow.test.ts`),
);
await become(node, ['--test', '--test-reporter=spec', ...suites], nodeEnv(root));
