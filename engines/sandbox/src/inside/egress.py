"""Takes the requests of urllib and requests to a broker outside, by a descriptor. There is no network in here, and no way around."""
import importlib.abc
import importlib.util
import io
import json
import os
import sys
import threading

EGRESS_FD = 5
TOKEN = 'egress'
LENGTH_BYTES = 4
LOCK = threading.Lock()
# Whether the next thing to read is an answer to the next request.
STEP = {'is_kept': True}


class Refused(PermissionError):
    """The broker has said no, and why."""


def exchange(method, url, headers, body):
    head = json.dumps({'method': method, 'url': url, 'headers': headers, 'bodyBytes': len(body)}).encode()
    with LOCK:
        if not STEP.pop('is_kept', False):
            raise ConnectionError('a request was interrupted, and with it the way out of this session has ended')
        write_all(len(head).to_bytes(LENGTH_BYTES, 'big') + head + body)
        answer = json.loads(read_exactly(int.from_bytes(read_exactly(LENGTH_BYTES), 'big')))
        content = read_exactly(answer['bodyBytes'])
        STEP['is_kept'] = True
    if 'refused' in answer:
        raise Refused(13, f'Refused by the egress policy: {answer["refused"]}')
    return answer['status'], answer['headers'], content


def write_all(data):
    view = memoryview(data)
    while view:
        view = view[os.write(EGRESS_FD, view):]


def read_exactly(size):
    parts = bytearray()
    while len(parts) < size:
        part = os.read(EGRESS_FD, min(size - len(parts), 1 << 20))
        if not part:
            raise ConnectionError('the broker takes no more requests from this run')
        parts += part
    return bytes(parts)


def install():
    import email.message
    import urllib.error
    import urllib.request
    import urllib.response

    class Broker(urllib.request.BaseHandler):
        handler_order = 100

        def http_open(self, request):
            data = request.data
            body = data if isinstance(data, (bytes, bytearray)) else b'' if data is None else b''.join(data)
            headers = [[name, value] for name, value in request.header_items()]
            try:
                status, given, content = exchange(request.get_method(), request.full_url, headers, bytes(body))
            except OSError as error:
                raise urllib.error.URLError(error) from None
            message = email.message.Message()
            for name, value in given:
                message[name] = value
            response = urllib.response.addinfourl(io.BytesIO(content), message, request.full_url, status)
            response.msg = str(status)
            return response

        https_open = http_open

    urllib.request.install_opener(urllib.request.build_opener(Broker()))
    sys.meta_path.insert(0, Finder())


class Finder(importlib.abc.MetaPathFinder):
    """Waits for the library requests, which has its own way to a socket."""

    def find_spec(self, name, path, target=None):
        if name != 'requests.adapters':
            return None
        sys.meta_path.remove(self)
        spec = importlib.util.find_spec(name)
        load = spec.loader.exec_module

        def exec_module(module):
            load(module)
            module.HTTPAdapter.send = send
        spec.loader.exec_module = exec_module
        return spec


def send(self, request, stream=False, timeout=None, verify=True, cert=None, proxies=None):
    from requests.exceptions import ConnectionError as RequestsConnectionError
    from requests.models import Response
    from requests.structures import CaseInsensitiveDict
    body = request.body or b''
    body = body.encode() if isinstance(body, str) else body if isinstance(body, (bytes, bytearray)) else b''.join(body)
    try:
        status, headers, content = exchange(request.method, request.url, [list(pair) for pair in request.headers.items()], body)
    except OSError as error:
        raise RequestsConnectionError(error, request=request) from error
    response = Response()
    response.status_code = status
    response.headers = CaseInsensitiveDict(headers)
    response.raw = io.BytesIO(content)
    response._content = content
    response.url = request.url
    response.request = request
    response.connection = self
    response.encoding = response.apparent_encoding if 'charset' not in response.headers.get('content-type', '') else None
    return response
