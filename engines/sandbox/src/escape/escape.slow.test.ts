// Attempts to get out, in every way a run can be: none may succeed. `npm run test:escape` runs this file alone.
import assert from 'node:assert/strict';
import { after, before, suite, test } from 'node:test';
import { bubblewrap } from '../drivers/bubblewrap.ts';
import { createSandbox } from '../lib/sandbox.ts';
import { LEAVES_TRACES, succeedsOutside } from './testing/control.ts';
import { FAMILIES } from './testing/families/index.ts';
import { CHANCE } from './testing/families/neighbours.ts';
import { IDENTITIES, outcomesOf, SANDBOX_UID, triedOf } from './testing/outcomes.ts';
import { type Stage, setStage } from './testing/stage.ts';
import { familiesFor, type Round, type Tried, WAYS } from './testing/try-all.ts';

const MIN_HONEST_RUNS = 10;

suite('the same attempts succeed outside', () => {
  let stage: Stage;
  before(async () => {
    stage = await setStage(SANDBOX_UID);
  });
  after(() => stage.close());
  for (const { name, attempts } of FAMILIES) {
    const controls = attempts.filter(({ control }) => control);
    if (controls.length === 0) continue;
    test(`${name}: ${controls.length} of ${attempts.length} attempts get there where nothing stops them`, async () => {
      for (const attempt of controls) {
        const { succeeds, detail } = await succeedsOutside(attempt, SANDBOX_UID, stage);
        const traces = stage.evidence();
        assert.ok(succeeds, `${attempt.name}: ${detail}`);
        if (LEAVES_TRACES.includes(attempt.name))
          assert.notDeepEqual(traces, [], `${attempt.name} left no trace`);
      }
    });
  }
});

for (const identity of IDENTITIES) {
  suite(`as ${identity.name}`, () => {
    let outcomes: ReturnType<typeof outcomesOf>;
    before(() => {
      outcomes = outcomesOf(identity);
    });
    after(() => outcomes.stop());
    for (const { name: way, guards, standbys } of WAYS) {
      for (const family of familiesFor({ guards, standbys })) {
        test(`${way}: ${family.name}: none of ${family.attempts.length} attempts succeeds`, async () => {
          const tried = await outcomes.until((all) => triedOf(all, way, family));
          assert.deepEqual(
            tried.filter(({ verdict }) => verdict !== 'refused'),
            [],
          );
        });
      }
      test(`${way}: honest runs in between notice nothing`, async (t) => {
        const { honest } = await outcomes.until((all) =>
          all.find((one): one is Round => 'honest' in one && one.way === way),
        );
        assert.deepEqual(honest.problems, []);
        assert.ok(honest.runs >= MIN_HONEST_RUNS, `only ${honest.runs} honest runs`);
        const tried = outcomes.seen.filter((one): one is Tried => 'family' in one && one.way === way);
        const escaped = tried.filter(({ verdict }) => verdict === 'escaped').length;
        t.diagnostic(
          `escape suite as ${identity.name}, ${way}: ${tried.length} attempts tried, ${escaped} succeeded, beside ${honest.runs} honest runs`,
        );
      });
    }
  });
}

test('runs that come from one fork server do not share their chance', async () => {
  const sandbox = createSandbox({ driver: bubblewrap() });
  after(() => sandbox.close());
  assert.equal(await sandbox.warmUp(), true);
  const draw = async () => (await sandbox.run({ language: 'python', code: CHANCE })).stdout.trim().split(' ');
  const [first, second] = [await draw(), await draw()];
  assert.equal(first.length, 5);
  for (const [index, drawn] of first.entries()) assert.notEqual(drawn, second[index]);
});

test('the suite is not thinned out', () => {
  const names = FAMILIES.flatMap(({ name, attempts }) =>
    attempts.map((attempt) => `${name}: ${attempt.name}`),
  );
  assert.equal(new Set(names).size, names.length, 'an attempt comes twice');
  assert.ok(names.length >= 300, `${names.length} attempts`);
});
