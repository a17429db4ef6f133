// Attempts to get out, in every way a run can be: none may succeed. `npm run test:escape` runs this file alone.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { after, before, suite, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { bubblewrap } from '../drivers/bubblewrap.ts';
import { createSandbox } from '../lib/sandbox.ts';
import { LEAVES_TRACES, succeedsOutside } from './testing/control.ts';
import { FAMILIES } from './testing/families/index.ts';
import { CHANCE } from './testing/families/neighbours.ts';
import { asUser, isRoot, ORDINARY_UID } from './testing/identity.ts';
import { type Stage, setStage } from './testing/stage.ts';
import { familiesFor, type Round, type Tried, WAYS } from './testing/try-all.ts';

const PROGRAM = fileURLToPath(new URL('testing/main.ts', import.meta.url));
/** The owner of the sandbox's processes where root runs it. */
const SANDBOX_UID = 60_942;
const MIN_HONEST_RUNS = 10;

const owner = process.getuid?.() ?? -1;
const IDENTITIES = isRoot
  ? [
      { name: 'root', uid: 0, sandboxUid: SANDBOX_UID },
      { name: 'an ordinary user', uid: ORDINARY_UID, sandboxUid: ORDINARY_UID },
    ]
  : [{ name: 'an ordinary user', uid: owner, sandboxUid: owner }];

type Family = ReturnType<typeof familiesFor>[number];

/** What one identity's program says, as it comes: waits until all of a family and way is there. */
function outcomesOf(identity: (typeof IDENTITIES)[number]) {
  const { command, args } =
    identity.uid === owner
      ? { command: process.execPath, args: [PROGRAM, String(identity.sandboxUid)] }
      : asUser(identity.uid, process.execPath, [PROGRAM, String(identity.sandboxUid)]);
  const child = spawn(command, args, {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { PATH: '/usr/bin:/bin' },
  });
  const seen: (Tried | Round)[] = [];
  let ended = false;
  const lines = createInterface({ input: child.stdout });
  lines.on('line', (line) => seen.push(JSON.parse(line)));
  lines.once('close', () => {
    ended = true;
    lines.emit('line-or-end');
  });
  lines.on('line', () => lines.emit('line-or-end'));
  return {
    seen,
    stop: () => child.kill(),
    async until<T>(find: (all: (Tried | Round)[]) => T | undefined): Promise<T> {
      for (;;) {
        const found = find(seen);
        if (found !== undefined) return found;
        if (ended) assert.fail(`the program of ${identity.name} ended early, after ${seen.length} outcomes`);
        await once(lines, 'line-or-end');
      }
    },
  };
}

const triedOf = (all: (Tried | Round)[], way: string, family: Family) => {
  const tried = all.filter(
    (one): one is Tried => 'family' in one && one.way === way && one.family === family.name,
  );
  return tried.length === family.attempts.length ? tried : undefined;
};

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
