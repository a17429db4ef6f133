"""Follows one child to its end: forwards its output, holds it to its limits, and says which one ended it."""
import os
import select
import signal
import time

import audit
import process
import protocol
import status

TICK_MS = 20
CHUNK_BYTES = 1 << 16
# Processor time that may be used at once before the share is enforced.
BURST_SECONDS = 0.25
# Output is cut at its limit, and a run that goes on beyond this many times as much is ended.
OUTPUT_KILL_FACTOR = 16
TAIL_BYTES = 8192
CLAIMS = {status.OUT_OF_MEMORY[0]: 'memory', status.OUT_OF_PROCESSES[0]: 'processes'}


class Watch:
    def __init__(self, child, proc, limits, group=None):
        # Where there is a group the kernel holds the code to its share and its memory.
        self.group = group
        self.pid, self.status, self.proc, self.limits = child.pid, child.status, proc, limits
        # Set where the kernel does not refuse those that are too many.
        self.max_threads = None
        self.child_is_spared = child.is_spared
        self.streams = dict(zip(child.streams, (protocol.STDOUT, protocol.STDERR)))
        self.written = {protocol.STDOUT: 0, protocol.STDERR: 0}
        self.tail = b''
        self.claim = self.killed_by = None
        self.refused = {}
        self.exit_code = None
        self.started_at = None
        self.stopped = False
        self.credit = BURST_SECONDS
        # What the child used before it had the code is not counted.
        self.ticked_at = 0
        self.base_cpu = self.cpu_used = self.cpu()
        self.base_memory = self.memory()

    def follow(self):
        handle = process.exit_handle(self.pid)
        try:
            return self.follow_until(handle)
        finally:
            if handle is not None:
                os.close(handle)

    def follow_until(self, handle):
        poll = select.poll()
        for fd in (*self.streams, self.status):
            os.set_blocking(fd, False)
        for fd in (*self.streams, self.status, handle, protocol.HOST_IN):
            if fd is not None:
                poll.register(fd, select.POLLIN)
        while True:
            ready = {fd for fd, _ in poll.poll(TICK_MS)}
            # The status last: once it says that the code has ended, all output is in the pipes.
            for fd in (*self.streams, self.status):
                if fd in ready and self.receive(fd) is False:
                    poll.unregister(fd)
            if self.exit_code is not None:
                return self.finish_early()
            if handle in ready or (handle is None and process.has_ended(self.pid)):
                return self.finish()
            if protocol.HOST_IN in ready and self.hear_host() is False:
                poll.unregister(protocol.HOST_IN)
            self.tick()

    def hear_host(self):
        """The host has nothing more to say: it hung up."""
        self.kill('cancelled')
        return False

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
        """One byte for each thing that is said; the exit code is the byte behind ENDED."""
        for index, said in enumerate(data):
            if said == status.READY[0] and self.started_at is None:
                self.started_at = self.ticked_at = time.monotonic()
            elif said == status.ENDED[0]:
                self.exit_code = data[index + 1] if index + 1 < len(data) else 1
                return
            elif audit.name_of(said):
                self.refused[said] = self.refused.get(said, 0) + 1
            else:
                self.claim = CLAIMS.get(said, self.claim)

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
        if (cpu - self.base_cpu) * 1000 >= self.limits['cpuMs']:
            self.kill('cpu')
        if self.group:
            return
        if self.memory() - self.base_memory > self.limits['memoryBytes']:
            self.kill('memory')
        if self.max_threads is not None and self.threads() > self.max_threads:
            self.kill('processes')
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

    def threads(self):
        try:
            return process.threads(self.proc, self.pid)
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

    def finish_early(self):
        """The code has come to its end: what is left to do is to take down the process, and nobody waits for that."""
        cpu_ms = (self.cpu() - self.base_cpu) * 1000
        self.signal(signal.SIGKILL)
        self.drain()
        return self.outcome(self.exit_code, self.killed_by or self.claim, cpu_ms)

    def finish(self):
        """The child was the first process of its namespace, so every writer is gone and the streams do end."""
        _, end, usage = os.wait4(self.pid, 0)
        self.drain()
        if self.started_at is None and self.killed_by is None:
            raise protocol.Interrupted
        number = os.WTERMSIG(end) if os.WIFSIGNALED(end) else 0
        cpu_ms = (usage.ru_utime + usage.ru_stime - self.base_cpu) * 1000
        killed_by = self.killed_by or self.ended_by(number, cpu_ms)
        if number == signal.SIGKILL and killed_by is None and self.child_is_spared:
            # The child can't do that to itself: it is the first process of its namespace.
            raise protocol.Interrupted
        by_kernel = number in (signal.SIGKILL, signal.SIGXCPU) and (self.child_is_spared or killed_by)
        exit_code = None if self.killed_by or by_kernel else 128 + number if number else os.WEXITSTATUS(end)
        return self.outcome(exit_code, killed_by, cpu_ms)

    def drain(self):
        for fd in (*self.streams, self.status):
            while self.receive(fd):
                pass

    def outcome(self, exit_code, killed_by, cpu_ms):
        return {
            'exitCode': None if self.killed_by else exit_code,
            'killedBy': killed_by,
            'durationMs': 0 if self.started_at is None else (time.monotonic() - self.started_at) * 1000,
            'cpuMs': max(0, cpu_ms),
            'refused': [[*audit.name_of(said), count] for said, count in sorted(self.refused.items())],
            'truncated': {
                'stdout': self.written[protocol.STDOUT] > self.limits['outputBytes'],
                'stderr': self.written[protocol.STDERR] > self.limits['outputBytes'],
            },
        }

    def ended_by(self, number, cpu_ms):
        """What the code says of its own end may be a lie, but only about itself."""
        if number in (signal.SIGKILL, signal.SIGXCPU) and cpu_ms >= self.limits['cpuMs']:
            return 'cpu'
        if number == signal.SIGKILL and self.group and self.group.was_out_of_memory():
            return 'memory'
        if number and b'heap out of memory' in self.tail:
            return 'memory'
        return self.claim
