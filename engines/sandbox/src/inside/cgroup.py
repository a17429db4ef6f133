"""The kernel's groups around one child. The host has made a folder for each hierarchy, which this user owns."""
import os
import time

ROOT = '/run/cgroup'
# Over one period the share holds; within it as much may be used at once as the share gives in it.
BURST_SECONDS = 0.25
MIN_PERIOD_SECONDS, MAX_PERIOD_SECONDS = 0.1, 1.0
REMOVE_TRIES, REMOVE_PAUSE_SECONDS = 50, 0.01
UNIFIED = 'unified'


def open_folders():
    """By hierarchy: `unified`, or `cpu`, `memory` and `pids`. Nothing where the host found no groups."""
    try:
        names = os.listdir(ROOT)
    except FileNotFoundError:
        return {}
    return {name: os.open(f'{ROOT}/{name}', os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC) for name in names}


class Group:
    def __init__(self, folders, name):
        self.folders, self.name = folders, name
        for folder in folders.values():
            os.mkdir(name, 0o700, dir_fd=folder)

    def place(self, pid):
        """Costs up to 20 ms, so it is done before there is a job."""
        for hierarchy in self.folders:
            self.write(hierarchy, 'cgroup.procs', pid)

    def limit(self, limits, threads):
        """What the child has used so far is not the code's. A file of the other version is not there."""
        period = min(MAX_PERIOD_SECONDS, max(MIN_PERIOD_SECONDS, BURST_SECONDS / limits['cpuShare']))
        quota_us, period_us = int(period * limits['cpuShare'] * 1e6), int(period * 1e6)
        if UNIFIED in self.folders:
            bytes_used = int(self.read(UNIFIED, 'memory.current'))
            self.write(UNIFIED, 'cpu.max', f'{quota_us} {period_us}')
            self.write(UNIFIED, 'memory.max', bytes_used + limits['memoryBytes'])
            self.write_if_there(UNIFIED, 'memory.swap.max', 0)
            self.write(UNIFIED, 'pids.max', threads)
            return
        bytes_used = int(self.read('memory', 'memory.usage_in_bytes'))
        self.write('cpu', 'cpu.cfs_period_us', period_us)
        self.write('cpu', 'cpu.cfs_quota_us', quota_us)
        self.write('memory', 'memory.limit_in_bytes', bytes_used + limits['memoryBytes'])
        self.write_if_there('memory', 'memory.swappiness', 0)
        self.write_if_there('memory', 'memory.memsw.limit_in_bytes', bytes_used + limits['memoryBytes'])
        self.write('pids', 'pids.max', threads)

    def was_out_of_memory(self):
        unified = UNIFIED in self.folders
        text = self.read(UNIFIED, 'memory.events') if unified else self.read('memory', 'memory.oom_control')
        return any(line.split()[0] == b'oom_kill' and int(line.split()[1]) > 0 for line in text.splitlines())

    def remove(self):
        remove(self.folders, self.name)

    def read(self, hierarchy, file):
        fd = os.open(f'{self.name}/{file}', os.O_RDONLY | os.O_CLOEXEC, dir_fd=self.folders[hierarchy])
        try:
            return os.read(fd, 4096)
        finally:
            os.close(fd)

    def write(self, hierarchy, file, value):
        fd = os.open(f'{self.name}/{file}', os.O_WRONLY | os.O_CLOEXEC, dir_fd=self.folders[hierarchy])
        try:
            os.write(fd, str(value).encode())
        finally:
            os.close(fd)

    def write_if_there(self, hierarchy, file, value):
        """Swap is accounted for on some machines only."""
        try:
            self.write(hierarchy, file, value)
        except FileNotFoundError:
            pass


def remove(folders, name):
    """A group can't be removed before its last process is gone."""
    for _ in range(REMOVE_TRIES):
        if try_to_remove(folders, name):
            return
        time.sleep(REMOVE_PAUSE_SECONDS)


def try_to_remove(folders, name):
    """True once none is left."""
    left = False
    for folder in folders.values():
        try:
            os.rmdir(name, dir_fd=folder)
        except FileNotFoundError:
            pass
        except OSError:
            left = True
    return not left
