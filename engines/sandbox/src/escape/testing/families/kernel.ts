import { python } from '../attempt.ts';

/** A system call with arguments that do nothing if it is let through. */
const calls = (names: string) =>
  names
    .trim()
    .split(/\s+/)
    .map((name) => [name, `call("${name}", 0, 0, 0, 0, 0, 0)`] as const);

export const kernel = python(
  'system calls',
  [
    ...calls(`
    bpf perf_event_open keyctl add_key request_key userfaultfd io_uring_setup io_uring_enter io_uring_register
    kexec_load init_module finit_module delete_module swapon swapoff acct quotactl sethostname
    setdomainname iopl ioperm modify_ldt kcmp move_pages mbind set_mempolicy migrate_pages landlock_create_ruleset
    seccomp memfd_secret lookup_dcookie mq_open msgget semget shmget pidfd_open pidfd_getfd process_madvise
    process_mrelease vhangup nfsservctl uselib ustat sysfs _sysctl settimeofday clock_settime fanotify_mark`),
    ['the log of the kernel', 'call("syslog", 3, ctypes.create_string_buffer(99), 99, 0)'],
    [
      'setting the clock',
      'every_refused([lambda: time.clock_settime(0, time.time()), lambda: call("adjtimex", bytes(256)), lambda: call("clock_adjtime", 0, bytes(256))])',
    ],
    ['restarting the machine', 'call("reboot", 0xfee1dead, 672274793, 0, 0)'],
    ['another personality', 'call("personality", 0x0040000)', { control: true }],
    ['a keyring of the session', 'call("keyctl", 0, -3, 1)'],
    ['memory without a file', 'os.memfd_create("x")', { control: true }],
    ['shared memory of System V', 'call("shmget", 0, 4096, 0o1600)'],
    [
      'numbers that no table knows',
      'every_refused([lambda n=n: call(n, 0, 0, 0, 0, 0, 0) for n in [*range(443, 700), 1023, 4095, 65535, 0x3fffffff]])',
    ],
    [
      'a filter of its own',
      'every_refused([lambda: call("prctl", 22, 2, bytes(16), 0, 0), lambda: call("seccomp", 1, 8, bytes(16)), lambda: call("seccomp", 1, 1, bytes(16))])',
    ],
  ],
  true,
);

export const settings = python(
  'settings of the kernel',
  [
    ...[
      'sys/kernel/core_pattern',
      'sys/kernel/printk_ratelimit',
      'sys/kernel/modprobe',
      'sys/kernel/hostname',
      'sys/vm/drop_caches',
      'sys/net/ipv4/ip_forward',
      'sys/fs/binfmt_misc/register',
      'sysrq-trigger',
      'self/oom_score_adj',
      'self/uid_map',
      'self/setgroups',
      'self/mem',
      'self/attr/current',
      'self/timerslack_ns',
      'self/clear_refs',
      'self/coredump_filter',
      'irq/default_smp_affinity',
      'bus/pci',
    ].map(
      (path) => [`writing /proc/${path}`, `open("/proc/${path}", "r+b", buffering=0).write(b"0")`] as const,
    ),
    [
      'reading of the kernel',
      'every_refused([lambda p=p: print(open("/proc/" + p, "rb").read(99)) for p in ("kcore", "kmsg", "kallsyms", "keys", "key-users", "cmdline", "config.gz", "modules", "interrupts", "iomem", "mounts", "net/tcp", "net/unix", "sched_debug", "timer_list", "slabinfo", "vmallocinfo", "version", "cpuinfo", "meminfo")])',
      { control: true },
    ],
    [
      'the agent that cgroups call at their end',
      'every_refused([lambda p=p: open(p, "w").write("/bin/true") for p in ("/sys/fs/cgroup/release_agent", "/sys/fs/cgroup/memory/release_agent", "/sys/fs/cgroup/cpu/release_agent", "/sys/fs/cgroup/unified/release_agent")])',
    ],
    [
      'leaving a cgroup',
      'every_refused([lambda p=p: open(p, "w").write("0") for p in ("/sys/fs/cgroup/cgroup.procs", "/sys/fs/cgroup/memory/tasks", "/sys/fs/cgroup/cpu/tasks", "/sys/fs/cgroup/pids/tasks", "/sys/fs/cgroup/unified/cgroup.procs")])',
    ],
    [
      'helpers that the kernel starts',
      'every_refused([lambda p=p: open(p, "w").write("x") for p in ("/sys/kernel/uevent_helper", "/sys/kernel/debug/x", "/sys/power/state", "/sys/kernel/security/lsm")])',
    ],
  ],
  true,
);
