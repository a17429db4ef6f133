"""Walls around the child: its own namespaces, private folders, limits, no capabilities, a system call filter."""
import fcntl
import os
import resource

import kernel

MIB = 1 << 20
WORKSPACE_BYTES = 64 * MIB
SCRATCH_BYTES = 16 * MIB
MAX_INODES = 1024
OPEN_FILES = 128
# What node maps for itself before it runs a line, nearly all of it never touched.
NODE_DATA_BYTES = 1024 * MIB
# Threads node starts for itself.
NODE_THREADS = 16
FIRST_SPARE_FD = 64
JAVASCRIPT_ROOT = '/js'
# What this kernel does: it refuses a thread beyond the limit, and the first process of a namespace no signal of its own.
REFUSES_THREADS, SPARES_FIRST_PROCESS = True, True
# How many times longer than here a child may take to hear.
SLOWNESS = 1


def root_of(language):
    return JAVASCRIPT_ROOT if language == 'javascript' else ''


def separate(root):
    """Gives this process, and the child it forks next, namespaces of their own. Returns its uid inside."""
    uid, gid = os.getuid(), os.getgid()
    kernel.unshare(kernel.NEW_NAMESPACES)
    for name, value in (('setgroups', 'deny'), ('uid_map', f'{uid} {uid} 1'), ('gid_map', f'{gid} {gid} 1')):
        with open(f'/proc/self/{name}', 'w') as file:
            file.write(value)
    kernel.mount('none', '/', kernel.MS_REC | kernel.MS_PRIVATE)
    private_folder(f'{root}/workspace', WORKSPACE_BYTES)
    private_folder(f'{root}/tmp', SCRATCH_BYTES)
    if not root:
        private_folder('/figures', SCRATCH_BYTES)
        private_folder('/dev/shm', SCRATCH_BYTES)


def private_folder(path, size):
    flags = kernel.MS_NOSUID | kernel.MS_NODEV | kernel.MS_NOEXEC
    kernel.mount('tmpfs', path, flags, f'size={size},nr_inodes={MAX_INODES},mode=0700')


def settle():
    """Nothing is left to give up: the supervisor had no rights but in the namespaces of its own."""


def cover(_root):
    """What the supervisor needed to get here is nothing for the child."""
    hide('/run')
    hide('/proc')


def hide(path, mode='0755'):
    kernel.mount('tmpfs', path, kernel.MS_RDONLY | kernel.MS_NOSUID | kernel.MS_NODEV | kernel.MS_NOEXEC, f'size=4k,mode={mode}')


def enter(root, descriptors, job_filter):
    """Runs in the child. After it nothing can be opened up again; a failure is raised, never passed over."""
    os.setsid()
    keep_only(descriptors)
    for name, value in FIXED_RLIMITS.items():
        resource.setrlimit(name, (value, value))
    if root:
        os.chroot(root)
    os.chdir('/workspace')
    os.umask(0o077)
    # Not with the others: the supervisor has to see the groups among which it places this process.
    kernel.unshare(kernel.NEW_CGROUP_NAMESPACE)
    kernel.drop_capabilities()
    kernel.prctl(kernel.PR_SET_NO_NEW_PRIVS, 1)
    kernel.prctl(kernel.PR_SET_DUMPABLE, 0)
    kernel.prctl(kernel.PR_SET_PDEATHSIG, kernel.SIGKILL)
    kernel.install_filter(job_filter)


def keep_only(descriptors):
    """Moves them out of the way first, so that no target overwrites a source that is still needed."""
    moved = [fcntl.fcntl(fd, fcntl.F_DUPFD, FIRST_SPARE_FD) for fd in descriptors]
    for target, source in enumerate(moved):
        os.dup2(source, target)
    os.closerange(len(descriptors), resource.getrlimit(resource.RLIMIT_NOFILE)[0])


FIXED_RLIMITS = {
    resource.RLIMIT_CORE: 0,
    resource.RLIMIT_MEMLOCK: 0,
    resource.RLIMIT_MSGQUEUE: 0,
    resource.RLIMIT_FSIZE: WORKSPACE_BYTES,
    resource.RLIMIT_NOFILE: OPEN_FILES,
}


def limit(pid, rlimits):
    """From outside: the child itself may not change its limits any more."""
    for name, value in rlimits.items():
        resource.prlimit(pid, name, (value, value))


def threads_for(limits, language):
    return limits['processes'] + (NODE_THREADS if language == 'javascript' else 0)


def lasting_rlimits(limits, language, data_bytes):
    all_limits = rlimits_for(limits, language, data_bytes)
    return {name: value for name, value in all_limits.items() if name != resource.RLIMIT_CPU}


def rlimits_for(limits, language, data_bytes):
    """`data_bytes` is what the interpreter holds before the code starts."""
    node = language == 'javascript'
    return {
        # The supervisor shares the user namespace and counts as one.
        resource.RLIMIT_NPROC: threads_for(limits, language) + 1,
        # Behind the supervisor's own count: in seconds, for the case that the supervisor is held up.
        resource.RLIMIT_CPU: -(-limits['cpuMs'] // 1000) + 1,
        resource.RLIMIT_DATA: limits['memoryBytes'] + (NODE_DATA_BYTES if node else data_bytes),
    }
