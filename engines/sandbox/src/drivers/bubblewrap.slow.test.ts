import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import type { Job } from '../lib/execution.ts';
import { createSandbox, type Sandbox } from '../lib/sandbox.ts';
import { eachWay } from '../testing/ways.ts';
import { driverContract } from '../testing.ts';
import { bubblewrap } from './bubblewrap.ts';

driverContract('bubblewrap', () => bubblewrap({ standbys: 0 }));
driverContract('bubblewrap that stands ready', () => bubblewrap());

const bytes = (text: string) => new TextEncoder().encode(text);
const text = (content: Uint8Array | undefined) => new TextDecoder().decode(content);

function pythonWorks(sandbox: Sandbox): void {
  const python = (code: string, more: Partial<Job> = {}) =>
    sandbox.run({ language: 'python', code, ...more });

  test('the value of a last expression is printed, None is not', async () => {
    assert.equal((await python('x = 40\nx + 2')).stdout, '42\n');
    assert.equal((await python('[].sort()')).stdout, '');
  });
  test('stderr and the exit code are those of the code', async () => {
    const execution = await python('import sys\nprint("bad", file=sys.stderr)\nsys.exit(3)');
    assert.equal(execution.stderr, 'bad\n');
    assert.equal(execution.exitCode, 3);
  });
  test('a traceback shows the line of the code and nothing of the sandbox', async () => {
    const { stderr, exitCode } = await python('def f():\n    return 1 / 0\nf()');
    assert.match(stderr, /^Traceback.*\n {2}File "main.py", line 3, in <module>\n {4}f\(\)/);
    assert.match(stderr, /ZeroDivisionError: division by zero\n$/);
    assert.doesNotMatch(stderr, /runner|supervisor/);
    assert.equal(exitCode, 1);
  });
  test('files go in and new and changed ones come out', async () => {
    const files = [
      { name: 'kept.txt', bytes: bytes('same') },
      { name: 'in/数据.csv', bytes: bytes('a,b\n1,2\n') },
    ];
    const code = `
import os, pandas as pd
print(pd.read_csv("in/数据.csv").b.sum(), open("kept.txt").read())
os.makedirs("out/deep"); open("out/deep/result.txt", "w").write("done")
open("in/数据.csv", "a").write("3,4\\n")
None`;
    const execution = await python(code, { files });
    assert.equal(execution.stdout, '2 same\n', execution.stderr);
    const found = execution.files.map((file) => [file.name, text(file.bytes)]);
    assert.deepEqual(found, [
      ['in/数据.csv', 'a,b\n1,2\n3,4\n'],
      ['out/deep/result.txt', 'done'],
    ]);
  });
  test('shown and open figures come back as PNG and SVG', async () => {
    const { figures, stderr } = await python(
      'import matplotlib.pyplot as plt\nplt.plot([1])\nplt.show()\nplt.figure()\nplt.plot([2])\nNone',
    );
    assert.equal(stderr, '');
    assert.deepEqual(
      figures.map(({ name, mediaType }) => [name, mediaType]),
      [
        ['figure-01.png', 'image/png'],
        ['figure-02.png', 'image/png'],
        ['figure-01.svg', 'image/svg+xml'],
        ['figure-02.svg', 'image/svg+xml'],
      ],
    );
    assert.equal(text(figures[0]?.bytes).slice(1, 4), 'PNG');
    assert.match(text(figures[2]?.bytes), /<svg [\s\S]*<\/svg>/);
  });
  test('a figure of pixels and of many points is there as PNG at least', async () => {
    const code =
      'import numpy as np, matplotlib.pyplot as plt\nplt.imshow(np.eye(3))\nplt.figure()\nplt.scatter(*np.random.rand(2, 40000))\nNone';
    const { figures, exitCode, leftOut } = await python(code);
    assert.deepEqual(
      [exitCode, leftOut, figures.map(({ name }) => name)],
      [0, undefined, ['figure-01.png', 'figure-02.png', 'figure-01.svg']],
    );
  });
  test('what handlers of the end write is heard, and they have the last word on nothing', async () => {
    const code =
      'import atexit, threading\natexit.register(print, "bye")\nthreading.Thread(target=print, args=("thread",)).start()\nraise SystemExit(5)';
    const { stdout, exitCode } = await python(code);
    assert.deepEqual([stdout, exitCode], ['thread\nbye\n', 5]);
  });
  test('a thread that would go on does not, and all that was printed is heard', async () => {
    const code =
      'import threading, time\nthreading.Thread(target=time.sleep, args=(600,), daemon=True).start()\nprint("x" * 900_000)';
    const { stdout, exitCode } = await python(code);
    assert.deepEqual([stdout.length, exitCode], [900_001, 0]);
  });
  test('code that lies about its end only ends itself', async () => {
    const { stdout, exitCode } = await python(
      'import os, time\nprint("before", flush=True)\nos.write(3, b"\\x05\\x07")\ntime.sleep(600)\nprint("after")',
    );
    assert.deepEqual([stdout, exitCode], ['before\n', 7]);
  });
  test('asyncio and threads work', async () => {
    const code =
      'import asyncio, threading\nt = threading.Thread(target=print, args=("thread",)); t.start(); t.join()\nasyncio.run(asyncio.sleep(0.01, 5))';
    assert.equal((await python(code)).stdout, 'thread\n5\n');
  });
}

