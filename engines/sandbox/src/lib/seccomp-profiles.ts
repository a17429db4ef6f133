// Which system calls a stage may make. Three stages, each stricter than the one before:
// `outer` binds the supervisor (it still has to mount and unshare), `node` binds JavaScript,
// `python` is an allow-list for the process that runs Python code.
import type { SyscallRule } from './syscall-rule.ts';

const EAGAIN = 11;
const EPERM = 1;
const ENOSYS = 38;
const AF_UNIX = 1;
const PROT_WRITE = 2;
const PROT_EXEC = 4;
const MAP_ANONYMOUS = 0x20;
const CLONE_THREAD = 0x10000;
/** CLONE_NEWNS | NEWCGROUP | NEWUTS | NEWIPC | NEWUSER | NEWPID | NEWNET */
const CLONE_NAMESPACES = 0x7e020000;
const PR_SET_NAME = 15;
const PR_GET_NAME = 16;
const PR_SET_VMA = 0x53564d41;
const TCGETS = 0x5401;
const TIOCGWINSZ = 0x5413;
const FIONREAD = 0x541b;
const FIONBIO = 0x5421;
const FIONCLEX = 0x5450;
const FIOCLEX = 0x5451;

export type Profile = {
  readonly otherwise: 'allow' | { errno: number };
  readonly rules: readonly SyscallRule[];
  /** Numbers from this one on belong to kernels newer than this list, and answer ENOSYS. */
  readonly unknownFrom?: number;
};

const ALWAYS_DENIED = `
  ptrace pivot_root keyctl add_key request_key bpf io_uring_setup io_uring_enter io_uring_register userfaultfd
  perf_event_open fsopen fsmount fsconfig fspick open_tree move_mount mount_setattr process_vm_readv
  process_vm_writev process_madvise process_mrelease open_by_handle_at name_to_handle_at memfd_secret personality
  kexec_load kexec_file_load init_module finit_module delete_module swapon swapoff reboot sethostname setdomainname
  acct quotactl quotactl_fd syslog iopl ioperm modify_ldt settimeofday clock_settime adjtimex clock_adjtime kcmp
  vhangup uselib ustat sysfs _sysctl nfsservctl lookup_dcookie fanotify_init fanotify_mark pidfd_getfd move_pages
  migrate_pages mbind set_mempolicy mknod mknodat landlock_create_ruleset landlock_add_rule landlock_restrict_self`;

const DENIED_TO_JAVASCRIPT = `
  mount umount2 unshare setns chroot socket memfd_create fork vfork seccomp pidfd_open pidfd_send_signal
  mq_open msgget semget shmget sched_setscheduler sched_setattr setpriority ioprio_set bind listen accept accept4
  connect sysinfo flock mincore preadv2 pwritev2`;

/** The first call after Linux 5.15. What is not listed is allowed to these two, and so may only be what was thought of. */
const UNKNOWN_FROM = 449;

const ALLOWED_TO_PYTHON = `
  read write open openat close stat fstat lstat newfstatat statx poll ppoll lseek munmap brk rt_sigaction
  rt_sigprocmask rt_sigreturn rt_sigpending rt_sigtimedwait rt_sigsuspend sigaltstack pread64 pwrite64 readv writev
  preadv pwritev access faccessat faccessat2 pipe pipe2 select pselect6 sched_yield mremap msync
  madvise dup dup2 dup3 pause nanosleep clock_nanosleep getitimer alarm setitimer getpid getppid gettid
  getuid geteuid getgid getegid getresuid getresgid getgroups getpgrp getpgid getsid sendto recvfrom sendmsg recvmsg
  shutdown getsockname getpeername getsockopt setsockopt exit exit_group wait4 waitid kill tkill tgkill uname fcntl
  fsync fdatasync truncate ftruncate getdents getdents64 getcwd chdir fchdir rename renameat renameat2 mkdir
  mkdirat rmdir creat link linkat unlink unlinkat symlink symlinkat readlink readlinkat chmod fchmod fchmodat umask
  gettimeofday clock_gettime clock_getres time times getrlimit getrusage statfs fstatfs futex
  sched_getaffinity sched_getparam sched_getscheduler sched_get_priority_max sched_get_priority_min set_tid_address
  set_robust_list get_robust_list restart_syscall rseq membarrier getrandom utimensat fallocate fadvise64 sendfile
  copy_file_range epoll_create epoll_create1 epoll_ctl epoll_wait epoll_pwait epoll_pwait2 eventfd eventfd2
  timerfd_create timerfd_settime timerfd_gettime getcpu close_range getxattr lgetxattr fgetxattr listxattr llistxattr
  flistxattr arch_prctl`;

