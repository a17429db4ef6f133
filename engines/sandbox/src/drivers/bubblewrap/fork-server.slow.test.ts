import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import type { Language } from '../../lib/execution.ts';
import { createSandbox, type Sandbox } from '../../lib/sandbox.ts';
import { bubblewrap } from '../bubblewrap.ts';

/** A uid of its own tells the processes of these tests from others. */
const uid = 63_000 + (process.pid % 1_000);

const standing = (standbys = 2) =>
  createSandbox({ driver: bubblewrap({ standbys, sandboxUid: uid }), concurrency: 8 });
const python = (sandbox: Sandbox, code: string) => sandbox.run({ language: 'python', code });

interface Process {
  pid: number;
  parent: number;
  command: string;
}

/** The living processes of these tests: fork servers, their supervisors, and their children. */
function processes(): Process[] {
  const owned = new RegExp(`^Uid:\\s+${uid}\\b`, 'm');
  return readdirSync('/proc').flatMap((name) => {
    try {
      const status = readFileSync(`/proc/${name}/status`, 'utf8');
      const command = readFileSync(`/proc/${name}/cmdline`, 'utf8');
      const parent = Number(/^PPid:\s+(\d+)/m.exec(status)?.[1]);
      const isOne =
        owned.test(status) && /^[^\0]*(python|node)/.test(command) && !/^State:\s+Z/m.test(status);
      return isOne ? [{ pid: Number(name), parent, command }] : [];
    } catch {
      return [];
    }
  });
}

function forkServer(language: Language = 'python'): number {
  const all = processes();
  const pids = new Set(all.map(({ pid }) => pid));
  const [first] = all.filter(
    ({ parent, command }) => !pids.has(parent) && command.includes(`\0${language}\0`),
  );
  assert.ok(first, 'there is no fork server');
  return first.pid;
}

const childrenOf = (...parents: number[]) => processes().filter(({ parent }) => parents.includes(parent));
const supervisors = (language: Language = 'python') => childrenOf(forkServer(language));
const behindWalls = (language: Language) => childrenOf(...supervisors(language).map(({ pid }) => pid));

/** A run that has begun and would not end by itself. */
async function endless(sandbox: Sandbox): Promise<{ cut: Promise<unknown> }> {
  const begun = Promise.withResolvers<void>();
  const code = 'import time\nprint("begun")\ntime.sleep(600)';
  const cut = sandbox.run({ language: 'python', code }, { onOutput: () => begun.resolve() });
  cut.catch(begun.reject);
  await begun.promise;
  return { cut };
}

test('what stands ready has the libraries loaded, and each run draws its own chance', async () => {
  const sandbox = standing();
  assert.ok(await sandbox.warmUp());
  const loaded = await python(sandbox, 'import sys\nprint("pandas" in sys.modules, len(sys.argv))');
  assert.equal(loaded.stdout, 'True 1\n', loaded.stderr);
  const drawn = [];
  for (let run = 0; run < 3; run++) {
    const { stdout } = await python(
      sandbox,
      'import numpy, random\nprint(numpy.random.rand(), random.random())',
    );
    drawn.push(...stdout.trim().split(' '));
  }
  assert.equal(new Set(drawn).size, 6);
  await sandbox.close();
});

test('a run that spoils what it imported spoils nothing for the next', async () => {
  const sandbox = standing();
  await sandbox.warmUp();
  const spoil =
    'import builtins, json, pandas\nbuiltins.len = lambda _: 7\njson.dumps = pandas.DataFrame = None';
  assert.equal((await python(sandbox, spoil)).exitCode, 0);
  const code = 'import json, pandas\nprint(len([1]), json.dumps(1), pandas.DataFrame is None)';
  for (let run = 0; run < 3; run++) assert.equal((await python(sandbox, code)).stdout, '1 1 False\n');
  await sandbox.close();
});

test('more runs at once than stand ready are all answered', async () => {
  const sandbox = standing(1);
  await sandbox.warmUp();
  const runs = await Promise.all(Array.from({ length: 8 }, (_, n) => python(sandbox, `print(${n})`)));
  assert.deepEqual(
    runs.map(({ stdout }) => stdout),
    Array.from({ length: 8 }, (_, n) => `${n}\n`),
  );
  await sandbox.close();
});

