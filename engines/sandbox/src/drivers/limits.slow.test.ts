import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Limits } from '../lib/limits.ts';
import { LIMIT_CASES } from '../testing/limit-cases.ts';
import { eachWayAndGroups } from '../testing/ways.ts';

eachWayAndGroups((sandbox) => {
  for (const { what, language, code, limits, ends, guards } of LIMIT_CASES) {
    test(`${language}: ${what} ends by the ${ends} limit, which is named`, async () => {
      const execution = await sandbox.run({ language, code, limits, ...(guards ? { guards } : {}) });
      assert.equal(execution.killedBy, ends, JSON.stringify(execution).slice(0, 500));
      assert.notEqual(execution.exitCode, 0);
    });
  }

  test('output is cut at its limit, which is told, and the run goes on', async () => {
    const code = 'print("x" * 3000)\nimport sys\nprint("end", file=sys.stderr)';
    const execution = await sandbox.run({ language: 'python', code, limits: { outputBytes: 1000 } });
    assert.equal(execution.stdout, 'x'.repeat(1000));
    assert.equal(execution.stderr, 'end\n');
    assert.deepEqual(execution.truncated, { stdout: true, stderr: false });
    assert.equal(execution.exitCode, 0);
  });

  test('processor time is held to its share', async () => {
    const code = 'while True: pass';
    const { cpuMs, durationMs } = await sandbox.run({
      language: 'python',
      code,
      limits: { wallMs: 3000, cpuShare: 0.25 },
    });
    // A quarter of three seconds and the burst; without the share it would be near the whole duration.
    assert.ok(cpuMs < durationMs * 0.6, `${cpuMs} of ${durationMs}`);
  });

  test('files beyond size, count and sum are left out, and that is told', async () => {
    const code =
      'for i in range(9): open(f"f{i}", "wb").write(b"x" * 1000)\nopen("big", "wb").write(b"x" * 5000)\nNone';
    const made = async (limits: Partial<Limits>) => {
      const { files, leftOut } = await sandbox.run({ language: 'python', code, limits });
      return [files.map(({ name }) => name), leftOut];
    };
    const few = { count: 7, limits: ['fileBytes', 'files'] };
    assert.deepEqual(await made({ fileBytes: 2000, files: 3 }), [['f0', 'f1', 'f2'], few]);
    const small = { count: 8, limits: ['fileBytes', 'totalFileBytes'] };
    assert.deepEqual(await made({ fileBytes: 2000, totalFileBytes: 2500 }), [['f0', 'f1'], small]);
    const javascript =
      'const fs = require("node:fs"); for (const n of [1, 2]) fs.writeFileSync("g" + n, "x".repeat(n * 1000))';
    const one = await sandbox.run({ language: 'javascript', code: javascript, limits: { fileBytes: 1500 } });
    assert.deepEqual(one.leftOut, { count: 1, limits: ['fileBytes'] });
  });

  test('a full workspace is an error inside, not a full disk outside', async () => {
    const code =
      'try:\n  while True: open("big", "ab").write(b"x" * (1 << 20))\nexcept OSError as error: print(type(error).__name__)';
    assert.equal((await sandbox.run({ language: 'python', code })).stdout, 'OSError\n');
  });

  test('20 runs at once all end, each with its own answer', async () => {
    const runs = Array.from({ length: 20 }, (_, index) =>
      sandbox.run({
        language: index % 2 ? 'python' : 'javascript',
        code: index % 2 ? `print(${index})` : `console.log(${index})`,
      }),
    );
    const outputs = (await Promise.all(runs)).map(({ stdout }) => stdout);
    assert.deepEqual(
      outputs,
      Array.from({ length: 20 }, (_, index) => `${index}\n`),
    );
  });
});
