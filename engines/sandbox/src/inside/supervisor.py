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
from child import STATUS_FD, Child, deliver  # noqa: E402

JAVASCRIPT_ROOT = '/js'
JAVASCRIPT_MAIN = '.main.mjs'
PROGRAM_FD = 4


def main():
    job = protocol.read_job()
    javascript = job['language'] == 'javascript'
    root = JAVASCRIPT_ROOT if javascript else ''
    start, extra = node_starter(job) if javascript else python_starter(job)
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
    rlimits = {**jail.FIXED_RLIMITS, **jail.rlimits_for(job['limits'], job['language'], process.data_bytes(proc))}
    outcome = Child(root, extra, rlimits, job['filter'], start).follow(proc, job['limits'])
    deliver(job['limits'], folder, figures, known)
    protocol.send_json(protocol.DONE, outcome)


def node_starter(job):
    program = job['programFd']
    environment = {'HOME': '/workspace', 'TMPDIR': '/tmp', 'LANG': 'C.UTF-8', 'TZ': 'UTC'}

    def start():
        os.write(STATUS_FD, watch.READY)
        os.set_inheritable(PROGRAM_FD, False)
        os.execve(PROGRAM_FD, ['node', *job['nodeFlags'], '/run/runner.mjs'], environment)
    return start, [program]


def python_starter(job):
    import python_runner
    python_runner.preload(job['code'])

    def start():
        os.write(STATUS_FD, watch.READY)
        python_runner.run(job['code'].decode())
    return start, []


try:
    main()
except BaseException as failure:
    protocol.fail(failure)
    os._exit(1)
