import { python } from '../attempt.ts';

export const processes = python('processes', [
  ['fork', 'pid = os.fork()\nif pid == 0: os._exit(0)', { control: true }],
  ['fork by a bare system call', 'pid = call("fork")\nif pid == 0: os._exit(0)', { control: true }],
  [
    'a daemon',
    'pid = os.fork()\nif pid == 0:\n    os.setsid()\n    if os.fork() == 0: time.sleep(0.1)\n    os._exit(0)',
    { control: true },
  ],
  [
    'multiprocessing',
    'import multiprocessing; p = multiprocessing.get_context("fork").Process(target=int); p.start(); p.join()',
    { control: true },
  ],
  ['subprocess', 'import subprocess; subprocess.run(["/usr/bin/true"])', { control: true }],
  ['a shell', 'need(os.system("true") == 0)', { control: true }],
  ['a pipe from a shell', 'need(os.popen("echo x").read())', { control: true }],
  ['posix_spawn', 'os.posix_spawn("/usr/bin/true", ["true"], {})', { control: true }],
  [
    'execve',
    'print("never", end=""); os.execv("/nonexistent" if HOST["pid"] < 0 else "/usr/bin/true", ["true"])',
  ],
  [
    'execveat of a descriptor',
    'fd = os.open("/usr/bin/true", os.O_RDONLY); call("execveat", fd, b"", bytes(8), bytes(8), 0x1000)',
  ],
  [
    'a program in memory',
    'fd = os.memfd_create("x"); os.write(fd, open("/usr/bin/true", "rb").read()); call("execveat", fd, b"", bytes(8), bytes(8), 0x1000)',
  ],
  [
    'a program of the workspace',
    'import shutil; shutil.copy("/usr/bin/true", "/workspace/t"); os.chmod("/workspace/t", 0o4755); os.execv("/workspace/t", ["t"])',
  ],
  [
    'a script by the loader',
    'import glob; os.execv(glob.glob("/lib64/ld-linux*")[0], ["ld", "/usr/bin/true"])',
  ],
  [
    'vfork and clone without threads',
    'every_refused([lambda f=f: call("clone", f, 0, 0, 0, 0) for f in (0x11, 0x4111, 0x100, 0x200, 0x8000 | 0x11, 0x80000000 | 0x11)])',
  ],
  [
    'a namespace of users by clone',
    'every_refused([lambda f=f: call("clone", f | 0x11, 0, 0, 0, 0) for f in (0x10000000, 0x20000, 0x20000000, 0x40000000, 0x8000000, 0x4000000, 0x2000000)])',
  ],
  [
    'a thread with namespaces of its own',
    'every_refused([lambda f=f: call("clone", f | 0x10000, 0, 0, 0, 0) for f in (0x10000000, 0x20000, 0x40000000)])',
  ],
  ['clone3', 'call("clone3", struct.pack("Q" * 11, 0x10000000, *[0] * 3, 17, *[0] * 6), 88)'],
  [
    'unshare',
    'every_refused([lambda f=f: call("unshare", f) for f in (0x10000000, 0x20000, 0x40000000, 0x400, 0x200, 0x80)])',
  ],
  [
    'setns',
    'every_refused([lambda k=k: call("setns", os.open(f"/proc/1/ns/{k}", os.O_RDONLY), 0) for k in ("user", "mnt", "pid", "net")] + [lambda: call("setns", 1, 0)])',
  ],
  ['signals to everybody', 'os.kill(-1, signal.SIGKILL)'],
  [
    'signals to every number',
    'every_refused([lambda p=p: os.kill(p, 0) for p in [*range(2, 33000), HOST["pid"]]])',
  ],
  ['a signal to a process of the host', 'os.kill(HOST["pid"], signal.SIGSTOP)', { control: true }],
  ['a signal to the supervisor', 'need(os.getppid() > 0); os.kill(os.getppid(), signal.SIGKILL)'],
  [
    'a signal to the supervisor as a group',
    'need(os.getpgid(0) != os.getpid(), "it leads its group"); os.killpg(0, 9)',
  ],
  ['a signal by the number of a thread', 'call("tgkill", HOST["pid"], HOST["pid"], 19)', { control: true }],
  [
    'a signal by a descriptor',
    'call("pidfd_send_signal", call("pidfd_open", HOST["pid"], 0), 19, 0, 0)',
    { control: true },
  ],
  [
    'tracing',
    'every_refused([lambda r=r, p=p: call("ptrace", r, p, 0, 0) for r in (16, 0x4206) for p in (1, 2, HOST["pid"])] + [lambda: call("ptrace", 0, 0, 0, 0)])',
    { control: true },
  ],
  [
    'memory of another',
    'every_refused([lambda c=c, p=p: call(c, p, bytes(16), 1, bytes(16), 1, 0) for c in ("process_vm_readv", "process_vm_writev") for p in (1, HOST["pid"])])',
  ],
  [
    'the environment of another',
    'every_refused([lambda p=p: print(open(f"/proc/{p}/environ").read()) for p in (1, 2, 3, "self", HOST["pid"])])',
    { control: true },
  ],
  [
    'limits of another',
    'import resource; resource.prlimit(HOST["pid"], resource.RLIMIT_NOFILE)',
    { control: true },
  ],
  ['the nice value of another', 'os.setpriority(os.PRIO_PROCESS, HOST["pid"], 10)'],
  ['a core dump', 'os.abort()', { ends: 'killed' }],
]);

