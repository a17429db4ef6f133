"""First process of a warm sandbox: has the libraries loaded and keeps supervisors standing ready. It never sees a job."""
import gc
import os
import select
import signal
import socket
import sys
import time

sys.path.insert(0, '/run/inside')

import cgroup  # noqa: E402
import process  # noqa: E402
import protocol  # noqa: E402
import python_runner  # noqa: E402
import standby  # noqa: E402

SOCKET = '/run/host/jobs.sock'
BACKLOG = 64
# For the host: standbys are there; and: this process should be replaced.
READY, WORN = b'R', b'W'
# A new standby is forked a little later, so that it does not hold up the job that took the last one.
REFILL_SECONDS = 0.02
# So many standbys that end before they have a job, one after the other, mean that none will ever stand.
MAX_FAILURES = 5
RETRY_MS = 100
PID_BYTES = 4


class ForkServer:
    def __init__(self, setup, job_filter):
        self.setup, self.job_filter = setup, job_filter
        self.standbys = setup['standbys']
        self.idle, self.supervisors = set(), set()
        # Groups of supervisors that ended; all but those of killed ones have removed their own.
        self.groups, self.left_groups = cgroup.open_folders(), set()
        self.failures = 0
        self.refill_at = 0
        self.is_worn = False
        self.proc = process.open_proc()
        self.listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.listener.bind(SOCKET)
        self.listener.listen(BACKLOG)
        self.taken, self.taken_end = os.pipe()
        self.woken, wake = os.pipe()
        os.set_blocking(wake, False)
        os.set_blocking(self.woken, False)
        signal.set_wakeup_fd(wake, warn_on_full_buffer=False)
        signal.signal(signal.SIGCHLD, lambda *_: None)

    def serve(self):
        """Until the host closes its end, which ends this process and with it all others in here."""
        poll = select.poll()
        for fd in (protocol.HOST_IN, self.taken, self.woken):
            poll.register(fd, select.POLLIN)
        self.refill()
        os.write(protocol.HOST_OUT, READY)
        self.ready_bytes = process.memory_bytes(self.proc, 'self')
        while self.failures < MAX_FAILURES:
            missing = len(self.idle) < self.standbys
            wait_ms = max(0, self.refill_at - time.monotonic()) * 1000 if missing else None
            if self.left_groups:
                wait_ms = min(RETRY_MS, RETRY_MS if wait_ms is None else wait_ms)
            ready = {fd for fd, _ in poll.poll(wait_ms)}
            if protocol.HOST_IN in ready:
                return
            if self.taken in ready:
                self.note_taken()
            if self.woken in ready:
                os.read(self.woken, 4096)
                self.reap()
            self.left_groups = {name for name in self.left_groups if not cgroup.try_to_remove(self.groups, name)}
            if time.monotonic() >= self.refill_at:
                self.refill()

    def note_taken(self):
        pids = os.read(self.taken, 64 * PID_BYTES)
        for start in range(0, len(pids), PID_BYTES):
            self.idle.discard(int.from_bytes(pids[start:start + PID_BYTES], 'big'))
        self.failures = 0
        if process.memory_bytes(self.proc, 'self') > self.ready_bytes + self.setup['maxGrowthBytes']:
            self.say_worn()
        self.refill_at = time.monotonic() + (REFILL_SECONDS if self.idle else 0)

    def say_worn(self):
        if not self.is_worn:
            self.is_worn = True
            os.write(protocol.HOST_OUT, WORN)

    def reap(self):
        """This is process 1: what is orphaned in here is collected too."""
        while True:
            try:
                pid, end = os.waitpid(-1, os.WNOHANG)
            except ChildProcessError:
                return
            if pid == 0:
                return
            # Orphans are killed by their supervisors or with them, supervisors by nobody.
            if pid in self.supervisors and os.WIFSIGNALED(end):
                self.say_worn()
            self.supervisors.discard(pid)
            if self.groups:
                self.left_groups.add(standby.group_of(pid))
            if pid in self.idle:
                self.idle.discard(pid)
                self.failures += 1

    def refill(self):
        while len(self.idle) < self.standbys:
            is_awaited = bool(select.select([self.listener], [], [], 0)[0])
            pid = os.fork()
            if pid == 0:
                signal.set_wakeup_fd(-1)
                signal.signal(signal.SIGCHLD, signal.SIG_DFL)
                os.close(self.taken)
                standby.serve(self.listener, {**self.setup, 'rehearses': not is_awaited}, self.job_filter, self.taken_end)
            self.idle.add(pid)
            self.supervisors.add(pid)


def main():
    setup = protocol.read_header()
    job_filter = protocol.read_exactly(setup['filterBytes'])
    if setup['language'] == 'python':
        python_runner.preload_all()
    # What is there stays: no collection touches its pages, and so they stay shared.
    gc.collect()
    gc.freeze()
    ForkServer(setup, job_filter).serve()


main()
