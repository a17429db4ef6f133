"""A supervisor whose walls are up and whose child waits in them before there is a job."""
import json
import os
import select

import audit
import cgroup
import jail
import kernel
import process
import protocol
import python_runner
import session
import status
import watch
import workspace
from child import Child, deliver

JAVASCRIPT_MAIN = '.main.mjs'
CODE_FD, PROGRAM_FD, NODE_EGRESS_FD = 4, 5, 6
LENGTH_BYTES = 4
NODE_ENVIRONMENT = {'HOME': '/workspace', 'TMPDIR': '/tmp', 'LANG': 'C.UTF-8', 'TZ': 'UTC'}


class Standby:
    """In `setup`: the language, whether there is time to rehearse, for JavaScript the descriptor of node and its flags."""

    def __init__(self, setup, job_filter, walls=jail):
        self.language, self.walls = setup['language'], walls
        is_node = self.language == 'javascript'
        root = walls.root_of(self.language)
        self.proc = process.open_proc()
        groups = cgroup.open_folders()
        walls.separate(root)
        self.folder = workspace.open_folder(f'{root}/workspace')
        self.figures = None if is_node else workspace.open_folder('/figures')
        walls.cover(root)
        kernel.prctl(kernel.PR_SET_DUMPABLE, 0)
        code, self.code_end = os.pipe()
        self.base_bytes = process.data_bytes(self.proc)
        extra, start = [code], python_starter(setup.get('rehearses', False))
        if is_node:
            extra, start = [code, os.dup(setup['programFd'])], node_starter(setup)
        if 'egressFd' in setup:
            extra.append(setup['egressFd'])
        self.child = Child(walls, root, extra, job_filter, start)
        self.group = cgroup.Group(groups, setup.get('group') or group_of(os.getpid())) if groups else None
        if self.group:
            self.group.place(self.child.pid)
        self.child.wait_until_standing()
        walls.settle()

    def rehearse(self):
        """Touches what a run will touch, so that its pages are this process's own before one is timed."""
        json.loads(json.dumps({'limits': {'wallMs': 1}, 'files': [{'name': 'a', 'size': 0.5}], 'none': None}))
        workspace.signatures(self.folder)
        process.memory_bytes(self.proc, self.child.pid)
        process.cpu_seconds(self.child.pid)

    def serve(self, job):
        if job.get('isSession'):
            session.serve(self, job)
        else:
            self.run(job)

    def run(self, job):
        code, limits = job['code'], job['limits']
        for file in job['files']:
            workspace.write_file(self.folder, file['name'], file['bytes'])
        if self.language == 'javascript':
            workspace.write_file(self.folder, JAVASCRIPT_MAIN, code)
            code = b''
        else:
            code = audit.payload(job)
        known = workspace.signatures(self.folder)
        jail.limit(self.child.pid, jail.rlimits_for(limits, self.language, self.base_bytes))
        if self.group:
            self.group.limit(limits, jail.threads_for(limits, self.language))
        follower = watch.Watch(self.child, self.proc, limits, self.group)
        follower.max_threads = self.counted_threads(limits)
        self.give(code)
        outcome = follower.follow()
        outcome['leftOut'] = deliver(limits, self.folder, self.figures, known)
        protocol.send_json(protocol.DONE, outcome)

    def counted_threads(self, limits):
        """None where the kernel refuses those that are too many."""
        return None if self.walls.REFUSES_THREADS else jail.threads_for(limits, self.language)

    def give(self, code):
        self.give_raw(len(code).to_bytes(LENGTH_BYTES, 'big') + code)

    def give_raw(self, data):
        try:
            protocol.write_all(self.code_end, data)
        except BrokenPipeError:
            raise protocol.Interrupted from None

    def end(self):
        if self.group:
            self.child.end()
            self.group.remove()


def group_of(pid):
    return f'run-{pid}'


def serve(listener, setup, job_filter, taken):
    """Never returns. Takes one job from whoever connects, and tells by `taken` that it has."""
    try:
        standby = Standby(setup, job_filter)
        if setup['rehearses']:
            standby.rehearse()
        take(listener, taken, standby.child)
    except BaseException:
        # Nobody has connected yet: the fork server sees the end of the process.
        os._exit(1)
    try:
        job = protocol.read_job()
        if not job.get('isSession'):
            protocol.send(protocol.TAKEN, b'')
        standby.serve(job)
        standby.end()
        os._exit(0)
    except BaseException as failure:
        protocol.fail(failure)
        os._exit(1)


def take(listener, taken, child):
    poll = select.poll()
    poll.register(listener, select.POLLIN)
    poll.register(child.status, 0)
    if any(fd == child.status for fd, _ in poll.poll()):
        raise protocol.Interrupted
    connection, _ = listener.accept()
    os.write(taken, os.getpid().to_bytes(LENGTH_BYTES, 'big'))
    listener.close()
    for fd in (protocol.HOST_IN, protocol.HOST_OUT):
        os.dup2(connection.fileno(), fd)
    connection.close()


def node_starter(setup):
    """The runner of JavaScript gives and waits for the same signs as that of Python."""
    way_out = [str(NODE_EGRESS_FD)] if 'egressFd' in setup else []

    def start():
        os.set_inheritable(PROGRAM_FD, False)
        os.execve(PROGRAM_FD, ['node', *setup['nodeFlags'], '/run/runner.mjs', *way_out], NODE_ENVIRONMENT)
    return start


def python_starter(rehearses):
    """In the child, behind all walls."""
    def start():
        python_runner.stand_up(rehearses)
        os.write(status.STATUS_FD, status.STANDING)
        length = read_exactly(LENGTH_BYTES)
        if length == session.CELLS_FOLLOW:
            python_runner.run_cells(read_code)
        code = read_exactly(int.from_bytes(length, 'big'))
        os.close(CODE_FD)
        os.write(status.STATUS_FD, status.READY)
        python_runner.run(code.decode())
    return start


def read_code():
    return read_exactly(int.from_bytes(read_exactly(LENGTH_BYTES), 'big')).decode()


def read_exactly(size):
    parts = bytearray()
    while len(parts) < size:
        part = os.read(CODE_FD, size - len(parts))
        if not part:
            os._exit(0)  # The supervisor is gone before there was a job.
        parts += part
    return bytes(parts)
