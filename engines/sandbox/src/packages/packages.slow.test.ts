// The whole way: an index, pip, advisories, a layer, and runs that see it. Nothing outside of this machine is asked.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, suite, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { type SimpleIndex, startSimpleIndex } from '../../../../tools/test-servers/index.ts';
import { makeWheel } from '../../../../tools/test-servers/wheel.ts';
import { bubblewrap } from '../drivers/bubblewrap.ts';
import { createSandbox, type Sandbox } from '../lib/sandbox.ts';
import { addPackages, removePackages } from './change.ts';
import { currentSet, currentSite } from './layer.ts';
import { withPackages } from './with-packages.ts';

const ENGINE = fileURLToPath(new URL('../index.ts', import.meta.url));
const ADVISORY = {
  id: 'PYSEC-2099-7',
  aliases: ['CVE-2099-7'],
  summary: 'Runs code of others',
  affected: [
    {
      package: { ecosystem: 'PyPI', name: 'weak' },
      ranges: [{ type: 'ECOSYSTEM', events: [{ introduced: '0' }, { fixed: '2.0' }] }],
    },
  ],
};

suite('packages that an administrator chose', () => {
  const folder = mkdtempSync(join(tmpdir(), 'agenticgen-packages-'));
  chmodSync(folder, 0o755);
  const root = join(folder, 'packages');
  const advisories = join(folder, 'advisories.json');
  let index: SimpleIndex;
  let sandbox: Sandbox;
  const needs = () => ({ root, index: index.url, advisories });
  const python = async (code: string) => {
    const { stdout, stderr } = await sandbox.run({ language: 'python', code });
    return stdout.trim() || stderr.trim().split('\n').at(-1);
  };
  const versions = () => currentSet(root)?.wheels.map(({ name, version }) => `${name} ${version}`) ?? [];

  before(async () => {
    writeFileSync(advisories, JSON.stringify([ADVISORY]));
    index = await startSimpleIndex([
      makeWheel('greeting', '1.0', {
        requires: ['helper>=1'],
        code: 'import helper\ndef hello(): return "hello " + helper.who',
      }),
      makeWheel('helper', '1.2', { code: 'who = "world"' }),
      makeWheel('weak', '1.5'),
      makeWheel('weak', '2.0'),
      makeWheel('leaning', '1.0', { requires: ['weak<2'] }),
      makeWheel('sneaky', '1.0', { files: { '../../evil.py': 'x' } }),
      { file: 'source-1.0.tar.gz', bytes: new Uint8Array(10) },
    ]);
    sandbox = createSandbox({
      driver: withPackages(root, (packages) => bubblewrap({ ...(packages ? { packages } : {}) })),
    });
    assert.equal(await sandbox.warmUp(), true);
  });
  after(async () => {
    await sandbox.close();
    await index[Symbol.asyncDispose]();
    rmSync(folder, { recursive: true });
  });

  test('before, there are none', async () => {
    assert.match((await python('import greeting')) ?? '', /No module named 'greeting'/);
  });

  test('a package comes with what it needs, pinned, and runs see it, cold and warm', async () => {
    const { added } = await addPackages(needs(), ['greeting']);
    assert.deepEqual(
      added.map(({ name, version }) => `${name} ${version}`),
      ['greeting 1.0', 'helper 1.2'],
    );
    assert.match(added[0]!.sha256, /^[0-9a-f]{64}$/);
    assert.equal(await python('import greeting; print(greeting.hello())'), 'hello world');
    assert.equal(await sandbox.warmUp(), true);
    assert.equal(
      await python('import greeting; print(greeting.hello(), greeting.__file__)'),
      'hello world /packages/greeting/__init__.py',
    );
  });

  test('what a run sees of it can not be changed', async () => {
    assert.match((await python('open("/packages/greeting/__init__.py", "a")')) ?? '', /PermissionError/);
    const { stderr } = await sandbox.run({
      language: 'python',
      guards: [],
      code: 'open("/packages/evil.py", "w")',
    });
    assert.match(stderr, /Read-only file system/);
    assert.equal(await python('import sys; print([p for p in sys.path if "packages" in p][0])'), '/packages');
  });

  test('a package with a known advisory is refused with its id, and the set stays as it was', async () => {
    const before = currentSet(root);
    await assert.rejects(addPackages(needs(), ['weak==1.5']), (error: Error & { code: string }) => {
      assert.equal(error.code, 'sandbox_package_refused');
      assert.match(error.message, /weak 1\.5 has PYSEC-2099-7 \(CVE-2099-7\): Runs code of others/);
      return true;
    });
    assert.deepEqual(currentSet(root), before);
  });

  test('so is one that needs such a package', async () => {
    await assert.rejects(addPackages(needs(), ['leaning']), /weak 1\.5 has PYSEC-2099-7/);
    assert.deepEqual(versions(), ['greeting 1.0', 'helper 1.2']);
  });

  test('a version that the advisory does not mean is admitted', async () => {
    await addPackages(needs(), ['weak']);
    assert.equal(await python('import weak; print(weak.version)'), '2.0');
  });

  test('an advisory that is learnt of later refuses the set at the next change', async () => {
    writeFileSync(
      advisories,
      JSON.stringify([
        ADVISORY,
        { ...ADVISORY, id: 'PYSEC-2099-8', affected: [{ package: { ecosystem: 'PyPI', name: 'helper' } }] },
      ]),
    );
    await assert.rejects(addPackages(needs(), ['weak']), /helper 1\.2 has PYSEC-2099-8/);
    writeFileSync(advisories, JSON.stringify([ADVISORY]));
  });

  test('without advisories nothing is admitted', async () => {
    await assert.rejects(addPackages({ root, index: index.url }, ['helper']), {
      code: 'sandbox_advisories_unreadable',
    });
  });

  test('sources, unknown packages, hostile wheels and what is no name are refused, and leave nothing', async () => {
    const kept = readdirSync(join(root, 'sets')).length;
    await assert.rejects(addPackages(needs(), ['source']), { code: 'sandbox_packages_failed' });
    await assert.rejects(addPackages(needs(), ['nothing-like-it']), { code: 'sandbox_packages_failed' });
    await assert.rejects(addPackages(needs(), ['sneaky']), { code: 'sandbox_package_refused' });
    for (const bad of ['--index-url=http://x', 'git+https://x/y', './local', 'a b', 'name @ file:///x', ''])
      await assert.rejects(addPackages(needs(), [bad]), { code: 'sandbox_requirement_invalid' }, bad);
    assert.equal(readdirSync(join(root, 'sets')).length <= kept, true);
    assert.equal(existsSync(join(root, 'evil.py')) || existsSync(join(root, 'sets', 'evil.py')), false);
    assert.equal(await python('import weak; print(weak.version)'), '2.0');
  });

  test('kill -9 in the middle leaves the old set, and the next change goes through', async () => {
    const old = currentSet(root);
    const stalling = await startSimpleIndex([
      makeWheel('helper', '1.3'),
      makeWheel('greeting', '1.1', { requires: ['helper'] }),
      makeWheel('weak', '2.1'),
    ]);
    stalling.stall();
    const program = `
      import { addPackages } from ${JSON.stringify(ENGINE)};
      await addPackages(${JSON.stringify({ root, index: stalling.url, advisories })}, ['greeting>=1.1']);`;
    const child = spawn(process.execPath, ['--input-type=module', '-e', program], {
      stdio: 'ignore',
      detached: true,
    });
    for (let polls = 0; stalling.asked.length === 0; polls++) {
      assert.ok(polls < 600, 'pip never asked for a wheel');
      await delay(50);
    }
    await assert.rejects(addPackages(needs(), ['helper']), /another change is under way/);
    const gone = once(child, 'exit');
    process.kill(-child.pid!, 'SIGKILL');
    await gone;
    await stalling[Symbol.asyncDispose]();
    assert.deepEqual(currentSet(root), old);
    assert.equal(await python('import weak; print(weak.version)'), '2.0');
    await addPackages(needs(), ['helper']);
    assert.equal(readdirSync(join(root, 'sets')).length, 2, 'what the killed change left is still there');
  });

  test('a package that is taken out is gone, and what only it needed', async () => {
    await removePackages(needs(), ['greeting', 'helper']);
    assert.deepEqual(versions(), ['weak 2.0']);
    assert.match((await python('import greeting')) ?? '', /No module named/);
    await assert.rejects(removePackages(needs(), ['greeting']), { code: 'sandbox_package_unknown' });
    await removePackages(needs(), ['weak']);
    assert.equal(currentSite(root), undefined);
    assert.equal(await python('print(1)'), '1');
  });

  test('a run that is under way ends with the set that it began with', async () => {
    await addPackages(needs(), ['greeting']);
    await sandbox.warmUp();
    const begun = Promise.withResolvers<void>();
    const running = sandbox.run(
      {
        language: 'python',
        code: 'print("begun")\nimport time\ntime.sleep(2)\nimport greeting\nprint(greeting.hello())',
      },
      { onOutput: () => begun.resolve() },
    );
    await begun.promise;
    await removePackages(needs(), ['greeting']);
    assert.match((await python('import greeting')) ?? '', /No module named/);
    assert.equal((await running).stdout, 'begun\nhello world\n');
  });

  test('a session keeps the set that it was opened with', async () => {
    await addPackages(needs(), ['greeting']);
    const session = await sandbox.openSession({ language: 'python' });
    await session.run({ code: 'x = 1' });
    await removePackages(needs(), ['greeting']);
    assert.match((await python('import greeting')) ?? '', /No module named/);
    const { stdout } = await session.run({ code: 'import greeting\nprint(greeting.hello(), x)' });
    assert.equal(stdout, 'hello world 1\n');
    await session.close();
  });

  if (process.getuid?.() === 0) {
    test('a folder that the owner of the sandbox can not reach is refused', async () => {
      const closed = mkdtempSync(join(tmpdir(), 'agenticgen-closed-'));
      after(() => rmSync(closed, { recursive: true }));
      await assert.rejects(
        addPackages({ ...needs(), root: join(closed, 'packages') }, ['helper']),
        /closed to others/,
      );
    });
  }
});
