"""A supervisor that stands ready: its walls are up and its child waits in them before there is a job."""
import os

import jail
import kernel
import process
import protocol
import python_runner
import watch
import workspace
from child import STATUS_FD, Child, deliver

CODE_FD = 4
LENGTH_BYTES = 4


def serve(listener, job_filter, taken):
    """Never returns. Takes one job from whoever connects, and tells by `taken` that it has."""
    try:
        proc = process.open_proc()
        jail.separate('')
        folder, figures = workspace.open_folder('/workspace'), workspace.open_folder('/figures')
        jail.hide('/run')
        jail.hide('/proc')
        kernel.prctl(kernel.PR_SET_DUMPABLE, 0)
        code, code_end = os.pipe()
        base_bytes = process.data_bytes(proc)
        child = Child('', [code], jail.FIXED_RLIMITS, job_filter, wait_for_code)
        take(listener, taken)
    except BaseException:
        # Nobody has connected yet: the fork server sees the end of the process.
        os._exit(1)
    try:
        run(child, code_end, proc, folder, figures, base_bytes)
        os._exit(0)
    except BaseException as failure:
        protocol.fail(failure)
        os._exit(1)


def take(listener, taken):
    connection, _ = listener.accept()
    os.write(taken, os.getpid().to_bytes(LENGTH_BYTES, 'big'))
    listener.close()
    for fd in (protocol.HOST_IN, protocol.HOST_OUT):
        os.dup2(connection.fileno(), fd)
    connection.close()


def run(child, code_end, proc, folder, figures, base_bytes):
    job = protocol.read_job()
    protocol.send(protocol.TAKEN, b'')
    for file in job['files']:
        workspace.write_file(folder, file['name'], file['bytes'])
    known = workspace.signatures(folder)
    jail.limit(child.pid, jail.rlimits_for(job['limits'], job['language'], base_bytes))
    protocol.write_all(code_end, len(job['code']).to_bytes(LENGTH_BYTES, 'big') + job['code'])
    os.close(code_end)
    outcome = child.follow(proc, job['limits'])
    deliver(job['limits'], folder, figures, known)
    protocol.send_json(protocol.DONE, outcome)


def wait_for_code():
    """In the child, behind all walls."""
    python_runner.warm_up()
    size = int.from_bytes(read_exactly(LENGTH_BYTES), 'big')
    code = read_exactly(size)
    os.close(CODE_FD)
    os.write(STATUS_FD, watch.READY)
    python_runner.run(code.decode())


def read_exactly(size):
    parts = bytearray()
    while len(parts) < size:
        part = os.read(CODE_FD, size - len(parts))
        if not part:
            os._exit(0)  # The supervisor is gone before there was a job.
        parts += part
    return bytes(parts)
