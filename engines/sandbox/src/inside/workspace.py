"""Files into and out of the workspace, always relative to an open folder and never through a link."""
import os
import stat

MAX_DEPTH = 4
# A workspace holds no more inodes than this; where the kernel does not see to it (gVisor), no more are looked at.
MAX_ENTRIES = 1024
OPEN_FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC


def open_folder(path):
    return os.open(path, OPEN_FOLDER)


def write_file(root, name, data):
    *folders, last = name.split('/')
    folder = os.dup(root)
    for part in folders:
        try:
            os.mkdir(part, 0o700, dir_fd=folder)
        except FileExistsError:
            pass
        inner = os.open(part, OPEN_FOLDER, dir_fd=folder)
        os.close(folder)
        folder = inner
    fd = os.open(last, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600, dir_fd=folder)
    with open(fd, 'wb') as file:
        file.write(data)
    os.close(folder)


def replace_file(root, name, data):
    """Where the code has put something else, it is given this; a folder of that name stays."""
    try:
        write_file(root, name, data)
    except FileExistsError:
        folder, last = root, name
        if '/' in name:
            raise
        os.unlink(last, dir_fd=folder)
        write_file(root, name, data)


def empty(root):
    if root is None:
        return
    for name in os.listdir(root):
        try:
            os.unlink(name, dir_fd=root)
        except OSError:
            pass


def signatures(root):
    """The change time can't be set by the code, so a file with the same signature is untouched."""
    return {name: (entry.st_ino, entry.st_ctime_ns) for name, entry, _ in walk(root)}


def collect(root, known, limits, budget, ending=''):
    """Yields name and bytes of new and changed files, as long as the budget {'files', 'bytes', 'leftOut'} lasts."""
    for name, entry, read in walk(root):
        if not name.endswith(ending) or known.get(name) == (entry.st_ino, entry.st_ctime_ns):
            continue
        if limit := limit_reached(entry.st_size, limits, budget):
            budget['leftOut'].append(limit)
            continue
        data = read()
        budget['files'] -= 1
        budget['bytes'] -= len(data)
        yield name, data


def limit_reached(size, limits, budget):
    if size > limits['fileBytes']:
        return 'fileBytes'
    if budget['files'] <= 0:
        return 'files'
    return 'totalFileBytes' if size > budget['bytes'] else None


def walk(root, prefix='', depth=1, left=None):
    """Regular files with a UTF-8 name; the rules for names are the host's."""
    left = left or {'entries': MAX_ENTRIES}
    with os.scandir(root) as entries:
        names = sorted(entry.name for entry in entries)[:MAX_ENTRIES]
    for name in names:
        if left['entries'] <= 0:
            return
        left['entries'] -= 1
        try:
            name.encode()
            entry = os.stat(name, dir_fd=root, follow_symlinks=False)
            if stat.S_ISDIR(entry.st_mode) and depth < MAX_DEPTH:
                yield from walk_folder(root, name, prefix, depth, left)
            elif stat.S_ISREG(entry.st_mode):
                yield prefix + name, entry, lambda: read_regular(root, name, entry.st_size)
        except (OSError, UnicodeError):
            continue


def walk_folder(root, name, prefix, depth, left):
    folder = os.open(name, OPEN_FOLDER, dir_fd=root)
    try:
        yield from walk(folder, f'{prefix}{name}/', depth + 1, left)
    finally:
        os.close(folder)


def read_regular(root, name, size):
    fd = os.open(name, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC, dir_fd=root)
    with open(fd, 'rb') as file:
        if not stat.S_ISREG(os.fstat(fd).st_mode):
            raise OSError('no regular file')
        return file.read(size)
