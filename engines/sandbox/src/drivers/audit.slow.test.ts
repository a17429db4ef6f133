import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import type { Guard } from '../lib/execution.ts';
import type { Sandbox } from '../lib/sandbox.ts';
import { eachWay } from '../testing/ways.ts';

type Case = { rule: Guard; event: string; code: string };
const REFUSED: Case[] = [
  { rule: 'processes', event: 'os.system', code: 'os.system("true")' },
  { rule: 'processes', event: 'subprocess.Popen', code: 'import subprocess; subprocess.run(["true"])' },
  { rule: 'processes', event: 'os.exec', code: 'os.execv("/usr/bin/true", ["true"])' },
  { rule: 'processes', event: 'os.posix_spawn', code: 'os.posix_spawn("/usr/bin/true", ["true"], {})' },
  { rule: 'processes', event: 'os.fork', code: 'os.fork()' },
  { rule: 'native-code', event: 'ctypes.dlopen', code: 'import ctypes; ctypes.CDLL(None)' },
  { rule: 'native-code', event: 'ctypes.string_at', code: 'import ctypes; ctypes.string_at(1)' },
  { rule: 'network', event: 'socket.__new__', code: 'import socket; socket.socket()' },
  {
    rule: 'network',
    event: 'socket.getaddrinfo',
    code: 'import socket; socket.getaddrinfo("example.com", 80)',
  },
  { rule: 'files', event: 'open', code: 'open("/etc/passwd")' },
  { rule: 'files', event: 'open', code: 'open(b"/workspace/../etc/passwd")' },
  { rule: 'files', event: 'open', code: 'import pathlib; pathlib.Path("/proc/self/mem").read_bytes()' },
  { rule: 'files', event: 'open', code: 'open("/usr/bin/python3", "r+b")' },
  { rule: 'files', event: 'os.listdir', code: 'os.listdir("/")' },
  { rule: 'files', event: 'os.scandir', code: 'os.scandir("/proc")' },
  { rule: 'introspection', event: 'gc.get_objects', code: 'import gc; gc.get_objects()' },
];

/** What stands between code and the hook, and is moved out of the way. */
const BYPASSES: Record<string, string> = {
  'builtins that are replaced':
    'import builtins\nbuiltins.PermissionError = builtins.isinstance = builtins.len = lambda *a: False\nbuiltins.frozenset = set',
  'the modules of the sandbox':
    'for name in ("audit", "status", "python_runner"):\n  module = sys.modules.get(name)\n  if module: module.EVENTS, module.READABLE, module.is_refused, module.hook = (), (b"",), (lambda *a: False), (lambda *a: None)',
  'what the frames of the hook show': `
try: os.system("true")
except OSError as error:
  trace = error.__traceback__
  while trace.tb_next: trace = trace.tb_next
  frame = trace.tb_frame
  for holder in (frame.f_globals, frame.f_locals, frame.f_builtins if "f_builtins" in dir(frame) else {}):
    for name, value in list(holder.items()):
      if name in ("watched", "names", "is_refused", "events", "error", "write"): holder[name] = ()
      for change in ("clear", "__init__"):
        if isinstance(value, (dict, list, set)) and value is not holder and change == "clear" and name != "__builtins__": value.clear()`,
  'a hook of its own': 'sys.addaudithook(lambda *a: None)',
  'the code of the hook': `
try: os.system("true")
except OSError as error:
  trace = error.__traceback__
  while trace.tb_next: trace = trace.tb_next
  try:
    import gc
    for found in gc.get_referrers(trace.tb_frame.f_code): found.__code__ = (lambda event, args: None).__code__
  except OSError: pass`,
};

const SYSTEM = `
try:
  os.system("true")
  print("not refused")
except OSError as error:
  print(error)`;

