"""The few system calls that Python has no binding for. Each raises OSError: nothing goes on half walled in."""
import ctypes
import os

LIBC = ctypes.CDLL(None, use_errno=True)

NEW_NAMESPACES = 0x10000000 | 0x00020000 | 0x20000000 | 0x08000000 | 0x04000000 | 0x40000000
NEW_CGROUP_NAMESPACE = 0x02000000
MS_RDONLY, MS_NOSUID, MS_NODEV, MS_NOEXEC, MS_REC, MS_PRIVATE = 1, 2, 4, 8, 16384, 1 << 18

PR_SET_PDEATHSIG, PR_SET_DUMPABLE, PR_SET_SECCOMP, PR_CAPBSET_READ, PR_CAPBSET_DROP = 1, 4, 22, 23, 24
PR_SET_SECUREBITS, PR_SET_NO_NEW_PRIVS, PR_CAP_AMBIENT = 28, 38, 47
PR_CAP_AMBIENT_CLEAR_ALL = 4
SECCOMP_MODE_FILTER = 2
# NOROOT, NO_SETUID_FIXUP and KEEP_CAPS off, each locked.
SECUREBITS = 0x2f
MAX_CAPABILITIES = 64
CAPABILITY_VERSION_3 = 0x20080522
SIGKILL = 9


class CapHeader(ctypes.Structure):
    _fields_ = [('version', ctypes.c_uint32), ('pid', ctypes.c_int)]


class FilterProgram(ctypes.Structure):
    _fields_ = [('length', ctypes.c_ushort), ('instructions', ctypes.c_char_p)]


def check(result, act):
    if result != 0:
        code = ctypes.get_errno()
        raise OSError(code, f'{act}: {os.strerror(code)}')


def unshare(flags):
    check(LIBC.unshare(flags), 'unshare')


def mount(kind, target, flags, options=''):
    check(LIBC.mount(kind.encode(), target.encode(), kind.encode(), ctypes.c_ulong(flags), options.encode()), f'mount {target}')


def prctl(option, *values):
    arguments = [ctypes.c_ulong(value) for value in (*values, 0, 0, 0, 0)[:4]]
    check(LIBC.prctl(ctypes.c_int(option), *arguments), f'prctl {option}')


def drop_capabilities():
    prctl(PR_SET_SECUREBITS, SECUREBITS)
    prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL)
    for capability in range(MAX_CAPABILITIES):
        if LIBC.prctl(ctypes.c_int(PR_CAPBSET_READ), ctypes.c_ulong(capability), 0, 0, 0) < 0:
            break
        prctl(PR_CAPBSET_DROP, capability)
    header = CapHeader(CAPABILITY_VERSION_3, 0)
    check(LIBC.capset(ctypes.byref(header), (ctypes.c_uint32 * 6)()), 'capset')


def install_filter(program):
    filter_program = FilterProgram(len(program) // 8, program)
    check(
        LIBC.prctl(PR_SET_SECCOMP, ctypes.c_ulong(SECCOMP_MODE_FILTER), ctypes.byref(filter_program), 0, 0),
        'install the system call filter',
    )
