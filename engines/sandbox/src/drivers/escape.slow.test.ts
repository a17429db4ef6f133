// Attempts to get out. Each prints "refused" where the attempt was stopped; anything else is an escape.
import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, suite, test } from 'node:test';
import type { Sandbox } from '../lib/sandbox.ts';
import { eachWay } from '../testing/ways.ts';

const server = createServer((socket) => socket.end('leak'));
const folder = mkdtempSync(join(tmpdir(), 'canary-'));
const CANARY = join(folder, 'canary.txt');
let port = 0;

before(async () => {
  writeFileSync(CANARY, 'leak', { mode: 0o666 });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  port = typeof address === 'object' && address ? address.port : 0;
});
after(() => {
  server.close();
  rmSync(folder, { recursive: true });
});

const attempt = (act: string) => `
import os, sys, socket, ctypes, signal
libc = ctypes.CDLL(None, use_errno=True)
def call(*args):
    if libc.syscall(*args) == -1: raise OSError(ctypes.get_errno(), 'syscall')
try:
${act
  .split('\n')
  .map((line) => `    ${line}`)
  .join('\n')}
    print('escaped')
except (OSError, ValueError) as error:
    print('refused')
`;

const ATTEMPTS: Record<string, () => string> = {
  'TCP to the host': () => `socket.create_connection(("127.0.0.1", ${port}), 2)`,
  'UDP socket': () => 'socket.socket(socket.AF_INET, socket.SOCK_DGRAM)',
  'unix socket': () => 'socket.socket(socket.AF_UNIX)',
  'vsock socket': () => 'socket.socket(40, socket.SOCK_STREAM)',
  'netlink socket': () => 'socket.socket(socket.AF_NETLINK, socket.SOCK_RAW)',
  'name lookup': () => 'socket.getaddrinfo("example.com", 80)',
  'a file of the host': () => `open("${CANARY}")`,
  'the password file': () => 'open("/etc/passwd")',
  'the home of root': () => 'os.listdir("/root")',
  'the host through /proc': () => 'os.listdir("/proc/1/root/etc")',
  'the environment of the host': () => 'open("/proc/1/environ")',
  'own memory by /proc': () => 'open("/proc/self/mem", "wb")',
  'writing /': () => 'open("/evil", "w")',
  'writing /usr': () => 'open("/usr/evil", "w")',
  'writing /dev': () => 'open("/dev/evil", "w")',
  'writing /run': () => 'open("/run/evil", "w")',
  'replacing /lib64': () => 'os.rename("/lib64", "/old")',
  core_pattern: () => 'open("/proc/sys/kernel/core_pattern", "w")',
  printk_ratelimit: () => 'open("/proc/sys/kernel/printk_ratelimit", "w")',
  'becoming root': () => 'os.setuid(0)',
  'a signal to another process': () => 'os.kill(2, signal.SIGKILL)',
  execve: () => 'os.execv("/usr/bin/true", ["true"])',
  fork: () => 'os.fork()',
  ptrace: () => 'call(101, 0, 0, 0, 0)',
  mount: () => 'call(165, b"none", b"/tmp", b"tmpfs", 0, 0)',
  'unshare of a user namespace': () => 'call(272, 0x10000000)',
  'clone of a user namespace': () => 'call(56, 0x10000011, 0, 0, 0, 0)',
  clone3: () => 'call(435, 0, 0)',
  chroot: () => 'os.chroot("/tmp")',
  setns: () => 'call(308, 0, 0)',
  bpf: () => 'call(321, 0, 0, 0)',
  io_uring: () => 'call(425, 1, 0)',
  userfaultfd: () => 'call(323, 0)',
  keyctl: () => 'call(250, 0, 0, 0, 0)',
  perf_event_open: () => 'call(298, 0, 0, -1, -1, 0)',
  memfd_create: () => 'os.memfd_create("x")',
  process_vm_readv: () => 'call(310, 1, 0, 0, 0, 0, 0)',
  'executable memory': () => 'import mmap; mmap.mmap(-1, 4096, prot=mmap.PROT_READ | mmap.PROT_EXEC)',
  'a device node': () => 'os.mknod("sda", 0o60600, os.makedev(8, 0))',
  'raising a limit': () => 'import resource; resource.setrlimit(resource.RLIMIT_NOFILE, (4096, 4096))',
  'the result channel': () => '[os.write(fd, b"x") for fd in range(4, 256)]',
};

