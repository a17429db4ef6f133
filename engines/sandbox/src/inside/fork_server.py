"""First process of a warm sandbox: has the libraries loaded and keeps supervisors standing ready. It never sees a job."""
import gc
import os
import select
import signal
import socket
import sys
import time

sys.path.insert(0, '/run/inside')

import protocol  # noqa: E402
import python_runner  # noqa: E402
import standby  # noqa: E402

SOCKET = '/run/host/jobs.sock'
BACKLOG = 64
READY = b'R'
# A new standby is forked a little later, so that it does not hold up the job that took the last one.
REFILL_SECONDS = 0.02
# So many standbys that end before they have a job, one after the other, mean that none will ever stand.
MAX_FAILURES = 5
PID_BYTES = 4


class ForkServer:
    def __init__(self, setup, job_filter):
        self.setup, self.job_filter = setup, job_filter
        self.standbys = setup['standbys']
        self.idle = set()
        self.failures = 0
        self.refill_at = 0
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
        while self.failures < MAX_FAILURES:
            missing = len(self.idle) < self.standbys
            wait_ms = max(0, self.refill_at - time.monotonic()) * 1000 if missing else None
            ready = {fd for fd, _ in poll.poll(wait_ms)}
            if protocol.HOST_IN in ready:
                return
            if self.taken in ready:
                self.note_taken()
            if self.woken in ready:
                os.read(self.woken, 4096)
                self.reap()
            if time.monotonic() >= self.refill_at:
                self.refill()

    def note_taken(self):
        pids = os.read(self.taken, 64 * PID_BYTES)
        for start in range(0, len(pids), PID_BYTES):
            self.idle.discard(int.from_bytes(pids[start:start + PID_BYTES], 'big'))
        self.failures = 0
        self.refill_at = time.monotonic() + (REFILL_SECONDS if self.idle else 0)

    def reap(self):
        """This is process 1: what is orphaned in here is collected too."""
        while True:
            try:
                pid, _ = os.waitpid(-1, os.WNOHANG)
            except ChildProcessError:
                return
            if pid == 0:
                return
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
