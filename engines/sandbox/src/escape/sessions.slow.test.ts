// Sessions keep variables, and only their own: what one leaves, no other and no run finds.
import assert from 'node:assert/strict';
import { after, before, suite, test } from 'node:test';
import type { Execution } from '../lib/execution.ts';
import type { Session } from '../lib/sessions.ts';
import { eachWay } from '../testing/ways.ts';

const SECRET = 'f3a1c0de-of-one-session';
const LEAVE = `
import builtins, json, os, sys, threading, time
secret = "${SECRET}"
for path in ("/tmp/left", "/workspace/left", "/dev/shm/left", "/figures/left"): open(path, "w").write(secret)
os.environ["LEFT"] = secret
builtins.left = json.left = sys.left = secret
kept = {"inner": [secret], "secret": secret}
json.loads = lambda *a: secret
sys.path.insert(0, "/tmp/evil")
def spin():
    while True: time.sleep(0.05); [os.write(fd, secret.encode()) for fd in range(6, 64) if False]
threading.Thread(target=spin, daemon=True).start()
`;
const LOOKS: Record<string, string> = {
  variables: 'print("secret" in globals(), hasattr(__import__("builtins"), "left"))',
  files:
    'import os\nprint([n for d in ("/tmp", "/workspace", "/dev/shm", "/figures") for n in os.listdir(d)])',
  modules: 'import json, sys\nprint(hasattr(json, "left"), json.loads("1"), "/tmp/evil" in sys.path)',
  'the environment': 'import os\nprint("LEFT" in os.environ)',
  processes:
    'import os\nfound = []\nfor pid in range(2, 4000):\n    try: os.kill(pid, 0); found.append(pid)\n    except OSError: pass\nprint(found)',
  descriptors:
    'import os\nfound = []\nfor fd in range(4, 128):\n    try: os.fstat(fd); found.append(fd)\n    except OSError: pass\nprint(len(found) <= 1)',
  memory:
    'import gc\nwanted = "".join(("f3a1c0de", "-of-one-session"))\nprint(sum(1 for o in gc.get_objects() if isinstance(o, dict) and o is not globals() for v in list(o.values()) if isinstance(v, str) and v == wanted))',
};
const NOTHING: Record<string, string> = {
  variables: 'False False\n',
  files: '[]\n',
  modules: 'False 1 False\n',
  'the environment': 'False\n',
  processes: '[]\n',
  descriptors: 'True\n',
  memory: '0\n',
};

eachWay((sandbox) => {
  suite('from session to session', () => {
    let first: Session;
    let second: Session;
    before(async () => {
      second = await sandbox.openSession({ language: 'python', guards: [] });
      first = await sandbox.openSession({ language: 'python', guards: [] });
      const left = await first.run({ code: LEAVE });
      assert.equal(left.exitCode, 0, left.stderr);
    });
    after(() => Promise.all([first.close(), second.close()]));

    const finders: Record<string, (code: string) => Promise<Execution>> = {
      'a session that was there before': (code) => second.run({ code }),
      'a session that is opened after': async (code) => {
        const third = await sandbox.openSession({ language: 'python', guards: [] });
        return third.run({ code }).finally(() => third.close());
      },
      'a run': (code) => sandbox.run({ language: 'python', code, guards: [] }),
    };
    for (const [who, find] of Object.entries(finders)) {
      for (const [what, code] of Object.entries(LOOKS)) {
        test(`${who} finds nothing of its ${what}`, async () => {
          const { stdout, stderr } = await find(code);
          assert.equal(stdout, NOTHING[what], stderr);
        });
      }
    }
    test('the session itself does find it: the looks can see', async () => {
      const { stdout } = await first.run({ code: LOOKS['variables']! });
      assert.equal(stdout, 'True True\n');
      assert.match((await first.run({ code: LOOKS['files']! })).stdout, /left/);
      assert.equal((await first.run({ code: LOOKS['the environment']! })).stdout, 'True\n');
      assert.notEqual((await first.run({ code: LOOKS['memory']! })).stdout, '0\n');
    });
    test('a forged end of a cell ends that cell, and the next answers for itself', async () => {
      const forged = await first.run({
        code: 'import os\nos.write(3, b"\\x05\\x2a")\nos.write(1, b"\\x05\\0\\0\\0\\2{}")',
      });
      assert.ok([0, 42].includes(forged.exitCode ?? -1));
      const { stdout } = await second.run({ code: 'print("mine")' });
      assert.equal(stdout, 'mine\n');
    });
  });
});
