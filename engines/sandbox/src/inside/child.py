"""The child that runs the code: how it is forked into its walls, and what is returned of what it left."""
import os
import signal

import protocol
import status
import workspace

SETUP_FAILED = 125
MAX_COMPLAINT_BYTES = 2000


class Child:
    """A walled-in process, with the ends of its pipes that the supervisor holds."""

    def __init__(self, walls, root, extra, job_filter, start):
        null = os.open('/dev/null', os.O_RDWR | os.O_CLOEXEC)
        (out, out_end), (err, err_end), (report, report_end) = (os.pipe() for _ in range(3))
        self.streams, self.status = (out, err), report
        self.is_spared = walls.SPARES_FIRST_PROCESS
        self.pid = os.fork()
        if self.pid == 0:
            enter(walls, root, [null, out_end, err_end, report_end, *extra], job_filter, start)
        for fd in (null, out_end, err_end, report_end, *extra):
            os.close(fd)

    def wait_until_standing(self):
        said = os.read(self.status, 1)
        if said != status.STANDING:
            complaint = said + os.read(self.status, MAX_COMPLAINT_BYTES)
            raise RuntimeError(f'the child did not start: {complaint.decode(errors="replace")}')

    def end(self):
        try:
            os.kill(self.pid, signal.SIGKILL)
            os.waitpid(self.pid, 0)
        except (ProcessLookupError, ChildProcessError):
            pass


def enter(walls, root, descriptors, job_filter, start):
    """Never returns. What goes wrong before STANDING is a failure of the sandbox, not of the code."""
    try:
        walls.enter(root, descriptors, job_filter)
        start()
    except BaseException as error:
        for fd in (descriptors[status.STATUS_FD], status.STATUS_FD):
            try:
                os.write(fd, f'{type(error).__name__}: {error}'.encode())
                break
            except OSError:
                continue
    finally:
        os._exit(SETUP_FAILED)


def deliver(limits, folder, figures, known):
    """Says how many it left out, and which limits those were beyond."""
    budget = {'files': limits['files'], 'bytes': limits['totalFileBytes'], 'leftOut': []}
    send_figures(figures, '.png', limits, budget)
    for name, data in workspace.collect(folder, known, limits, budget):
        protocol.send_file(protocol.FILE, name, data)
    # The same figures once more: last, so that they take the place of nothing else, and are not missed.
    send_figures(figures, '.svg', limits, {**budget, 'leftOut': []})
    return {'count': len(budget['leftOut']), 'limits': sorted(set(budget['leftOut']))}


def send_figures(figures, ending, limits, budget):
    if figures is None:
        return
    for name, data in workspace.collect(figures, {}, limits, budget, ending):
        protocol.send_file(protocol.FIGURE, name, data)
