// The attempts that can succeed outside, and those at the channel of results, in gVisor: a short form, for it is slow.
import assert from 'node:assert/strict';
import { after, before, suite, test } from 'node:test';
import { IDENTITIES, outcomesOf, triedOf } from './testing/outcomes.ts';
import { familiesFor, GVISOR_WAYS, type Round } from './testing/try-all.ts';

const MIN_ATTEMPTS = 100;
/** The last family is there after all the others. */
const TIMEOUT_MS = 300_000;

for (const identity of IDENTITIES) {
  suite(`gVisor as ${identity.name}`, () => {
    let outcomes: ReturnType<typeof outcomesOf>;
    before(() => {
      outcomes = outcomesOf(identity, 'gvisor');
    });
    after(() => outcomes.stop());
    for (const way of GVISOR_WAYS) {
      for (const family of familiesFor(way)) {
        const claim = `${family.name}: none of ${family.attempts.length} attempts succeeds`;
        test(claim, { timeout: TIMEOUT_MS }, async () => {
          const tried = await outcomes.until((all) => triedOf(all, way.name, family));
          assert.deepEqual(
            tried.filter(({ verdict }) => verdict !== 'refused'),
            [],
          );
        });
      }
      test('honest runs in between notice nothing', { timeout: TIMEOUT_MS }, async (t) => {
        const { honest } = await outcomes.until((all) =>
          all.find((one): one is Round => 'honest' in one && one.way === way.name),
        );
        assert.deepEqual(honest.problems, []);
        assert.ok(honest.runs > 0);
        const tried = outcomes.seen.filter((one) => 'family' in one).length;
        assert.ok(tried >= MIN_ATTEMPTS, `${tried} attempts`);
        t.diagnostic(
          `${tried} attempts tried in gVisor as ${identity.name}, beside ${honest.runs} honest runs`,
        );
      });
    }
  });
}
