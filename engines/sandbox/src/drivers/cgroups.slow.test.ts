import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, suite, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { createSandbox } from '../lib/sandbox.ts';
import { ownFolders } from './bubblewrap/cgroup-folders.ts';
import { bubblewrap } from './bubblewrap.ts';

const ENGINE = new URL('../index.ts', import.meta.url).href;
const { v1, unified } = ownFolders(
  readFileSync('/proc/self/mountinfo', 'utf8'),
  readFileSync('/proc/self/cgroup', 'utf8'),
);
const roots = [...Object.values(v1 ?? {}), ...(unified ? [unified] : [])];

/** Groups of runs and all above them, of the process `pid`. */
function groupsOf(pid: number): string[] {
  return roots.flatMap((root) => foldersUnder(root, new RegExp(`^agenticgen-sandbox-\\d+-${pid}-`)));
}

/** A group may go while it is looked at. */
function foldersUnder(folder: string, named: RegExp): string[] {
  try {
    const inside = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory());
    return inside
      .filter(({ name }) => named.test(name))
      .flatMap(({ name }) => [join(folder, name), ...foldersUnder(join(folder, name), /^/)]);
  } catch {
    return [];
  }
}
const runGroups = () => groupsOf(process.pid).filter((path) => /\/run-[^/]+$/.test(path));

async function until(holds: () => boolean, what: string): Promise<void> {
  for (let polls = 0; !holds(); polls++) {
    if (polls > 400) assert.fail(`${what}: ${runGroups().join(', ')}`);
    await pause(50);
  }
}

const probe = await bubblewrap({ standbys: 0 }).probe();

test('the level says whether there are control groups, and what would help', async () => {
  const without = await bubblewrap({ standbys: 0, cgroups: false }).probe();
  assert.equal(without.level, 'namespace without cgroups');
  assert.match(without.reason ?? '', /switched off/);
  if (probe.level === 'namespace without cgroups') assert.match(probe.fix ?? '', /Delegate=yes/);
});

if (probe.level === 'namespace') suite('runs in control groups', runsInGroups);
else
  test('where there are no control groups the reason and what gives them are told', (t) => {
    assert.match(probe.reason ?? '', /No control groups/);
    assert.match(probe.fix ?? '', /root|Delegate=yes/);
    t.diagnostic(`Runs in control groups were not tried: ${probe.reason}. ${probe.fix}`);
  });

function runsInGroups(): void {
  for (const standbys of [0, 2]) {
    const way = standbys ? 'warm' : 'cold';
    const sandbox = createSandbox({ driver: bubblewrap({ standbys }) });
    after(() => sandbox.close());

    for (const [language, code] of [
      ['python', 'import mmap\nm = mmap.mmap(-1, 300 << 20)\nfor i in range(0, len(m), 4096): m[i] = 1'],
      ['javascript', 'const a = []; for (;;) a.push(Buffer.alloc(1 << 22, 1))'],
    ] as const) {
      test(`${way} ${language}: the kernel ends what uses too much memory, and that is named`, async () => {
        await sandbox.warmUp();
        const { killedBy, exitCode } = await sandbox.run({
          language,
          code,
          limits: { memoryBytes: 128 * 2 ** 20 },
        });
        assert.equal(killedBy, 'memory');
        assert.notEqual(exitCode, 0);
      });
    }

    test(`${way}: of a run no group is left`, async () => {
      const before = runGroups().length;
      for (let run = 0; run < 3; run++) await sandbox.run({ language: 'python', code: 'print(1)' });
      const most = standbys * 2 * 3;
      await until(() => runGroups().length <= Math.max(before, most), 'groups gather');
      if (standbys === 0) await until(() => runGroups().length === before, 'groups are left');
    });
  }

  test('close() leaves no group', async () => {
    // Of each sandbox one folder in each hierarchy; what is in those of others comes and goes.
    const own = () =>
      new Set(groupsOf(process.pid).map((path) => /agenticgen-sandbox-[^/]+/.exec(path)?.[0]));
    const before = own();
    const sandbox = createSandbox({ driver: bubblewrap() });
    await sandbox.warmUp();
    await sandbox.run({ language: 'python', code: 'print(1)' });
    assert.equal(own().size, before.size + 1);
    await sandbox.close();
    assert.deepEqual(own(), before);
  });

  test('what a killed process left is swept when the next begins', async () => {
    const program = `
      import { bubblewrap, createSandbox } from ${JSON.stringify(ENGINE)};
      const sandbox = createSandbox({ driver: bubblewrap() });
      await sandbox.warmUp();
      await sandbox.run({ language: 'python', code: 'print("begun")\\nimport time\\ntime.sleep(600)' }, { onOutput: (_, text) => console.log(text) });`;
    const host = spawn(process.execPath, ['--input-type=module', '-e', program], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await new Promise((resolve) => host.stdout.once('data', resolve));
    const pid = host.pid ?? 0;
    assert.ok(groupsOf(pid).length > 0);
    host.kill('SIGKILL');
    await new Promise((resolve) => host.once('close', resolve));
    for (let tries = 0; tries < 100 && groupsOf(pid).length > 0; tries++) {
      const next = bubblewrap({ standbys: 0 });
      await next.probe();
      await next.close();
      await pause(50);
    }
    assert.deepEqual(groupsOf(pid), []);
  });
}
