"""Runs git behind the walls. Its requests leave as frames on standard output, to a host that makes them or refuses.

A frame is two lengths (4 bytes each, big endian), a JSON head and a body. The host sends the task with what was kept of
the repository; then each request is answered by one frame, until the result goes out with what is to be kept.
"""

import http.server
import io
import json
import os
import shutil
import struct
import subprocess
import sys
import tarfile
import threading

HOME = os.environ["HOME"]
REPOSITORY = os.path.join(HOME, "repository")
MAX_OUTPUT_BYTES = 4 * 1024 * 1024
SAFE = [
    "protocol.allow=never",
    "protocol.http.allow=always",
    "core.hooksPath=/dev/null",
    "core.fsmonitor=false",
    "core.logAllRefUpdates=false",
    "credential.helper=",
    "http.followRedirects=false",
    "transfer.fsckObjects=true",
    "fetch.recurseSubmodules=false",
    "submodule.recurse=false",
    "gc.auto=0",
    "pack.threads=1",
    "fetch.unpackLimit=1",
    "core.quotePath=false",
]
ENVIRONMENT = {
    "PATH": "/usr/bin",
    "HOME": HOME,
    "LANG": "C.UTF-8",
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_CONFIG_GLOBAL": "/dev/null",
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_PROTOCOL": "version=2",
    "GIT_DIR": REPOSITORY,
}

stdin = sys.stdin.buffer
stdout = sys.stdout.buffer
turn = threading.Lock()


def send(head, body=b""):
    text = json.dumps(head).encode()
    stdout.write(struct.pack(">II", len(text), len(body)) + text + body)
    stdout.flush()


def exactly(count):
    data = stdin.read(count)
    if len(data) != count:
        os._exit(1)
    return data


def receive():
    head, body = struct.unpack(">II", exactly(8))
    return json.loads(exactly(head)), exactly(body)


class Forward(http.server.BaseHTTPRequestHandler):
    """Hands each request to the host. What is not a plain path, CONNECT above all, has no method here."""

    def log_message(self, *_):
        pass

    def forward(self):
        length = int(self.headers.get("content-length") or 0)
        body = self.rfile.read(length) if length else self.chunks()
        names = ("content-type", "content-encoding", "accept", "git-protocol")
        headers = {name: self.headers[name] for name in names if self.headers.get(name)}
        with turn:
            send({"type": "request", "method": self.command, "path": self.path, "headers": headers}, body)
            head, answer = receive()
        self.send_response(head["status"])
        for name, value in head["headers"].items():
            self.send_header(name, value)
        self.send_header("content-length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def chunks(self):
        if self.headers.get("transfer-encoding") != "chunked":
            return b""
        parts = []
        while True:
            size = int(self.rfile.readline().strip() or b"0", 16)
            parts.append(self.rfile.read(size))
            self.rfile.readline()
            if size == 0:
                return b"".join(parts)

    do_GET = forward
    do_POST = forward


def git(arguments):
    settings = [part for setting in SAFE for part in ("-c", setting)]
    ended = subprocess.run(
        ["/usr/bin/git", "--no-pager", *settings, *arguments],
        env=ENVIRONMENT,
        cwd=HOME,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        check=False,
    )
    return ended.returncode, ended.stdout, ended.stderr.decode("utf-8", "replace")


def has(ref):
    return git(["rev-parse", "--verify", "--quiet", ref + "^{commit}"])[0] == 0


def fetch(task, address):
    """The refs that are missing, or all of them anew: each under its own name below refs/fetched. What went wrong, and
    whether anything came."""
    if task["renew"]:
        known = git(["for-each-ref", "--format=%(refname)", "refs/fetched"])[1].decode().split()
        for ref in known:
            git(["update-ref", "-d", ref])
    changed = False
    for ref in task["refs"]:
        kept = "refs/fetched/" + ref
        if has(kept) or (ref != "HEAD" and not task["renew"] and has(ref)):
            continue
        depth = "--depth=" + str(task["depth"])
        code, _, said = git(["fetch", "--quiet", "--no-tags", "--force", depth, address, ref + ":" + kept])
        if code != 0:
            return said, changed
        changed = True
    return None, changed


def pack():
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        archive.add(REPOSITORY, "repository")
    return buffer.getvalue()


def unpack(kept):
    """False where nothing was kept, or what was is damaged: then all is fetched anew."""
    if not kept:
        return False
    try:
        with tarfile.open(fileobj=io.BytesIO(kept)) as archive:
            archive.extractall(HOME)
        return git(["rev-parse", "--git-dir"])[0] == 0
    except (tarfile.TarError, OSError):
        shutil.rmtree(REPOSITORY, ignore_errors=True)
        return False


def work(task, kept, address):
    if not unpack(kept) and git(["init", "--quiet", "--bare", "--template=", REPOSITORY])[0] != 0:
        return {"failed": "git does not start"}, b"", b""
    failed, changed = fetch(task, address)
    if failed is not None:
        return {"failed": failed[-2000:]}, b"", b""
    revisions = {ref: "refs/fetched/" + ref if has("refs/fetched/" + ref) else ref for ref in task["refs"]}
    arguments = [revise(part, revisions) for part in task["arguments"]]
    code, output, said = git(arguments)
    limit = task.get("maxOutputBytes", MAX_OUTPUT_BYTES)
    head = {"code": code, "said": said[-2000:], "cut": len(output) > limit}
    return head, output[:limit], pack() if changed else b""


def revise(part, revisions):
    """An argument, or a revision with what is put behind its ref."""
    if isinstance(part, str):
        return part
    return revisions[part["ref"]] + part["rest"]


def main():
    task, kept = receive()
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Forward)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    address = "http://127.0.0.1:%d/%s" % (server.server_address[1], "repository")
    head, output, keep = work(task, kept, address)
    with turn:
        send({"type": "result", **head, "output": len(output)}, output + keep)
    os._exit(0)


main()