const pythonStaysInside = (sandbox: Sandbox) => {
  const isPortable = (act: () => string) => process.arch === 'x64' || !/call\(/.test(act());
  for (const [name, act] of Object.entries(ATTEMPTS).filter(([, act]) => isPortable(act))) {
    test(`${name} is refused`, async () => {
      const { stdout, stderr } = await sandbox.run({ language: 'python', code: attempt(act()) });
      assert.equal(stdout, 'refused\n', stderr);
    });
  }
  test('the environment is the list of the recipe and nothing of the host', async () => {
    const { stdout } = await sandbox.run({
      language: 'python',
      code: 'import os\nprint(*sorted(os.environ))',
    });
    const expected =
      'HOME LANG MALLOC_ARENA_MAX MPLBACKEND MPLCONFIGDIR NUMEXPR_MAX_THREADS OMP_NUM_THREADS OPENBLAS_NUM_THREADS PATH PWD PYTHONDONTWRITEBYTECODE TMPDIR';
    assert.equal(stdout.trim(), expected);
  });
  test('links, pipes and dangerous names never come out', async () => {
    const code = `
import os
os.symlink("/etc/passwd", "link"); os.symlink("..", "up"); os.symlink("/", "rootdir")
open("a\\\\..\\\\b", "w").close(); open("new\\nline", "w").close(); open("\\x1b[31m", "w").close(); open(b"\\xff", "w").close()
open("bidi\\u202egnp", "w").close(); os.makedirs("1/2/3/4/5"); open("1/2/3/4/5/deep", "w").close()
open("sparse", "w").truncate(60 << 20)
open("honest", "w").close()`;
    const { files, stderr } = await sandbox.run({ language: 'python', code });
    assert.deepEqual(
      files.map(({ name }) => name),
      ['honest'],
      stderr,
    );
  });
  test('a fork bomb and ignored signals end with the run', async () => {
    const code =
      'import os, signal\nfor n in range(1, 32):\n  try: signal.signal(n, signal.SIG_IGN)\n  except (OSError, ValueError): pass\nwhile True:\n  try: os.fork()\n  except OSError: pass';
    const { killedBy } = await sandbox.run({ language: 'python', code, limits: { wallMs: 500 } });
    assert.equal(killedBy, 'wall');
  });
  test('one run leaves nothing for the next', async () => {
    await sandbox.run({
      language: 'python',
      code: 'open("/tmp/left", "w"); open("/workspace/left", "w"); open("/dev/shm/left", "w")',
    });
    const { stdout } = await sandbox.run({
      language: 'python',
      code: 'import os\nprint(os.listdir("/tmp"), os.listdir("/workspace"), os.listdir("/dev/shm"))',
    });
    assert.equal(stdout, '[] [] []\n');
  });
};

const JAVASCRIPT_ATTEMPTS: Record<string, () => string> = {
  'TCP to the host': () =>
    `const net = require("node:net"); await new Promise((ok, no) => net.connect(${port}, "127.0.0.1", ok).on("error", no))`,
  fetch: () => `await fetch("http://127.0.0.1:${port}/")`,
  'a file of the host': () => `require("node:fs").readFileSync(${JSON.stringify(CANARY)})`,
  'the password file': () => 'require("node:fs").readFileSync("/etc/passwd")',
  'a child process': () => 'require("node:child_process").execFileSync("/bin/true")',
  'a worker': () =>
    'await new Promise((ok, no) => new (require("node:worker_threads").Worker)("1", { eval: true }).on("exit", ok).on("error", no))',
  'a native addon': () => 'process.dlopen({ exports: {} }, "/lib/x86_64-linux-gnu/libc.so.6")',
  'writing outside the workspace': () => 'require("node:fs").writeFileSync("/run/evil", "x")',
};

const javascriptStaysInside = (sandbox: Sandbox) => {
  for (const [name, act] of Object.entries(JAVASCRIPT_ATTEMPTS)) {
    test(`${name} is refused`, async () => {
      const code = `try { ${act()}; console.log('escaped') } catch { console.log('refused') }`;
      const { stdout, stderr } = await sandbox.run({ language: 'javascript', code });
      assert.equal(stdout, 'refused\n', stderr);
    });
  }
  test('a symlink out of the workspace never comes out', async () => {
    const code =
      'const fs = require("node:fs"); try { fs.symlinkSync("/run/runner.mjs", "link") } catch {} fs.writeFileSync("honest", "")';
    const { files } = await sandbox.run({ language: 'javascript', code });
    assert.deepEqual(
      files.map(({ name }) => name),
      ['honest'],
    );
  });
};

eachWay((sandbox) => {
  suite('python stays inside', () => pythonStaysInside(sandbox));
  suite('javascript stays inside', () => javascriptStaysInside(sandbox));
});

test('the canary was there to be found', () => assert.ok(existsSync(CANARY)));