test('a program that does nothing but run code comes to its end, closed or not', async () => {
  const engine = new URL('../../index.ts', import.meta.url).href;
  for (const last of ['await sandbox.close();', '']) {
    const program = `
      import { bubblewrap, createSandbox } from ${JSON.stringify(engine)};
      const sandbox = createSandbox({ driver: bubblewrap({ sandboxUid: ${uid} }) });
      await sandbox.warmUp();
      console.log((await sandbox.run({ language: 'python', code: 'print(6 * 7)' })).stdout.trim());
      ${last}
      console.log('end');`;
    const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', program]);
    assert.equal(stdout, '42\nend\n');
  }
});

async function until(holds: () => boolean, what: string): Promise<void> {
  for (let polls = 0; !holds(); polls++) {
    if (polls > 600) assert.fail(what);
    await pause(50);
  }
}

if (process.getuid?.() === 0) {
  for (const language of ['python', 'javascript'] as const) {
    test(`${language}: what stood ready serves one run and is replaced, and none is left behind`, async () => {
      const sandbox = standing();
      await sandbox.warmUp();
      const two = () => behindWalls(language).length === 2;
      await until(two, 'two do not come to stand ready');
      const first = behindWalls(language).map(({ pid }) => pid);
      const code = language === 'python' ? 'print(1)' : 'console.log(1)';
      for (let run = 0; run < 2; run++) assert.equal((await sandbox.run({ language, code })).stdout, '1\n');
      const isReplaced = () => two() && behindWalls(language).every(({ pid }) => !first.includes(pid));
      await until(isReplaced, 'those that served are not replaced');
      await sandbox.close();
      assert.deepEqual(processes(), []);
    });
  }

  test('a fork server whose memory grows is replaced, and runs go on meanwhile', async () => {
    const sandbox = createSandbox({ driver: bubblewrap({ sandboxUid: uid, maxGrowthBytes: -1 }) });
    await sandbox.warmUp();
    const first = forkServer();
    for (let run = 0; run < 3; run++) assert.equal((await python(sandbox, 'print(3)')).stdout, '3\n');
    await until(() => !processes().some(({ pid }) => pid === first), 'it is not replaced');
    assert.equal((await python(sandbox, 'print(4)')).stdout, '4\n');
    await sandbox.close();
    assert.deepEqual(processes(), []);
  });

  test('JavaScript that may use more memory than what stands ready starts its own', async () => {
    const sandbox = standing();
    await sandbox.warmUp();
    await until(() => behindWalls('javascript').length === 2, 'two do not come to stand ready');
    const before = behindWalls('javascript').map(({ pid }) => pid);
    const { stdout } = await sandbox.run({
      language: 'javascript',
      code: 'console.log(require("node:v8").getHeapStatistics().heap_size_limit > 700 * 2 ** 20)',
      limits: { memoryBytes: 1024 * 2 ** 20 },
    });
    assert.equal(stdout, 'true\n');
    assert.deepEqual(
      behindWalls('javascript').map(({ pid }) => pid),
      before,
    );
    await sandbox.close();
  });

  test('where the fork server is killed the run under way fails, and the next are cold', async () => {
    const sandbox = standing();
    await sandbox.warmUp();
    const { cut } = await endless(sandbox);
    process.kill(forkServer(), 'SIGKILL');
    await assert.rejects(cut, { code: 'sandbox_interrupted' });
    const { stdout, exitCode } = await python(sandbox, 'print(1)');
    assert.deepEqual([stdout, exitCode], ['1\n', 0]);
    await sandbox.close();
    assert.deepEqual(processes(), []);
  });

  test('where supervisors are killed their runs fail, the next are cold, and another fork server comes', async () => {
    const sandbox = standing();
    await sandbox.warmUp();
    const server = forkServer();
    const { cut } = await endless(sandbox);
    for (const { pid } of supervisors()) process.kill(pid, 'SIGKILL');
    await assert.rejects(cut, { code: 'sandbox_interrupted' });
    assert.equal((await python(sandbox, 'print(2)')).stdout, '2\n');
    await until(() => !processes().some(({ pid }) => pid === server), 'the fork server is not replaced');
    assert.ok(await sandbox.warmUp());
    assert.notEqual(forkServer(), server);
    await sandbox.close();
  });
}
