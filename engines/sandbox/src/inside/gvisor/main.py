"""First process in gVisor: takes one job from the host, walls in a child for it, follows it, returns what it left."""
import os
import sys

sys.path[:0] = ['/run/inside', '/run/inside/gvisor']

import protocol  # noqa: E402
import python_runner  # noqa: E402
import walls  # noqa: E402
from standby import Standby  # noqa: E402

NODE = '/run/node'


def main():
    job = protocol.read_job()
    if job['language'] == 'python':
        python_runner.preload(job['code'])
    else:
        job['programFd'] = os.open(NODE, os.O_RDONLY | os.O_CLOEXEC)
    Standby(job, job['filter'], walls).serve(job)


try:
    main()
    # Its end is the end of all that is left in here.
    os._exit(0)
except BaseException as failure:
    protocol.fail(failure)
    os._exit(1)