export const rights = python(
  'rights',
  [
    [
      'becoming root',
      'every_refused([lambda: os.setuid(0), lambda: os.setreuid(0, 0), lambda: os.setresuid(0, 0, 0), lambda: os.setgid(0), lambda: os.setgroups([0])])',
    ],
    [
      'capabilities',
      'call({"x86_64": 126, "aarch64": 91}[os.uname().machine], struct.pack("Ii", 0x20080522, 0), struct.pack("6I", *[0xffffffff] * 6))',
    ],
    ['ambient capabilities', 'every_refused([lambda c=c: call("prctl", 47, 2, c, 0, 0) for c in range(41)])'],
    ['being traceable', 'call("prctl", 4, 1, 0, 0, 0)', { control: true }],
    ['outliving its supervisor', 'call("prctl", 1, 0, 0, 0, 0)', { control: true }],
    ['adopting orphans', 'call("prctl", 36, 1, 0, 0, 0)', { control: true }],
    ['securebits', 'call("prctl", 28, 0, 0, 0, 0)'],
    ['its map of memory', 'call("prctl", 35, 1, 0, 0, 0)'],
    ['the clock of speculation', 'call("prctl", 53, 0, 0, 0, 0)'],
    [
      'raising a limit',
      'every_refused([lambda n=n: call("prlimit64", 0, n, struct.pack("QQ", 1 << 40, 1 << 40), 0) for n in range(16)])',
    ],
    [
      'lowering a limit and raising it',
      'call("prlimit64", 0, 7, struct.pack("QQ", 64, 64), 0)',
      { control: true },
    ],
    [
      'more of the processor',
      'every_refused([lambda: os.nice(-5), lambda: os.sched_setscheduler(0, os.SCHED_FIFO, os.sched_param(1)), lambda: os.setpriority(os.PRIO_PROCESS, 0, -1)])',
    ],
    ['other processors', 'os.sched_setaffinity(0, {0})', { control: true }],
    ['more of the disk', 'call("ioprio_set", 1, 0, 0x2000)'],
    [
      'locked memory',
      'm = mmap.mmap(-1, 4096); need(ctypes.CDLL(None, use_errno=True).mlock(ctypes.c_void_p(ctypes.addressof(ctypes.c_char.from_buffer(m))), 4096) == 0, "not locked")',
      { control: true },
    ],
  ],
  true,
);

export const memory = python('memory to execute', [
  ['anonymous', 'mmap.mmap(-1, 4096, prot=7)', { control: true }],
  ['anonymous and shared', 'mmap.mmap(-1, 4096, flags=mmap.MAP_SHARED, prot=7)', { control: true }],
  [
    'made executable later',
    'm = mmap.mmap(-1, 4096); call("mprotect", ctypes.addressof(ctypes.c_char.from_buffer(m)), 4096, 5)',
    { control: true },
  ],
  [
    'a library that can be written to',
    'mmap.mmap(os.open("/usr/bin/python3", os.O_RDONLY), 4096, flags=mmap.MAP_PRIVATE, prot=7)',
    { control: true },
  ],
  [
    'a file of the workspace',
    'open("/workspace/x", "wb").write(bytes(4096)); mmap.mmap(os.open("/workspace/x", os.O_RDWR), 4096, prot=mmap.PROT_READ | mmap.PROT_EXEC)',
  ],
  [
    'a file of every writable folder',
    'every_refused([lambda d=d: (open(d + "/x", "wb").write(bytes(4096)), mmap.mmap(os.open(d + "/x", os.O_RDWR), 4096, flags=f, prot=5)) for d in ("/tmp", "/dev/shm", "/figures", "/workspace") for f in (1, 2)])',
  ],
  [
    'a library of the workspace',
    'import glob, shutil; shutil.copy(glob.glob("/usr/lib/*/libz.so.1*")[0], "/workspace/z.so"); ctypes.CDLL("/workspace/z.so")',
  ],
  [
    'by a key of protection',
    'every_refused([lambda: call({"x86_64": 329, "aarch64": 288}[os.uname().machine], 0, 0, 4, -1), lambda: call({"x86_64": 330, "aarch64": 289}[os.uname().machine], 0, 0)])',
  ],
  [
    'pages that move',
    'every_refused([lambda: call({"x86_64": 216, "aarch64": 234}[os.uname().machine], 0, 0, 0, 0, 0), lambda: call("userfaultfd", 0)])',
  ],
]);
