"""Python's audit hook: says early and clearly what code may not do. The kernel's walls stand behind it and do not need it."""
import os
import posix
import sys

import egress
import status

# Rule and event of each thing that is looked at; the place in this list is what the child reports.
EVENTS = (
    ('processes', 'subprocess.Popen'), ('processes', 'os.system'), ('processes', 'os.exec'),
    ('processes', 'os.posix_spawn'), ('processes', 'os.spawn'), ('processes', 'os.fork'),
    ('processes', 'os.forkpty'), ('processes', 'pty.spawn'),
    ('native-code', 'ctypes.dlopen'), ('native-code', 'ctypes.dlsym'), ('native-code', 'ctypes.dlsym/handle'),
    ('native-code', 'ctypes.call_function'), ('native-code', 'ctypes.cdata'), ('native-code', 'ctypes.string_at'),
    ('native-code', 'ctypes.wstring_at'),
    ('network', 'socket.__new__'), ('network', 'socket.connect'), ('network', 'socket.bind'),
    ('network', 'socket.getaddrinfo'), ('network', 'socket.gethostbyname'), ('network', 'socket.gethostbyaddr'),
    ('network', 'socket.getnameinfo'), ('network', 'socket.sendto'),
    ('files', 'open'), ('files', 'os.listdir'), ('files', 'os.scandir'),
    ('introspection', 'gc.get_objects'), ('introspection', 'gc.get_referrers'), ('introspection', 'gc.get_referents'),
)
WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
WRITABLE = (b'/workspace', b'/tmp', b'/dev/shm', b'/figures', b'/dev/null')
READABLE = (
    *WRITABLE, b'/packages', b'/usr', b'/lib', b'/lib64', b'/bin', b'/dev/urandom', b'/dev/random', b'/dev/zero',
    b'/etc/alternatives', b'/etc/ld.so.cache', b'/etc/matplotlibrc', b'/etc/localtime', b'/etc/fonts',
)
AF_UNIX = 1
EACCES = 13
MAX_SHOWN = 200


def payload(job):
    """What the child is given: the rules in force, then the code."""
    rules = [*job['guards'], *([egress.TOKEN] if 'egressFd' in job else [])]
    return ','.join(rules).encode() + b'\n' + job['code']


def split(given):
    rules, _, code = given.partition('\n')
    return rules.split(','), code


def name_of(said):
    """(rule, event) of a byte that a child reports, or None."""
    place = said - status.REFUSED
    return EVENTS[place] if 0 <= place < len(EVENTS) else None


def install(rules):
    """Cannot be taken off again. It keeps no state, and uses nothing that the code could replace under it."""
    events = tuple(event if rule in rules else None for rule, event in EVENTS)
    watched = frozenset(events) - {None}
    if not watched:
        return
    names, rule_names = events, tuple(rule for rule, _ in EVENTS)
    write, getcwd, error, is_instance, as_bytes, length = posix.write, posix.getcwdb, PermissionError, isinstance, bytes, len
    text, encode, decode, split_bytes, join, number = str, str.encode, bytes.decode, bytes.split, bytes.join, int
    drop, push, first, show = list.pop, list.append, tuple.__getitem__, repr
    writable, readable = WRITABLE, READABLE
    fd, base, shown = status.STATUS_FD, status.REFUSED, MAX_SHOWN
    writes, unix, errno = WRITES, AF_UNIX, EACCES

    def real_bytes(path):
        """Of a path or a class made to look like one; None for a descriptor."""
        if path is None:
            return b'.'
        if is_instance(path, number):
            return None
        if is_instance(path, text):
            return encode(path, 'utf-8', 'surrogateescape')
        return join(b'', (path,)) if is_instance(path, as_bytes) else b'/?'

    def normal(path):
        whole = path if path[:1] == b'/' else join(b'/', (getcwd(), path))
        parts = []
        for part in split_bytes(whole, b'/'):
            if part == b'..':
                if parts:
                    drop(parts)
            elif part != b'' and part != b'.':
                push(parts, part)
        return b'/' + join(b'/', parts)

    def is_outside(path, folders):
        given = real_bytes(path)
        if given is None:
            return False
        whole = normal(given)
        for folder in folders:
            if whole == folder or whole[:length(folder) + 1] == folder + b'/':
                return False
        return True

    def is_refused(event, args):
        if event == 'open':
            flags = first(args, 2)
            return is_outside(first(args, 0), writable if is_instance(flags, number) and flags & writes else readable)
        if event == 'os.listdir' or event == 'os.scandir':
            return is_outside(first(args, 0), readable)
        if event == 'socket.__new__':
            return first(args, 1) != unix
        return True

    def hook(event, args):
        if event not in watched or not is_refused(event, args):
            return
        place = 0
        while names[place] != event:
            place += 1
        write(fd, as_bytes((base + place,)))
        about = show(first(args, 0))[:shown] if args else ''
        raise error(errno, f'Refused by the sandbox policy, rule "{rule_names[place]}": {event}({about})')

    sys.addaudithook(hook)
