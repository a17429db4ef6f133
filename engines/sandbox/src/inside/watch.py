"""Follows one child to its end: forwards its output, holds it to its limits, and says which one ended it."""
import os
import select
import signal
import time

import process
import protocol

TICK_MS = 20
CHUNK_BYTES = 1 << 16
# Processor time that may be used at once before the share is enforced.
BURST_SECONDS = 0.25
# Output is cut at its limit, and a run that goes on beyond this many times as much is ended.
OUTPUT_KILL_FACTOR = 16
TAIL_BYTES = 8192
READY = b'R'
CLAIMS = {b'M': 'memory', b'P': 'processes'}


class Watch:
    def __init__(self, pid, streams, status, proc, limits):
        self.pid, self.status, self.proc, self.limits = pid, status, proc, limits
        self.streams = dict(zip(streams, (protocol.STDOUT, protocol.STDERR)))
        self.written = {protocol.STDOUT: 0, protocol.STDERR: 0}
        self.tail = b''
        self.messages = b''
        self.killed_by = None
        self.started_at = None
        self.stopped = False
        self.credit = BURST_SECONDS
        self.ticked_at = self.cpu_used = 0
        self.base_memory = 0

    def follow(self):
        handle = os.pidfd_open(self.pid)
        poll = select.poll()
        for fd in (*self.streams, self.status):
            os.set_blocking(fd, False)
        for fd in (*self.streams, self.status, handle, protocol.HOST_IN):
            poll.register(fd, select.POLLIN)
        while True:
            ready = {fd for fd, _ in poll.poll(TICK_MS)}
            for fd in ready & (set(self.streams) | {self.status}):
                if self.receive(fd) is False:
                    poll.unregister(fd)
            if handle in ready:
                return self.finish()
            if protocol.HOST_IN in ready:
                # The host has nothing more to say: it hung up.
                self.kill('cancelled')
                poll.unregister(protocol.HOST_IN)
            self.tick()

    def receive(self, fd):
        """False at the end of the stream, None when there is nothing now."""
        try:
            data = os.read(fd, CHUNK_BYTES)
        except BlockingIOError:
            return None
        if not data:
            return False
        if fd == self.status:
            self.hear(data)
        else:
            self.forward(self.streams[fd], data)
        return True

    def hear(self, data):
        if self.started_at is None and data.startswith(READY):
            self.started_at = self.ticked_at = time.monotonic()
            self.cpu_used = self.cpu()
            self.base_memory = self.memory()
            data = data[1:]
        self.messages = (self.messages + data)[:TAIL_BYTES]

    def forward(self, stream, data):
        limit = self.limits['outputBytes']
        room = max(0, limit - self.written[stream])
        self.written[stream] += len(data)
        if room:
            protocol.send(stream, data[:room])
        if stream == protocol.STDERR:
            self.tail = (self.tail + data)[-TAIL_BYTES:]
        if self.written[stream] > limit * OUTPUT_KILL_FACTOR:
            self.kill('output')

    def tick(self):
        if self.started_at is None:
            return
        now, cpu = time.monotonic(), self.cpu()
        if (now - self.started_at) * 1000 >= self.limits['wallMs']:
            self.kill('wall')
        if cpu * 1000 >= self.limits['cpuMs']:
            self.kill('cpu')
        if self.memory() - self.base_memory > self.limits['memoryBytes']:
            self.kill('memory')
        self.share(now, cpu)

    def share(self, now, cpu):
        """A token bucket of processor seconds; in debt the child is stopped."""
        earned = (now - self.ticked_at) * self.limits['cpuShare']
        self.credit = min(BURST_SECONDS, self.credit + earned) - (cpu - self.cpu_used)
        self.ticked_at, self.cpu_used = now, cpu
        if (self.credit < 0) != self.stopped:
            self.stopped = not self.stopped
            self.signal(signal.SIGSTOP if self.stopped else signal.SIGCONT)

    def cpu(self):
        try:
            return process.cpu_seconds(self.pid)
        except OSError:
            return self.cpu_used

    def memory(self):
        try:
            return process.memory_bytes(self.proc, self.pid)
        except OSError:
            return 0

    def kill(self, reason):
        self.killed_by = self.killed_by or reason
        self.signal(signal.SIGKILL)

    def signal(self, number):
        try:
            os.kill(self.pid, number)
        except ProcessLookupError:
            pass

    def finish(self):
        """The child was the first process of its namespace, so every writer is gone and the streams do end."""
        _, status, usage = os.wait4(self.pid, 0)
        for fd in (*self.streams, self.status):
            while self.receive(fd):
                pass
        number = os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0
        cpu_ms = (usage.ru_utime + usage.ru_stime) * 1000
        killed_by = self.killed_by or self.ended_by(number, cpu_ms)
        forced = self.killed_by is not None or number in (signal.SIGKILL, signal.SIGXCPU)
        return {
            'exitCode': None if forced else 128 + number if number else os.WEXITSTATUS(status),
            'killedBy': killed_by,
            'durationMs': 0 if self.started_at is None else (time.monotonic() - self.started_at) * 1000,
            'cpuMs': cpu_ms,
            'truncated': {
                'stdout': self.written[protocol.STDOUT] > self.limits['outputBytes'],
                'stderr': self.written[protocol.STDERR] > self.limits['outputBytes'],
            },
        }

    def ended_by(self, number, cpu_ms):
        """What the code says of its own end may be a lie, but only about itself."""
        if number in (signal.SIGKILL, signal.SIGXCPU) and cpu_ms >= self.limits['cpuMs']:
            return 'cpu'
        if number and b'heap out of memory' in self.tail:
            return 'memory'
        return CLAIMS.get(self.messages[-1:])