const names = (list: string) => list.trim().split(/\s+/);
const deny = (list: string, errno = EPERM): SyscallRule[] => names(list).map((name) => ({ name, errno }));
const allowValues = (name: string, arg: number, values: number[]): SyscallRule[] => [
  { name, errno: EPERM, unless: values.map((value) => ({ kind: 'equals', arg, value })) },
];

/** Threads, but no processes: fork answers EAGAIN, as a reached process limit does. clone3 hides its flags in memory. */
const THREADS_ONLY: SyscallRule[] = [
  {
    name: 'clone',
    errno: EAGAIN,
    unless: [{ kind: 'masked', arg: 0, mask: CLONE_THREAD | CLONE_NAMESPACES, value: CLONE_THREAD }],
  },
  { name: 'clone3', errno: ENOSYS },
];
const UNIX_PAIRS_ONLY = allowValues('socketpair', 0, [AF_UNIX]);

export const OUTER: Profile = {
  otherwise: 'allow',
  rules: deny(ALWAYS_DENIED),
  unknownFrom: UNKNOWN_FROM,
};

/** gVisor traces what runs in it, and reads its memory; it filters the calls of its own processes further. */
const NEEDED_BY_GVISOR = ['ptrace', 'process_vm_readv', 'process_vm_writev', 'pivot_root', 'modify_ldt'];
export const GVISOR: Profile = {
  otherwise: 'allow',
  rules: OUTER.rules.filter(({ name }) => !NEEDED_BY_GVISOR.includes(name)),
  unknownFrom: UNKNOWN_FROM,
};

/** A program that lives long and may start others, but never makes a namespace or a mount. */
export const PROGRAM: Profile = {
  otherwise: 'allow',
  rules: [
    ...deny(ALWAYS_DENIED),
    ...deny('mount umount2 unshare setns chroot seccomp'),
    {
      name: 'clone',
      errno: EPERM,
      unless: [{ kind: 'masked', arg: 0, mask: CLONE_NAMESPACES, value: 0 }],
    },
    { name: 'clone3', errno: ENOSYS },
  ],
  unknownFrom: UNKNOWN_FROM,
};

export const NODE: Profile = {
  otherwise: 'allow',
  rules: [...deny(ALWAYS_DENIED), ...deny(DENIED_TO_JAVASCRIPT), ...THREADS_ONLY, ...UNIX_PAIRS_ONLY],
  unknownFrom: UNKNOWN_FROM,
};

export const PYTHON: Profile = {
  otherwise: { errno: EPERM },
  rules: [
    ...names(ALLOWED_TO_PYTHON).map((name): SyscallRule => ({ name, errno: 0 })),
    ...THREADS_ONLY,
    ...deny('fork vfork', EAGAIN),
    ...UNIX_PAIRS_ONLY,
    ...allowValues('prctl', 0, [PR_SET_NAME, PR_GET_NAME, PR_SET_VMA]),
    ...allowValues('ioctl', 1, [TCGETS, TIOCGWINSZ, FIONREAD, FIONBIO, FIONCLEX, FIOCLEX]),
    // Reading limits is allowed, setting them is not: the new-limit pointer has to be null.
    { name: 'prlimit64', errno: EPERM, unless: [{ kind: 'zero', arg: 2 }] },
    { name: 'mprotect', errno: EPERM, unless: [{ kind: 'masked', arg: 2, mask: PROT_EXEC, value: 0 }] },
    // Libraries map their code from files; memory to execute that is anonymous or can be written has no honest use here.
    {
      name: 'mmap',
      errno: EPERM,
      unless: [
        { kind: 'masked', arg: 2, mask: PROT_EXEC, value: 0 },
        {
          kind: 'all',
          tests: [
            { kind: 'masked', arg: 2, mask: PROT_WRITE, value: 0 },
            { kind: 'masked', arg: 3, mask: MAP_ANONYMOUS, value: 0 },
          ],
        },
      ],
    },
  ],
};
