"""A child that is given one cell after the other, and stands still between them."""
import os
import signal
import time

import audit
import jail
import process
import protocol
import watch
import workspace
from child import deliver

INTERRUPT = b'I'
# A cell that is to end gets a KeyboardInterrupt or its like; one that does not heed it takes the session with it.
INTERRUPT_SECONDS = 1.0
# node does not hear one that comes in the instant in which it begins a script, and dies of one in which it ends one:
# most cells are past both by then.
SETTLE_SECONDS = 0.05
AGAIN_SECONDS = 0.3
# From the last byte of a cell to its first line; only what earlier cells did can hold it up.
START_SECONDS = 5.0
# In the place of the length of a code: cells follow.
CELLS_FOLLOW = b'\xff' * 4


def serve(standby, job):
    """Until the host hangs up or the child is gone."""
    limits, child = job['limits'], standby.child
    for file in job['files']:
        workspace.write_file(standby.folder, file['name'], file['bytes'])
    # Processor time is counted for each cell, so there is no limit of it for the process.
    jail.limit(child.pid, jail.lasting_rlimits(limits, standby.language, standby.base_bytes))
    if standby.group:
        standby.group.limit(limits, jail.threads_for(limits, standby.language))
    base_memory = process.memory_bytes(standby.proc, child.pid)
    standby.give_raw(CELLS_FOLLOW)
    standby.give(audit.payload({**job, 'code': b''}))
    protocol.send(protocol.TAKEN, b'')
    is_alive = True
    while is_alive:
        try:
            cell = protocol.read_job(skipped=INTERRUPT)
        except EOFError:
            return
        is_alive = run(standby, cell, base_memory)


def run(standby, cell, base_memory):
    for file in cell['files']:
        workspace.replace_file(standby.folder, file['name'], file['bytes'])
    known = workspace.signatures(standby.folder)
    workspace.empty(standby.figures)
    follower = CellWatch(standby, cell['limits'], base_memory)
    follower.signal(signal.SIGCONT)
    standby.give(cell['code'])
    outcome = follower.follow()
    outcome['leftOut'] = deliver(cell['limits'], standby.folder, standby.figures, known)
    protocol.send_json(protocol.DONE, outcome)
    return outcome['isAlive']


class CellWatch(watch.Watch):
    def __init__(self, standby, limits, base_memory):
        super().__init__(standby.child, standby.proc, limits, standby.group)
        self.max_threads = standby.counted_threads(limits)
        self.base_memory = base_memory
        self.slowness = standby.walls.SLOWNESS
        self.given_at = time.monotonic()
        self.interrupted_at = None
        self.ask_at = 0

    def hear_host(self):
        if os.read(protocol.HOST_IN, 1) == INTERRUPT:
            self.kill('cancelled')
            return True
        self.signal(signal.SIGKILL)
        return super().hear_host()

    def kill(self, reason):
        """Asks first, where the child can be asked."""
        self.killed_by = self.killed_by or reason
        if self.started_at is None:
            return
        now = time.monotonic()
        if reason != 'memory' and now - self.started_at < SETTLE_SECONDS * self.slowness:
            return
        self.interrupted_at = self.interrupted_at or now
        if reason == 'memory' or now - self.interrupted_at > INTERRUPT_SECONDS * self.slowness:
            self.signal(signal.SIGKILL)
        elif now >= self.ask_at:
            self.ask_at = now + AGAIN_SECONDS * self.slowness
            self.signal(signal.SIGCONT)
            self.signal(signal.SIGINT)

    def tick(self):
        super().tick()
        if self.killed_by is not None:
            self.kill(self.killed_by)
        if self.started_at is None and time.monotonic() - self.given_at > START_SECONDS * self.slowness:
            self.killed_by = self.killed_by or 'wall'
            self.signal(signal.SIGKILL)

    def share(self, now, cpu):
        """What is to end itself is let run."""
        if self.interrupted_at is None:
            super().share(now, cpu)

    def finish_early(self):
        cpu_ms = (self.cpu() - self.base_cpu) * 1000
        self.signal(signal.SIGSTOP)
        self.drain()
        return {**self.outcome(self.exit_code, self.killed_by or self.claim, cpu_ms), 'isAlive': True}

    def finish(self):
        return {**super().finish(), 'isAlive': False}
