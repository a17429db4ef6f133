"""First process of a cold sandbox: takes one job from the host, walls in a child for it, follows it, returns what it left."""
import os
import sys

sys.path.insert(0, '/run/inside')

import protocol  # noqa: E402
import python_runner  # noqa: E402
from standby import Standby  # noqa: E402


def main():
    job = protocol.read_job()
    if job['language'] == 'python':
        python_runner.preload(job['code'])
    standby = Standby(job, job['filter'])
    standby.serve(job)
    standby.end()


try:
    main()
    # Its end is the end of all that is left in here.
    os._exit(0)
except BaseException as failure:
    protocol.fail(failure)
    os._exit(1)
