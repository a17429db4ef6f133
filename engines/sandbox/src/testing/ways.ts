import assert from 'node:assert/strict';
import { after, before, suite } from 'node:test';
import { bubblewrap } from '../drivers/bubblewrap.ts';
import { createSandbox, type Sandbox } from '../lib/sandbox.ts';

const STANDBYS = { cold: 0, warm: 2 };

/** The claims hold for a sandbox that is made for each run and for one that stands ready. */
export function eachWay(claims: (sandbox: Sandbox) => void): void {
  for (const [way, standbys] of Object.entries(STANDBYS)) {
    suite(way, () => {
      const sandbox = createSandbox({ driver: bubblewrap({ standbys }) });
      before(async () => assert.equal(await sandbox.warmUp(), standbys > 0));
      after(() => sandbox.close());
      claims(sandbox);
    });
  }
}
