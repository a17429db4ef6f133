import assert from 'node:assert/strict';
import { after, before, suite } from 'node:test';
import { type BubblewrapOptions, bubblewrap } from '../drivers/bubblewrap.ts';
import { createSandbox, type Sandbox } from '../lib/sandbox.ts';

const WAYS: Record<string, BubblewrapOptions> = { cold: { standbys: 0 }, warm: { standbys: 2 } };

/** The claims hold for a sandbox that is made for each run and for one that stands ready. */
export function eachWay(claims: (sandbox: Sandbox) => void, more: BubblewrapOptions = {}): void {
  for (const [way, options] of Object.entries(WAYS)) {
    suite(way, () => {
      const sandbox = createSandbox({ driver: bubblewrap({ ...options, ...more }) });
      before(async () => assert.equal(await sandbox.warmUp(), options.standbys !== 0));
      after(() => sandbox.close());
      claims(sandbox);
    });
  }
}

/** And they hold where there are control groups, if this machine has them, and where there are none. */
export function eachWayAndGroups(claims: (sandbox: Sandbox) => void): void {
  for (const cgroups of [true, false])
    suite(`${cgroups ? 'with' : 'without'} control groups`, () => eachWay(claims, { cgroups }));
}
