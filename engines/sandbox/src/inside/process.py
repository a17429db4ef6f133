"""What the kernel says about a process. The folder is opened before /proc is covered, and stays readable."""
import errno
import os
import time


def open_proc():
    return os.open('/proc', os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)


def read(proc, path):
    fd = os.open(path, os.O_RDONLY | os.O_CLOEXEC, dir_fd=proc)
    try:
        return os.read(fd, 1 << 16)
    finally:
        os.close(fd)


def data_bytes(proc):
    """Private writable memory and stacks of this process, touched or not. gVisor says it in one file alone."""
    pages = int(read(proc, 'self/statm').split()[5])
    return pages * os.sysconf('SC_PAGESIZE') if pages else field(read(proc, 'self/status'), b'VmData:') * 1024


def memory_bytes(proc, pid):
    """Resident memory that is not backed by a file: private pages and shared anonymous ones. gVisor tells all together."""
    said = read(proc, f'{pid}/status')
    if b'RssAnon:' not in said:
        return field(said, b'VmRSS:') * 1024
    return (field(said, b'RssAnon:') + field(said, b'RssShmem:')) * 1024


def threads(proc, pid):
    return field(read(proc, f'{pid}/status'), b'Threads:')


def field(said, name):
    """0 where there is none."""
    start = said.find(name)
    return int(said[start + len(name):].split(None, 1)[0]) if start >= 0 else 0


def exit_handle(pid):
    """Can be read once the process has ended. None in gVisor, which has nothing of the kind."""
    try:
        return os.pidfd_open(pid)
    except OSError as error:
        if error.errno != errno.ENOSYS:
            raise
        return None


def has_ended(pid):
    return os.waitid(os.P_PID, pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is not None


def cpu_seconds(pid):
    """All threads. The clock id is that of clock_getcpuclockid(3)."""
    return time.clock_gettime((~pid << 3) | 2)
