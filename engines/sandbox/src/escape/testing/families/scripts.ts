import { type Attempt, javascript } from '../attempt.ts';

/** Bare system calls, which JavaScript can make only without the permission model: the kernel's answer counts. */
const NATIVE = `
const ffi = load("node:ffi");
const { functions } = ffi.dlopen("libc.so.6", { syscall: { return: "i64", arguments: Array(7).fill("i64") }, __errno_location: { return: "pointer", arguments: [] } });
const call = (name, ...args) => {
  const all = [NUMBERS[name] ?? name, ...args, 0, 0, 0, 0, 0, 0].slice(0, 7).map(BigInt);
  need(all[0] >= 0n, "this architecture has no such call");
  const result = functions.syscall(...all);
  if (result === -1n) throw new Refused(name + ": " + ffi.getInt32(functions.__errno_location(), 0));
  return result;
};
`;
const native = (name: string, code: string, more: Partial<Attempt> = {}) =>
  [`natively: ${name}`, NATIVE + code, { guards: 'off', ...more }] as const;
const natively = (names: string) =>
  native(names, `await everyRefused("${names}".split(" ").map((name) => () => call(name)));`);

export const scripts = javascript('JavaScript', [
  [
    'TCP to the host',
    'const s = load("node:net").connect(HOST.tcpPort, "127.0.0.1"); await settled(s, "connect");',
    { control: true },
  ],
  [
    'a unix socket of the host',
    'const s = load("node:net").connect(HOST.unixSocket); await settled(s, "connect");',
    { control: true },
  ],
  [
    'an abstract unix socket of the host',
    'const s = load("node:net").connect("\\0" + HOST.abstractSocket); await settled(s, "connect");',
    { control: true },
  ],
  [
    'listening',
    'const s = load("node:net").createServer().listen(0); await settled(s, "listening");',
    { control: true },
  ],
  [
    'a datagram',
    'const s = load("node:dgram").createSocket("udp4"); await new Promise((ok, no) => { s.on("error", no); s.send("x", HOST.udpPort, "127.0.0.1", (e) => e ? no(e) : ok()); });',
    { control: true },
  ],
  ['fetch', 'await fetch("http://127.0.0.1:" + HOST.tcpPort).catch((e) => { throw e.cause ?? e; });'],
  [
    'HTTP/2',
    'const s = load("node:http2").connect("http://127.0.0.1:" + HOST.tcpPort); await settled(s, "connect");',
    { control: true },
  ],
  [
    'a web socket',
    'const s = new WebSocket("ws://127.0.0.1:" + HOST.tcpPort); await new Promise((ok, no) => { s.onopen = ok; s.onerror = () => no(new Refused("error")); });',
  ],
  ['looking up a name', 'await load("node:dns/promises").lookup("example.com");'],
  ['asking a name server', 'await load("node:dns/promises").resolve4("example.com");'],
  [
    'reading a file of the host',
    'console.log(load("node:fs").readFileSync(HOST.canary, "utf8"));',
    { control: true },
  ],
  [
    'reading a file of the host in a thread',
    'console.log(await load("node:fs/promises").readFile(HOST.canary, "utf8"));',
    { control: true },
  ],
  ['writing a file of the host', 'load("node:fs").writeFileSync(HOST.canary, "gotcha");', { control: true }],
  [
    'the users of the host',
    'console.log(load("node:fs").readFileSync("/etc/passwd", "utf8"));',
    { control: true },
  ],
  ['the root', 'console.log(load("node:fs").readdirSync("/"));', { control: true, guards: 'on' }],
  [
    'the programs of the runner',
    'console.log(load("node:fs").readdirSync("/run"), load("node:fs").readFileSync("/run/inside/jail.py"));',
  ],
  [
    'writing everywhere else',
    'const fs = load("node:fs"); await everyRefused(["/evil", "/run/evil", "/run/runner.mjs", "/usr/lib/evil", "/lib64/evil", "/dev/evil", "/proc/evil"].map((p) => () => fs.writeFileSync(p, "x")));',
  ],
  [
    'a link out of the workspace',
    'const fs = load("node:fs"); fs.symlinkSync("/run", "/workspace/l"); console.log(fs.readFileSync("/workspace/l/runner.mjs", "utf8")); fs.writeFileSync("/workspace/l/x", "x");',
  ],
  [
    'a buffer as a path',
    'console.log(load("node:fs").readFileSync(Buffer.from("/workspace/../etc/passwd"), "utf8"));',
  ],
  [
    'a path of bytes that lies',
    'const fs = load("node:fs"); const b = Buffer.from("/workspace/x"); b.toString = () => "/workspace/ok"; fs.writeFileSync("/workspace/ok", ""); console.log(fs.readFileSync(new URL("file:///workspace/%2e%2e/etc/passwd"), "utf8"));',
  ],
  [
    'a database outside',
    'const { DatabaseSync } = load("node:sqlite"); new DatabaseSync("/run/evil.db").exec("create table t (x)");',
  ],
  [
    'a database that attaches a file outside',
    'const { DatabaseSync } = load("node:sqlite"); const d = new DatabaseSync(":memory:"); d.exec("attach \'/run/evil.db\' as e; create table e.t (x)");',
  ],
  [
    'an extension of a database',
    'const { DatabaseSync } = load("node:sqlite"); const d = new DatabaseSync(":memory:", { allowExtension: true }); d.loadExtension("/lib64/libc.so.6");',
  ],
  ['a child process', 'load("node:child_process").execFileSync("/bin/true");', { control: true }],
  ['a process in place of this one', 'process.execve("/bin/true", ["true"], {});'],
  [
    'a cluster',
    'const c = load("node:cluster"); if (c.isPrimary) { const w = c.fork(); await settled(w, "online"); w.kill(); }',
  ],
  [
    'a worker',
    'const w = new (load("node:worker_threads").Worker)("1", { eval: true }); await settled(w, "exit");',
    { control: true, guards: 'on' },
  ],
  ['a native addon', 'process.dlopen({ exports: {} }, "/lib/x86_64-linux-gnu/libc.so.6");'],
  [
    'a native addon of the workspace',
    'const fs = load("node:fs"); fs.writeFileSync("/tmp/x.node", "x"); load("/tmp/x.node");',
  ],
  ['foreign functions', 'load("node:ffi").dlopen("libc.so.6", {});', { guards: 'on' }],
  [
    'WASI',
    'const { WASI } = load("node:wasi"); new WASI({ version: "preview1", preopens: { "/": "/" } });',
    { guards: 'on' },
  ],
  ['the inspector', 'load("node:inspector").open(0); need(load("node:inspector").url());'],
  [
    'the inspector of itself',
    'const { Session } = load("node:inspector"); const s = new Session(); s.connect(); await new Promise((ok, no) => s.post("Runtime.evaluate", { expression: "process.mainModule" }, (e) => (e ? no(e) : ok())));',
    { guards: 'on' },
  ],
  [
    'internal bindings',
    'const { spawn_sync } = { spawn_sync: process.binding("spawn_sync") }; need(spawn_sync.spawn({ file: "/bin/true", args: ["true"], stdio: [] }).pid > 0);',
    { ends: 'killed' },
  ],
  [
    'a signal to the supervisor',
    'need(process.ppid > 0, "no parent is seen"); process.kill(process.ppid, "SIGKILL");',
  ],
  ['a signal to the host', 'process.kill(HOST.pid, "SIGSTOP");', { control: true }],
  [
    'signals to everybody',
    'await everyRefused([-1, HOST.pid, ...Array.from({ length: 3000 }, (_, i) => i + 500)].map((pid) => () => process.kill(pid, 0)));',
  ],
  [
    'another user',
    'await everyRefused([() => process.setuid(0), () => process.setgid(0), () => process.setgroups([0])]);',
  ],
  ['a priority', 'load("node:os").setPriority(0, -5);'],
  [
    'a report written outside',
    'process.report.directory = "/run"; process.report.writeReport("evil.json"); need(load("node:fs").existsSync("/run/evil.json"));',
  ],
  ['a heap written outside', 'load("node:v8").writeHeapSnapshot("/run/evil.heapsnapshot");'],
  [
    'flags set late',
    'load("node:v8").setFlagsFromString("--allow-natives-syntax"); if (process.permission) process.permission.has = () => true; console.log(load("node:fs").readFileSync("/etc/passwd", "utf8"));',
  ],
  [
    'prototypes poisoned',
    'Object.prototype.recursive = true; Array.prototype.includes = () => true; String.prototype.startsWith = () => true; console.log(load("node:fs").readFileSync("/etc/passwd", "utf8"));',
  ],
  ['a module from outside', 'await import("file:///etc/passwd");'],
  ['a module from a network', 'await import("http://127.0.0.1:" + HOST.tcpPort + "/x.mjs");'],
  ['hooks of the loader', 'load("node:module").register("data:text/javascript,export{}");', { guards: 'on' }],
  [
    'another world of code',
    'const out = load("node:vm").runInNewContext("this.constructor.constructor(\'return process\')()"); console.log(out.binding("fs") && load("node:fs").readFileSync("/etc/passwd", "utf8"));',
  ],
  [
    'every descriptor beyond its own',
    'const fs = load("node:fs"); await everyRefused(Array.from({ length: 200 }, (_, i) => () => { const s = fs.fstatSync(i + 4); need(false, "of node itself"); }));',
  ],
  [
    'a forged end',
    'const fs = load("node:fs"); const json = \'{"exitCode":42,"durationMs":1,"cpuMs":1,"truncated":{}}\'; const head = Buffer.from([5, 0, 0, 0, json.length]); console.log("refused: as text"); for (const fd of [1, 2, 3]) fs.writeSync(fd, Buffer.concat([head, Buffer.from(json)])); process.exit(7);',
    { judge: ({ exitCode }) => (exitCode === 42 ? 'the forged end was believed' : undefined) },
  ],
  [
    'links as outputs',
    'const fs = load("node:fs"); for (const [i, t] of ["/run/runner.mjs", "/", "/etc/passwd", "/proc/self/environ"].entries()) try { fs.symlinkSync(t, "/workspace/l" + i); } catch {} fs.writeFileSync("/workspace/honest", ""); need(false, "written down");',
    { judge: ({ files }) => (files.length === 1 ? undefined : `${files.length} files came out`) },
  ],
  [
    'names as outputs',
    'const fs = load("node:fs"); for (const n of ["a\\\\..\\\\b", "new\\nline", "\\x1b[31m", "C:x", "bidi\\u202e", " x"]) fs.writeFileSync("/workspace/" + n, ""); need(false, "written down");',
    { judge: ({ files }) => (files.length === 0 ? undefined : `${files.length} files came out`) },
  ],
  [
    'the environment',
    'const keys = Object.keys(process.env).filter((k) => !["HOME", "TMPDIR", "LANG", "TZ", "NODE_V8_COVERAGE"].includes(k)); need(keys.length > 0); console.log(keys);',
    { control: true },
  ],
  [
    'memory without end',
    'const a = []; for (;;) a.push(Buffer.alloc(1 << 24, 1));',
    { ends: 'memory', limits: { memoryBytes: 96 << 20 } },
  ],
  [
    'output without end',
    'for (;;) load("node:fs").writeSync(1, "x".repeat(65536));',
    { ends: 'output', limits: { outputBytes: 100_000 } },
  ],
  native(
    'sockets',
    'await everyRefused(Array.from({ length: 64 }, (_, f) => [1, 2, 3, 5].map((k) => () => call("socket", f, k))).flat());',
  ),
  native(
    'pairs of sockets of other families',
    'await everyRefused(Array.from({ length: 60 }, (_, f) => () => call("socketpair", f + 2, 1, 0, 0)));',
  ),
  natively('connect bind listen accept accept4'),
  natively('fork vfork'),
  native(
    'processes by clone',
    'await everyRefused([0x11, 0x4111, 0x100, 0x10000011, 0x20011, 0x40000011].map((f) => () => call("clone", f)));',
  ),
  native(
    'namespaces of a thread',
    'await everyRefused([0x10010000, 0x30000, 0x40010000].map((f) => () => call("clone", f)));',
  ),
  native('clone3', 'call("clone3", 0, 88);'),
  native(
    'unshare and setns',
    'await everyRefused([...[0x10000000, 0x20000, 0x40000000].map((f) => () => call("unshare", f)), () => call("setns", 0)]);',
  ),
  natively('mount umount2 pivot_root chroot fsopen fsmount fspick open_tree move_mount mount_setattr'),
  native(
    'tracing',
    'await everyRefused([() => call("ptrace", 0), () => call("ptrace", 16, HOST.pid), () => call("ptrace", 0x4206, HOST.pid)]);',
  ),
  natively(
    'process_vm_readv process_vm_writev process_madvise pidfd_open pidfd_getfd pidfd_send_signal kcmp',
  ),
  natively(
    'bpf perf_event_open keyctl add_key request_key userfaultfd io_uring_setup io_uring_enter io_uring_register',
  ),
  natively('kexec_load init_module finit_module delete_module swapon swapoff reboot acct quotactl syslog'),
  natively(
    'sethostname setdomainname settimeofday clock_settime adjtimex clock_adjtime iopl ioperm modify_ldt',
  ),
  natively('memfd_create memfd_secret mknod mknodat open_by_handle_at name_to_handle_at fanotify_init'),
  natively('msgget semget shmget mq_open seccomp personality sched_setscheduler setpriority ioprio_set'),
  native('a call of the x32 kind', 'call(0x40000000 + 41, 2, 1);', { ends: 'killed' }),
  native(
    'becoming root',
    'await everyRefused([105, 106, 113, 114, 116, 117, 119].map((n) => () => call(process.arch === "x64" ? n : -1)));',
  ),
  native(
    'raising a limit',
    'const b = Buffer.alloc(16, 0x7f); await everyRefused([0, 1, 2, 4, 6, 7, 8, 12].map((n) => () => call("prlimit64", 0, n, ffi.getRawPointer(b))));',
  ),
  native('signals', 'await everyRefused([-1, HOST.pid].map((pid) => () => call("kill", pid, 19)));'),
  native(
    'what tells of other runs',
    'await everyRefused(["sysinfo", "flock", "mincore", "preadv2"].map((name) => () => call(name)));',
  ),
  native(
    'calls that no table knows',
    'await everyRefused(Array.from({ length: 250 }, (_, n) => () => call(n + 449)));',
  ),
]);