function javascriptWorks(sandbox: Sandbox): void {
  const javascript = (code: string, more: Partial<Job> = {}) =>
    sandbox.run({ language: 'javascript', code, ...more });

  test('top-level await, both streams, require and the exit code work', async () => {
    const execution = await javascript(
      'const os = require("node:os"); console.error(typeof os.cpus); console.log(await Promise.resolve(42)); process.exit(4)',
    );
    assert.equal(execution.stdout, '42\n');
    assert.equal(execution.stderr, 'function\n');
    assert.equal(execution.exitCode, 4);
  });
  test('files go in and new ones come out', async () => {
    const code =
      'import fs from "node:fs"; fs.writeFileSync("/workspace/out.txt", fs.readFileSync("in.txt", "utf8").toUpperCase())';
    const execution = await javascript(code, { files: [{ name: 'in.txt', bytes: bytes('loud') }] });
    assert.deepEqual(
      execution.files.map((file) => [file.name, text(file.bytes)]),
      [['out.txt', 'LOUD']],
      execution.stderr,
    );
  });
  test('what handlers of the end write is heard, and the exit code is theirs', async () => {
    const code =
      'process.on("exit", () => { console.log("x".repeat(200_000)); process.exitCode = 6 }); setTimeout(() => console.log("late"), 10)';
    const { stdout, exitCode } = await javascript(code);
    assert.deepEqual([stdout, exitCode], [`late\n${'x'.repeat(200_000)}\n`, 6]);
  });
  test('waiting for what never comes ends as node ends it', async () => {
    const { exitCode, killedBy } = await javascript('await new Promise(() => {})');
    assert.deepEqual([exitCode, killedBy], [13, undefined]);
  });
  test('an uncaught error ends with 1 and its stack', async () => {
    const { exitCode, stderr } = await javascript('throw new Error("boom")');
    assert.equal(exitCode, 1);
    assert.match(stderr, /Error: boom/);
  });
}

eachWay((sandbox) => {
  pythonWorks(sandbox);
  javascriptWorks(sandbox);
});

suite('a machine that lacks something', () => {
  const cases = [
    {
      lacks: 'bwrap',
      driver: bubblewrap({ bwrapPath: '/nonexistent/bwrap' }),
      fix: /bubblewrap/,
    },
    {
      lacks: 'Python',
      driver: bubblewrap({ pythonPath: '/nonexistent/python3' }),
      fix: /python3-pandas/,
    },
    {
      lacks: 'a bwrap that works',
      driver: bubblewrap({ bwrapPath: '/bin/false' }),
      fix: undefined,
    },
  ];
  for (const { lacks, driver: lame, fix } of cases) {
    test(`without ${lacks} the level is unavailable and nothing runs`, async () => {
      const probe = await lame.probe();
      assert.equal(probe.level, 'unavailable');
      assert.ok(probe.reason);
      if (fix) assert.match(probe.fix ?? '', fix);
      await assert.rejects(createSandbox({ driver: lame }).run({ language: 'python', code: '1' }), {
        code: 'sandbox_unavailable',
      });
    });
  }
  if (process.getuid?.() === 0) {
    test('as root without setpriv the level is unavailable', async () => {
      const probe = await bubblewrap({ setprivPath: '/nonexistent/setpriv' }).probe();
      assert.equal(probe.level, 'unavailable');
      assert.match(probe.reason ?? '', /never started as root/);
    });
  }
  test('without a usable node Python runs on', async () => {
    const half = createSandbox({ driver: bubblewrap({ nodePath: '/nonexistent/node' }) });
    const probe = await half.probe();
    assert.equal(probe.javascript, null);
    assert.ok(probe.python);
    await assert.rejects(half.run({ language: 'javascript', code: '1' }), { code: 'sandbox_unavailable' });
  });
});
