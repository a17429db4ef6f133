import assert from 'node:assert/strict';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, suite, test } from 'node:test';
import { createSandbox } from '../lib/sandbox.ts';
import { LIMIT_CASES } from '../testing/limit-cases.ts';
import { driverContract } from '../testing.ts';
import { gvisor } from './gvisor.ts';

const bytes = (text: string) => new TextEncoder().encode(text);
const text = (content: Uint8Array | undefined) => new TextDecoder().decode(content);

driverContract('gvisor', () => gvisor());

suite('code in gVisor', () => {
  const sandbox = createSandbox({ driver: gvisor(), minLevel: 'vm' });
  after(() => sandbox.close());

  test('its level is the highest, and it says what it runs on', async () => {
    const { level, reason, python } = await sandbox.probe();
    assert.equal(level, 'vm', reason ?? '');
    assert.match(reason ?? '', /gVisor on (systrap|ptrace)/);
    assert.ok(python?.packages.pandas);
  });

  test("the kernel that the code meets is not the machine's", async () => {
    const { stdout } = await sandbox.run({ language: 'python', code: 'import os\nos.uname().release' });
    assert.equal(stdout, "'4.4.0'\n");
  });

  test('Python has files, the libraries, figures, a last value and an exit code as elsewhere', async () => {
    const code = `
import os, sys, pandas as pd, matplotlib.pyplot as plt
frame = pd.read_csv("in/数据.csv")
os.makedirs("out/deep"); open("out/deep/result.txt", "w").write("done")
plt.plot(frame.b)
print("bad", file=sys.stderr)
int(frame.b.sum())`;
    const execution = await sandbox.run({
      language: 'python',
      code,
      files: [{ name: 'in/数据.csv', bytes: bytes('a,b\n1,2\n3,4\n') }],
      limits: { cpuShare: 1 },
    });
    assert.deepEqual(
      [execution.stdout, execution.stderr, execution.exitCode],
      ['6\n', 'bad\n', 0],
      JSON.stringify(execution).slice(0, 500),
    );
    assert.deepEqual(
      execution.files.map((file) => [file.name, text(file.bytes)]),
      [['out/deep/result.txt', 'done']],
    );
    assert.deepEqual(
      execution.figures.map(({ name }) => name),
      ['figure-01.png', 'figure-01.svg'],
    );
  });

  test('JavaScript has files and nothing of the machine but the libraries of node', async () => {
    const code =
      'import fs from "node:fs"; fs.writeFileSync("out.txt", fs.readFileSync("in.txt", "utf8").toUpperCase()); console.log(fs.readdirSync("/"), fs.existsSync("/usr/bin"))';
    const execution = await sandbox.run({
      language: 'javascript',
      code,
      files: [{ name: 'in.txt', bytes: bytes('loud') }],
      guards: [],
    });
    assert.match(execution.stdout, /'workspace'[\s\S]*false\n$/, execution.stderr);
    assert.deepEqual(
      execution.files.map((file) => [file.name, text(file.bytes)]),
      [['out.txt', 'LOUD']],
    );
  });

  test('code that kills itself ends as killed by a signal, and not as interrupted', async () => {
    const code = 'import os\nos.kill(os.getpid(), 9)';
    const { exitCode, killedBy } = await sandbox.run({ language: 'python', code });
    assert.deepEqual([exitCode, killedBy], [137, undefined]);
  });

  test('a folder full of empty files is looked through within bounds', async () => {
    const code =
      'import os\nfor i in range(60):\n  os.mkdir(f"d{i:02}")\n  for k in range(50): open(f"d{i:02}/f{k}", "w").close()\nNone';
    const { files, leftOut, exitCode } = await sandbox.run({
      language: 'python',
      code,
      limits: { cpuShare: 1 },
    });
    assert.deepEqual([exitCode, files.length], [0, 64]);
    assert.ok((leftOut?.count ?? 0) > 0 && (leftOut?.count ?? 0) < 1_024, JSON.stringify(leftOut));
  });

  for (const { what, language, code, limits, ends, guards } of LIMIT_CASES) {
    test(`${language}: ${what} ends by the ${ends} limit, which is named`, async () => {
      const execution = await sandbox.run({ language, code, limits, ...(guards ? { guards } : {}) });
      assert.equal(execution.killedBy, ends, JSON.stringify(execution).slice(0, 500));
      assert.notEqual(execution.exitCode, 0);
    });
  }

  test('processor time is held to its share', async () => {
    const { cpuMs, durationMs } = await sandbox.run({
      language: 'python',
      code: 'while True: pass',
      limits: { wallMs: 3000, cpuShare: 0.25 },
    });
    assert.ok(cpuMs < durationMs * 0.6, `${cpuMs} of ${durationMs}`);
  });

  test('a way out is refused: there is no descriptor for it', async () => {
    const egress = async () => ({ refused: 'everything is' });
    await assert.rejects(sandbox.run({ language: 'python', code: '1' }, { egress }), {
      code: 'sandbox_egress_unsupported',
    });
  });
});

suite('a machine that lacks something', () => {
  test('without runsc the level is unavailable, with the line that installs it, and nothing runs', async () => {
    const lame = createSandbox({ driver: gvisor({ runscPath: '/nonexistent/runsc' }) });
    const { level, fix } = await lame.probe();
    assert.deepEqual([level, fix], ['unavailable', 'apt-get install -y runsc']);
    await assert.rejects(lame.run({ language: 'python', code: '1' }), { code: 'sandbox_unavailable' });
  });

  test('a platform that hangs, and one that fails, are given up in bounded time', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'agenticgen-runsc-'));
    after(() => rmSync(folder, { recursive: true }));
    chmodSync(folder, 0o755);
    const runscPath = join(folder, 'runsc');
    const script =
      '#!/bin/sh\ncase "$*" in *ptrace*) exec sleep 3600;; esac\necho "unknown platform" >&2; exit 128\n';
    writeFileSync(runscPath, script, { mode: 0o755 });
    const { level, reason } = await gvisor({ runscPath, startMs: 300 }).probe();
    assert.equal(level, 'unavailable');
    assert.match(reason ?? '', /systrap: .*unknown platform.*ptrace: .*did not start in time/);
  });
});
