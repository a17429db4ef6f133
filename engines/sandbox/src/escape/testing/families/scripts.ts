import { javascript } from '../attempt.ts';

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
  ['the root', 'console.log(load("node:fs").readdirSync("/"));', { control: true }],
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
    'const c = load("node:cluster"); if (c.isPrimary) { const w = c.fork(); w.on("error", () => {}); w.kill(); }',
  ],
  [
    'a worker',
    'const w = new (load("node:worker_threads").Worker)("1", { eval: true }); await settled(w, "exit");',
    { control: true },
  ],
  ['a native addon', 'process.dlopen({ exports: {} }, "/lib/x86_64-linux-gnu/libc.so.6");'],
  [
    'a native addon of the workspace',
    'const fs = load("node:fs"); fs.writeFileSync("/tmp/x.node", "x"); load("/tmp/x.node");',
  ],
  ['foreign functions', 'load("node:ffi").dlopen("libc.so.6", {});'],
  ['WASI', 'const { WASI } = load("node:wasi"); new WASI({ version: "preview1", preopens: { "/": "/" } });'],
  ['the inspector', 'load("node:inspector").open(0); need(load("node:inspector").url());'],
  [
    'the inspector of itself',
    'const { Session } = load("node:inspector"); const s = new Session(); s.connect(); await new Promise((ok, no) => s.post("Runtime.evaluate", { expression: "process.mainModule" }, (e) => (e ? no(e) : ok())));',
  ],
  [
    'internal bindings',
    'const { spawn_sync } = { spawn_sync: process.binding("spawn_sync") }; need(spawn_sync.spawn({ file: "/bin/true", args: ["true"], stdio: [] }).pid > 0);',
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
    'process.report.directory = "/run"; const name = process.report.writeReport("evil.json"); need(load("node:fs").existsSync("/run/" + name));',
  ],
  ['a heap written outside', 'load("node:v8").writeHeapSnapshot("/run/evil.heapsnapshot");'],
  [
    'flags set late',
    'load("node:v8").setFlagsFromString("--allow-natives-syntax"); process.permission.has = () => true; console.log(load("node:fs").readFileSync("/etc/passwd", "utf8"));',
  ],
  [
    'prototypes poisoned',
    'Object.prototype.recursive = true; Array.prototype.includes = () => true; String.prototype.startsWith = () => true; console.log(load("node:fs").readFileSync("/etc/passwd", "utf8"));',
  ],
  ['a module from outside', 'await import("file:///etc/passwd");'],
  ['a module from a network', 'await import("http://127.0.0.1:" + HOST.tcpPort + "/x.mjs");'],
  ['hooks of the loader', 'load("node:module").register("data:text/javascript,export{}");'],
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
]);
