"""Frames between the supervisor and the host: one byte of type, four of length (big endian), the payload."""
import json
import os

STDOUT, STDERR, FILE, FIGURE, DONE, FAILED, TAKEN = range(1, 8)
HOST_IN, HOST_OUT = 0, 1
MAX_HEADER_BYTES = 1 << 20


def read_exactly(size):
    parts = bytearray()
    while len(parts) < size:
        part = os.read(HOST_IN, min(size - len(parts), 1 << 20))
        if not part:
            raise EOFError(f'the job ended after {len(parts)} of {size} bytes')
        parts += part
    return bytes(parts)


def read_header(skipped=None):
    """The first byte of a length is zero. One that is skipped is of what came too late."""
    first = read_exactly(1)
    while first == skipped:
        first = read_exactly(1)
    size = int.from_bytes(first + read_exactly(3), 'big')
    if size > MAX_HEADER_BYTES:
        raise ValueError(f'the header has {size} bytes')
    return json.loads(read_exactly(size))


def read_job(skipped=None):
    """The header names what follows it: the filter, the code, and the input files one after the other."""
    job = read_header(skipped)
    job['filter'] = read_exactly(job['filterBytes'])
    job['code'] = read_exactly(job['codeBytes'])
    for file in job['files']:
        file['bytes'] = read_exactly(file['size'])
    return job


def write_all(fd, data):
    view = memoryview(data)
    while view:
        view = view[os.write(fd, view):]


def send(kind, payload):
    write_all(HOST_OUT, bytes([kind]) + len(payload).to_bytes(4, 'big') + payload)


class Interrupted(Exception):
    """Somebody outside has killed the child. The host sees it: there is no report."""


def fail(failure):
    if isinstance(failure, Interrupted):
        return
    try:
        send(FAILED, f'{type(failure).__name__}: {failure}'[:2000].encode())
    except OSError:
        pass  # The host is gone, nobody wants to know.


def send_json(kind, value):
    send(kind, json.dumps(value).encode())


def send_file(kind, name, data):
    encoded = name.encode()
    send(kind, len(encoded).to_bytes(2, 'big') + encoded + data)
