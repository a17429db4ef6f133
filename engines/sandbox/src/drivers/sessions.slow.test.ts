import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Session } from '../index.ts';
import type { Language } from '../lib/execution.ts';
import type { Sandbox } from '../lib/sandbox.ts';
import { eachWay } from '../testing/ways.ts';

const MIB = 1024 * 1024;
const bytes = (text: string) => new TextEncoder().encode(text);

const SAYINGS: Record<
  Language,
  Record<'set' | 'get' | 'fail' | 'spin' | 'sleep' | 'stubborn' | 'hungry', string>
> = {
  python: {
    set: 'x = 41',
    get: 'x + 1',
    fail: 'raise ValueError("boo")',
    spin: 'while True: pass',
    sleep: 'import time\ntime.sleep(60)',
    stubborn: 'import time\nwhile True:\n  try: time.sleep(60)\n  except KeyboardInterrupt: pass',
    hungry: 'a = []\nwhile True: a.append(bytearray(1 << 20))',
  },
  javascript: {
    set: 'const x = 41',
    get: 'x + 1',
    fail: 'throw new Error("boo")',
    spin: 'for (;;);',
    sleep: 'await new Promise(() => {})',
    stubborn:
      'process.removeAllListeners("SIGINT"); process.on("SIGINT", () => {}); await new Promise(() => {})',
    hungry: 'const a = []; for (;;) a.push(Buffer.alloc(1 << 22, 1))',
  },
};

async function printed(session: Session, code: string): Promise<string> {
  const { stdout, stderr } = await session.run({ code });
  return stdout.trim() || stderr;
}

function keepsItsVariables(language: Language, sandbox: Sandbox): void {
  const { set, get, fail, spin, sleep, stubborn, hungry } = SAYINGS[language];
  const open = (limits = {}) => sandbox.openSession({ language, limits });

  test(`${language}: variables stay, also after a cell that fails`, async () => {
    const session = await open();
    assert.equal((await session.run({ code: set })).exitCode, 0);
    const failed = await session.run({ code: fail });
    assert.equal(failed.exitCode, 1);
    assert.match(failed.stderr, /boo/);
    assert.match(failed.stderr, /cell 2/);
    assert.doesNotMatch(failed.stderr, /runner|run_cells|node:repl/);
    assert.equal(await printed(session, get), '42');
    await session.close();
  });

  for (const [what, code, limits, ends] of [
    ['time', sleep, { wallMs: 300 }, 'wall'],
    ['processor time', spin, { cpuMs: 200, cpuShare: 1 }, 'cpu'],
  ] as const) {
    test(`${language}: a cell that is out of ${what} is interrupted, and the variables stay`, async () => {
      const session = await open();
      await session.run({ code: set });
      const { killedBy, exitCode } = await session.run({ code, limits });
      assert.deepEqual([killedBy, exitCode], [ends, null]);
      assert.equal(await printed(session, get), '42');
      await session.close();
    });
  }

  test(`${language}: a cell that does not heed an interrupt takes the session with it`, async () => {
    const session = await open();
    const { killedBy } = await session.run({ code: stubborn, limits: { wallMs: 300 } });
    assert.equal(killedBy, 'wall');
    assert.equal(await session.ended, 'lost');
    await assert.rejects(session.run({ code: get }), { code: 'sandbox_session_ended' });
  });

  test(`${language}: memory is counted over the cells, and the limit is named`, async () => {
    const session = await open({ memoryBytes: 96 * MIB });
    assert.equal((await session.run({ code: hungry })).killedBy, 'memory');
    await session.close();
  });

  test(`${language}: two sessions see nothing of each other`, async () => {
    const [one, other] = [await open(), await open()];
    const write =
      language === 'python' ? 'open("left", "w").close()' : 'require("fs").writeFileSync("left", "")';
    const list =
      language === 'python' ? 'import os\nprint(os.listdir("."))' : 'require("fs").readdirSync(".")';
    await one.run({ code: set });
    await one.run({ code: write });
    assert.match(await printed(other, get), /not defined/);
    assert.equal(await printed(other, list), '[]');
    await Promise.all([one.close(), other.close()]);
  });

  test(`${language}: each cell gives the files that are new or changed`, async () => {
    const session = await sandbox.openSession({ language, files: [{ name: 'in.txt', bytes: bytes('a') }] });
    const copy =
      language === 'python'
        ? 'open("out.txt", "w").write(open("in.txt").read() * 2)\nNone'
        : 'require("fs").writeFileSync("out.txt", require("fs").readFileSync("in.txt", "utf8").repeat(2))';
    const made = async (files = {}) =>
      (await session.run({ code: copy, ...files })).files.map((file) => [
        file.name,
        Buffer.from(file.bytes).toString(),
      ]);
    assert.deepEqual(await made(), [['out.txt', 'aa']]);
    assert.deepEqual(await made({ files: [{ name: 'in.txt', bytes: bytes('b') }] }), [['out.txt', 'bb']]);
    assert.deepEqual((await session.run({ code: '1' })).files, []);
    await session.close();
  });
}

eachWay((sandbox) => {
  for (const language of ['python', 'javascript'] as const) keepsItsVariables(language, sandbox);

  test('figures are those of their cell', async () => {
    const session = await sandbox.openSession({ language: 'python' });
    const names = async (code: string) => (await session.run({ code })).figures.map(({ name }) => name);
    const plot = 'import matplotlib.pyplot as plt\nplt.plot([1])\nNone';
    assert.deepEqual(await names(plot), ['figure-01.png', 'figure-01.svg']);
    assert.deepEqual(await names('1'), []);
    assert.deepEqual(await names(plot), ['figure-01.png', 'figure-01.svg']);
    await session.close();
  });

  test('between cells a session uses no processor time', async () => {
    const session = await sandbox.openSession({ language: 'python', limits: { cpuShare: 1 } });
    const code =
      'import threading, time\ndef spin():\n  while True: pass\nthreading.Thread(target=spin, daemon=True).start()\nprint(time.process_time())';
    const before = Number(await printed(session, code));
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    const after = Number(await printed(session, 'print(time.process_time())'));
    assert.ok(after - before < 0.75, `${after - before} s`);
    await session.close();
  });

  test('an interrupt at any moment ends one cell and no other', async () => {
    for (const language of ['python', 'javascript'] as const) {
      const session = await sandbox.openSession({ language });
      const [endless, quick] =
        language === 'python'
          ? ['import time\nwhile True: time.sleep(0.01)', 'print("on")']
          : ['await new Promise(() => {})', 'console.log("on")'];
      for (let round = 0; round < 6; round++) {
        const abort = new AbortController();
        const isEndless = round % 2 === 0;
        const cell = session.run({ code: isEndless ? endless : quick }, { signal: abort.signal });
        await new Promise((resolve) => setTimeout(resolve, round * 3));
        abort.abort();
        const { killedBy } = await cell;
        if (isEndless) assert.equal(killedBy, 'cancelled');
        const { stdout, exitCode, stderr } = await session.run({ code: quick });
        assert.deepEqual([stdout, exitCode, stderr], ['on\n', 0, ''], `${language} ${round}`);
      }
      await session.close();
    }
  });

  test('a cell that ends the process ends the session', async () => {
    for (const [language, code] of [
      ['python', 'import os\nos._exit(7)'],
      ['javascript', 'process.exit(7)'],
    ] as const) {
      const session = await sandbox.openSession({ language });
      assert.equal((await session.run({ code })).exitCode, 7);
      assert.equal(await session.ended, 'lost');
    }
  });
});
