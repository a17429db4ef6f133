"""First process of the sandbox: takes one job from the host, walls in a child for it, follows it, returns what it left."""
import os
import sys

sys.path.insert(0, '/run/inside')

import jail  # noqa: E402
import kernel  # noqa: E402
import process  # noqa: E402
import protocol  # noqa: E402
import watch  # noqa: E402
import workspace  # noqa: E402

JAVASCRIPT_ROOT = '/js'
JAVASCRIPT_MAIN = '.main.mjs'
STATUS_FD, PROGRAM_FD = 3, 4
SETUP_FAILED = 125


def main():
    job = protocol.read_job()
    javascript = job['language'] == 'javascript'
    root = JAVASCRIPT_ROOT if javascript else ''
    start = node_starter(job) if javascript else python_starter(job)
    proc = process.open_proc()
    jail.separate(root)
    folder = workspace.open_folder(f'{root}/workspace')
    figures = None if javascript else workspace.open_folder('/figures')
    for file in job['files']:
        workspace.write_file(folder, file['name'], file['bytes'])
    if javascript:
        workspace.write_file(folder, JAVASCRIPT_MAIN, job['code'])
    known = workspace.signatures(folder)
    jail.hide('/run')
    jail.hide('/proc')
    kernel.prctl(kernel.PR_SET_DUMPABLE, 0)
    outcome = run(job, root, start, proc)
    deliver(job['limits'], folder, figures, known)
    protocol.send_json(protocol.DONE, outcome)


def node_starter(job):
    program = job['programFd']
    environment = {'HOME': '/workspace', 'TMPDIR': '/tmp', 'LANG': 'C.UTF-8', 'TZ': 'UTC'}

    def start():
        os.set_inheritable(PROGRAM_FD, False)
        os.execve(PROGRAM_FD, ['node', *job['nodeFlags'], '/run/runner.mjs'], environment)
    return start, [program]


def python_starter(job):
    import python_runner
    python_runner.preload(job['code'])
    return lambda: python_runner.run(job['code'].decode()), []


def run(job, root, starter, proc):
    start, extra = starter
    null = os.open('/dev/null', os.O_RDWR)
    pipes = [os.pipe() for _ in range(3)]
    (out, out_end), (err, err_end), (status, status_end) = pipes
    rlimits = jail.rlimits_for(job['limits'], job['language'], process.data_bytes(proc))
    pid = os.fork()
    if pid == 0:
        child(root, [null, out_end, err_end, status_end, *extra], rlimits, job['filter'], start)
    for fd in (out_end, err_end, status_end, *extra):
        os.close(fd)
    follower = watch.Watch(pid, (out, err), status, proc, job['limits'])
    outcome = follower.follow()
    if follower.started_at is None and outcome['killedBy'] is None:
        raise RuntimeError(f'the child did not start: {follower.messages.decode(errors="replace")}')
    return outcome


def child(root, descriptors, rlimits, job_filter, start):
    """Never returns. What goes wrong before READY is a failure of the sandbox, not of the code."""
    try:
        jail.enter(root, descriptors, rlimits, job_filter)
        os.write(STATUS_FD, watch.READY)
        start()
    except BaseException as error:
        for fd in (descriptors[STATUS_FD], STATUS_FD):
            try:
                os.write(fd, f'{type(error).__name__}: {error}'.encode())
                break
            except OSError:
                continue
    finally:
        os._exit(SETUP_FAILED)


def deliver(limits, folder, figures, known):
    budget = {'files': limits['files'], 'bytes': limits['totalFileBytes']}
    if figures is not None:
        for name, data in workspace.collect(figures, {}, limits, budget):
            protocol.send_file(protocol.FIGURE, name, data)
    for name, data in workspace.collect(folder, known, limits, budget):
        protocol.send_file(protocol.FILE, name, data)


try:
    main()
except BaseException as failure:
    protocol.send(protocol.FAILED, f'{type(failure).__name__}: {failure}'[:2000].encode())
    os._exit(1)