function pythonIsTold(sandbox: Sandbox): void {
  const python = (code: string, guards?: readonly Guard[]) =>
    sandbox.run({ language: 'python', code: `import os, sys\n${code}`, ...(guards ? { guards } : {}) });

  for (const { rule, event, code } of REFUSED) {
    test(`${code} is refused by the rule "${rule}", which is named`, async () => {
      const { stderr, exitCode, refused } = await python(code);
      assert.match(
        stderr,
        new RegExp(
          `PermissionError: \\[Errno 13\\] Refused by the sandbox policy, rule "${rule}": ${event}\\(`,
        ),
      );
      assert.equal(exitCode, 1);
      assert.deepEqual(refused?.[0], { rule, event, count: 1 });
    });
  }
  test('what the code caught is told as well, and how often', async () => {
    const { refused, exitCode } = await python(
      'for _ in range(5):\n  try: open("/etc/shadow")\n  except OSError: pass\ntry: os.fork()\nexcept OSError: pass',
    );
    assert.equal(exitCode, 0);
    assert.deepEqual(refused, [
      { rule: 'processes', event: 'os.fork', count: 1 },
      { rule: 'files', event: 'open', count: 5 },
    ]);
  });
  test('without guards the kernel answers, and nothing is told', async () => {
    const { stderr, refused } = await python('open("/etc/passwd")', []);
    assert.match(stderr, /FileNotFoundError/);
    assert.equal(refused, undefined);
  });
  test('a policy may leave out a rule and keep the others', async () => {
    const guards: Guard[] = ['processes', 'network', 'introspection', 'files'];
    const { stdout } = await python(`import ctypes; print(ctypes.CDLL(None).getpid() > 0)${SYSTEM}`, guards);
    assert.match(stdout, /^True\n\[Errno 13\] Refused by the sandbox policy, rule "processes"/);
  });
  test('a traceback ends at the line that was refused', async () => {
    const { stderr } = await python('open("/etc/passwd")');
    assert.doesNotMatch(stderr, /audit|\/run\/inside/);
    assert.match(stderr, /File "main.py", line 2, in <module>/);
    const chained = await python('try: open("/etc/passwd")\nexcept OSError: 1 / 0');
    assert.match(chained.stderr, /rule "files"[\s\S]*ZeroDivisionError/);
    assert.doesNotMatch(chained.stderr, /audit|\/run\/inside/);
  });
  for (const [what, code] of Object.entries(BYPASSES)) {
    test(`${what} do not take the hook away`, async () => {
      const { stdout, stderr } = await python(code + SYSTEM);
      assert.match(stdout, /rule "processes": os.system/, stderr);
    });
  }
  test('a class that lies about its text is looked at as what it is', async () => {
    const { stderr } = await python(
      'class Path(str):\n  def __str__(self): return "/tmp/x"\n  encode = startswith = __getitem__ = lambda self, *a: b"/tmp/x"\nopen(Path("/etc/passwd"))',
    );
    assert.match(stderr, /rule "files"/);
  });
  test('honest code is not in its way', async () => {
    const code = `
import asyncio, decimal, gc, json, multiprocessing.pool, pathlib, sqlite3, tempfile, threading, uuid, zoneinfo
import numpy as np, pandas as pd, matplotlib.pyplot as plt
open("a.csv", "w").write("x,y\\n1,2\\n3,4\\n")
frame = pd.read_csv(pathlib.Path("a.csv"))
frame.to_json("a.json"); frame.describe(); frame.plot()
np.save("a.npy", np.arange(3)); np.load("a.npy").ctypes.data
asyncio.run(asyncio.sleep(0))
with tempfile.TemporaryDirectory() as folder: open(folder + "/x", "w").close()
print(multiprocessing.pool.ThreadPool(2).map(abs, [-1, -2]))
sqlite3.connect("a.db").execute("create table t (x)")
print(zoneinfo.ZoneInfo("Europe/Berlin"), os.listdir("/workspace") and os.listdir(".") and 1, gc.collect() >= 0)
with open(os.devnull, "w") as nothing: print("x", file=nothing)
None`;
    const { stdout, stderr, refused, figures } = await sandbox.run({
      language: 'python',
      code: `import os\n${code}`,
    });
    assert.equal(stdout, '[1, 2]\nEurope/Berlin 1 True\n', stderr);
    assert.equal(refused, undefined);
    assert.deepEqual(
      figures.map(({ name }) => name),
      ['figure-01.png', 'figure-01.svg'],
    );
  });
}

eachWay((sandbox) => {
  suite('the audit hook', () => pythonIsTold(sandbox));
  test('without guards JavaScript runs without the permission model, behind the same walls', async () => {
    const code =
      'console.log(process.permission === undefined); console.log(require("node:fs").existsSync("/etc/passwd"))';
    const { stdout } = await sandbox.run({ language: 'javascript', code, guards: [] });
    assert.equal(stdout, 'true\nfalse\n');
  });
  test('a guard that is none is refused', async () => {
    await assert.rejects(sandbox.run({ language: 'python', code: '', guards: ['walls' as Guard] }), {
      code: 'sandbox_guard_unknown',
    });
  });
});
