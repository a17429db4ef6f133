"""Walls around the child inside gVisor, whose kernel is another than the host's and has less to wall in with; see jail.py."""
import os
import resource
import stat

import jail
import kernel

# Nobody outside: users are gVisor's own.
UID = 1000
NEW_PID_NAMESPACE = 0x20000000
FOLDERS = ('/workspace', '/figures', '/tmp', '/dev/shm')
JAVASCRIPT_FOLDERS = ('/js/workspace', '/js/tmp')
# Of the devices of the machine node needs these, by their numbers.
JAVASCRIPT_DEVICES = {'null': (1, 3), 'urandom': (1, 9)}
# There are no queues of messages.
KNOWN_LIMITS = jail.FIXED_RLIMITS.keys() - {resource.RLIMIT_MSGQUEUE}
REFUSES_THREADS, SPARES_FIRST_PROCESS = False, False
SLOWNESS = 5


root_of = jail.root_of


def separate(root):
    """gVisor has made the rest: there is no network, and the folders are in its own memory."""
    kernel.unshare(NEW_PID_NAMESPACE)
    for name, (major, minor) in JAVASCRIPT_DEVICES.items() if root else ():
        os.mknod(f'{root}/dev/{name}', stat.S_IFCHR, os.makedev(major, minor))
        os.chmod(f'{root}/dev/{name}', 0o666)


def cover(root):
    jail.cover(root)
    # What gVisor shows of itself there is nothing to list either.
    jail.hide('/sys', '0700')
    for folder in JAVASCRIPT_FOLDERS if root else FOLDERS:
        os.chown(folder, UID, UID)


def settle():
    """Once the child is in its walls nobody in here is root; and a child does not see its supervisor."""
    os.setgroups([])
    os.setresgid(UID, UID, UID)
    os.setresuid(UID, UID, UID)


def enter(root, descriptors, job_filter):
    """Runs in the child."""
    os.setsid()
    jail.keep_only(descriptors)
    for name in KNOWN_LIMITS:
        resource.setrlimit(name, (jail.FIXED_RLIMITS[name],) * 2)
    if root:
        os.chroot(root)
    settle()
    os.chdir('/workspace')
    os.umask(0o077)
    kernel.prctl(kernel.PR_SET_NO_NEW_PRIVS, 1)
    kernel.prctl(kernel.PR_SET_DUMPABLE, 0)
    kernel.prctl(kernel.PR_SET_PDEATHSIG, kernel.SIGKILL)
    kernel.install_filter(job_filter)
