import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { after, suite, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { KillReason, Language } from '../lib/execution.ts';
import type { Limits } from '../lib/limits.ts';
import { createSandbox } from '../lib/sandbox.ts';
import { driverContract } from '../testing.ts';
import { wasm } from './wasm.ts';

const MIB = 1024 * 1024;
const bytes = (text: string) => new TextEncoder().encode(text);

driverContract('wasm', () => wasm());

suite('code in WebAssembly', () => {
  const sandbox = createSandbox({ driver: wasm(), minLevel: 'wasm' });
  after(() => sandbox.close());

  test('it says that it isolates less, and does not run where more is asked for', async () => {
    const probe = await sandbox.probe();
    assert.equal(probe.level, 'wasm');
    assert.match(probe.reason ?? '', /Reduced isolation/);
    const usual = createSandbox({ driver: wasm({ standbys: 0 }) });
    await assert.rejects(usual.run({ language: 'javascript', code: '1' }), { code: 'sandbox_unavailable' });
  });

  test('Python has files, a last value, errors and exit codes as elsewhere', async () => {
    const code =
      'open("out.txt", "w").write(open("in.txt").read() * 2)\nimport sys\nprint("bad", file=sys.stderr)\ndef f():\n    sys.exit(3)\nf()';
    const { exitCode, stdout, stderr, files } = await sandbox.run({
      language: 'python',
      code,
      files: [{ name: 'in.txt', bytes: bytes('ab') }],
    });
    assert.deepEqual([exitCode, stdout, stderr], [3, '', 'bad\n']);
    assert.deepEqual(
      files.map((file) => [file.name, Buffer.from(file.bytes).toString()]),
      [['out.txt', 'abab']],
    );
  });

  test('Python reaches nothing of the host: each attempt is refused', async () => {
    const attempts = [
      'import js',
      'import pyodide',
      'from pyodide.code import run_js',
      'import pyodide_js',
      'import _pyodide_core',
      'import ctypes',
      'import _ctypes',
      'open("/etc/passwd")',
      'import os; os.listdir("/home/" + os.listdir("/root")[0])',
      'import socket; socket.create_connection(("127.0.0.1", 80), 1)',
      'import subprocess; subprocess.run(["ls"])',
      'import os; os.fork()',
      'import importlib; importlib.import_module("js")',
      'import sys; del sys.modules["js"]; import js',
      'import sys; del sys.modules["pyodide"]; import pyodide; pyodide.code.run_js("1")',
      // It can be had again; a function of JavaScript that it leads to must not make another from text.
      'import sys; del sys.modules["_pyodide_core"]; import _pyodide_core as core; core.create_proxy(print).constructor.constructor("return globalThis")()',
    ];
    const code = `
for attempt in ${JSON.stringify(attempts)}:
    try:
        exec(attempt, {})
        print('ESCAPED', attempt)
    except BaseException as error:
        print('refused')
import os
print(sorted(os.environ))`;
    const { stdout, stderr } = await sandbox.run({ language: 'python', code });
    assert.equal(stdout, `${'refused\n'.repeat(attempts.length)}['HOME', 'LANG', 'PATH']\n`, stderr);
  });

  test('JavaScript has a console, timers, files, and nothing of node', async () => {
    const { exitCode, stdout, files } = await sandbox.run({
      language: 'javascript',
      code: 'console.log([1, { a: 2 }], await Promise.resolve(3)); setTimeout(() => { console.log(typeof process, typeof require, typeof fetch); writeFile("out.txt", readFile("in.txt") + "!") }, 5); try { await import("node:fs"); console.log("ESCAPED") } catch { console.log("refused") }',
      files: [{ name: 'in.txt', bytes: bytes('ab') }],
    });
    assert.deepEqual([exitCode, stdout], [0, '[1,{"a":2}] 3\nrefused\nundefined undefined undefined\n']);
    assert.deepEqual(
      files.map((file) => [file.name, Buffer.from(file.bytes).toString()]),
      [['out.txt', 'ab!']],
    );
  });

  test('JavaScript that fails or waits for ever ends as node ends it', async () => {
    const failed = await sandbox.run({ language: 'javascript', code: 'throw new TypeError("boo")' });
    assert.equal(failed.exitCode, 1);
    assert.match(failed.stderr, /^Uncaught TypeError: boo\n.*main\.mjs/);
    const later = await sandbox.run({
      language: 'javascript',
      code: 'setTimeout(() => { throw new Error("late") }, 1)',
    });
    assert.deepEqual([later.exitCode, /late/.test(later.stderr)], [1, true]);
    assert.equal(
      (await sandbox.run({ language: 'javascript', code: 'await new Promise(() => {})' })).exitCode,
      13,
    );
  });

  const LIMITS: [Language, string, Partial<Limits>, KillReason][] = [
    ['javascript', 'for (;;);', { wallMs: 300 }, 'wall'],
    ['javascript', 'for (;;);', { cpuMs: 300 }, 'cpu'],
    [
      'javascript',
      'const a = []; for (;;) a.push(new Uint8Array(1 << 20))',
      { memoryBytes: 32 * MIB },
      'memory',
    ],
    ['javascript', 'for (;;) console.log("x".repeat(1000))', { outputBytes: 10_000 }, 'output'],
    ['python', 'while True: pass', { wallMs: 500 }, 'wall'],
    ['python', 'a = []\nwhile True: a.append(bytearray(1 << 20))', { memoryBytes: 64 * MIB }, 'memory'],
    ['python', 'while True: print("x" * 1000)', { outputBytes: 10_000 }, 'output'],
  ];
  for (const [language, code, limits, ends] of LIMITS) {
    test(`${language}: the ${ends} limit ends the run and is named`, async () => {
      const { killedBy, exitCode } = await sandbox.run({ language, code, limits });
      assert.deepEqual([killedBy, exitCode === 0], [ends, false]);
    });
  }

  for (const language of ['python', 'javascript'] as const) {
    test(`${language}: a file arrives whole though the host is slow to hear`, async () => {
      const code =
        language === 'python'
          ? 'print("begun", flush=True)\nopen("out", "w").write("x" * 4_000_000)'
          : 'console.log("begun"); writeFile("out", "x".repeat(4_000_000))';
      // The pipe is full while nobody reads.
      const onOutput = () => {
        for (const until = performance.now() + 400; performance.now() < until; );
      };
      const { exitCode, files } = await sandbox.run({ language, code }, { onOutput });
      assert.deepEqual([exitCode, files[0]?.bytes.length], [0, 4_000_000]);
    });

    test(`${language}: code that never waits ends with a host that is killed`, async () => {
      const host = spawn(process.execPath, ['--input-type=module', '-e', hostOf(language)], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      const [said] = (await once(host.stdout, 'data')) as [Buffer];
      const child = Number(said.toString().trim().split(' ').at(-1));
      assert.ok(isAlive(child));
      host.kill('SIGKILL');
      for (let polls = 0; isAlive(child); polls++) {
        if (polls > 400) assert.fail(`process ${child} outlived its host`);
        await delay(50);
      }
    });
  }
});

/** A process that runs code without end and says, once it runs, which process of its own does so. */
function hostOf(language: Language): string {
  const engine = fileURLToPath(new URL('./wasm.ts', import.meta.url));
  const sandbox = fileURLToPath(new URL('../lib/sandbox.ts', import.meta.url));
  const code = language === 'python' ? 'print(1)\nwhile True: pass' : 'console.log(1); for (;;);';
  return `
    import { readFileSync } from 'node:fs';
    const { wasm } = await import(${JSON.stringify(engine)});
    const { createSandbox } = await import(${JSON.stringify(sandbox)});
    const sandbox = createSandbox({ driver: wasm({ standbys: 0 }), minLevel: 'wasm' });
    const onOutput = () =>
      process.stdout.write(readFileSync('/proc/self/task/' + process.pid + '/children', 'utf8').trim() + '\\n');
    await sandbox.run({ language: '${language}', code: ${JSON.stringify(code)} }, { onOutput });`;
}

function isAlive(pid: number): boolean {
  try {
    return !/^State:\s+[ZX]/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}
