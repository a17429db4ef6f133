import type { Execution } from '../../../lib/execution.ts';
import { fileNameProblem } from '../../../lib/file-name.ts';
import { python } from '../attempt.ts';

const STAY = 'need(False, "written down")';
const only =
  (...names: string[]) =>
  ({ files }: Execution) => {
    const wrong = files.filter(({ name }) => !names.includes(name) || fileNameProblem(name) !== undefined);
    if (wrong.length > 0) return `${JSON.stringify(wrong.map(({ name }) => name))} came out`;
    return files.length === names.length ? undefined : 'an honest file did not come out';
  };
const returned = (size: number) => (execution: Execution) => {
  const bytes = execution.files.reduce((sum, file) => sum + file.bytes.byteLength, 0);
  return bytes <= size ? undefined : `${bytes} bytes came out`;
};

/** Each leaves something in its workspace that must not come out, or not harm whoever takes it. */
export const outputs = python('files that come out', [
  [
    'links to files',
    `os.symlink("/etc/passwd", "a"); os.symlink(HOST["canary"], "b"); os.symlink("/usr/bin/python3", "c"); open("honest", "w").close(); ${STAY}`,
    { judge: only('honest') },
  ],
  [
    'links to folders',
    `[os.symlink(t, f"l{i}") for i, t in enumerate(("/", "..", "/proc", "/run", "/usr", "/etc", HOST["folder"]))]; ${STAY}`,
    { judge: only() },
  ],
  [
    'a folder that is a link',
    `os.mkdir("d"); open("d/x", "w").close(); os.rename("d", "e"); os.symlink("/etc", "d"); ${STAY}`,
    { judge: only('e/x') },
  ],
  [
    'links to what the supervisor sees',
    `[os.symlink(t, f"l{i}") for i, t in enumerate(("/proc/self/environ", "/proc/self/fd/0", "/proc/self/maps", "/run/inside/watch.py", "/run/host/jobs.sock"))]; ${STAY}`,
    { judge: only() },
  ],
  [
    'a race of a file and a link',
    `
def swap():
    while True:
        try:
            open("n", "w").close(); os.replace("n", "file")
            os.symlink("/etc/passwd", "m"); os.replace("m", "file")
        except OSError: pass
[threading.Thread(target=swap, daemon=True).start() for _ in range(4)]
time.sleep(0.1); ${STAY}`,
    {
      judge: ({ files }) =>
        files.some(({ bytes }) => bytes.byteLength > 0) ? 'a link was followed' : undefined,
    },
  ],
  [
    'a race of a folder and a link',
    `
os.makedirs("real")
open("real/passwd", "w").close()
def swap():
    while True:
        try:
            os.rename("real", "dir"); os.rename("dir", "real")
            os.symlink("/etc", "dir"); os.unlink("dir")
        except OSError: pass
[threading.Thread(target=swap, daemon=True).start() for _ in range(4)]
time.sleep(0.1); ${STAY}`,
    {
      judge: ({ files }) =>
        files.some(({ bytes }) => bytes.byteLength > 0) ? 'a link was followed' : undefined,
    },
  ],
  [
    'a race of hard links and growth',
    `
open("grow", "w").close(); os.link("grow", "twin")
def grow():
    while True:
        try: open("grow", "ab").write(bytes(1 << 20)); os.truncate("twin", 0)
        except OSError: pass
[threading.Thread(target=grow, daemon=True).start() for _ in range(2)]
time.sleep(0.1); ${STAY}`,
    { judge: returned(25 << 20) },
  ],
  [
    'pipes and sockets as files',
    `os.mkfifo("pipe"); every_refused([lambda: os.mknod("node", 0o10600), lambda: os.mknod("sock", 0o140600)])`,
    { control: true, judge: only() },
  ],
  [
    'names with control characters',
    `[open(n, "w").close() for n in ("new\\nline", "\\x1b[31m", "tab\\t", "nul\\x01", "del\\x7f", "bidi\\u202egnp", "zero\\u200bwidth", "line\\u2028")]; ${STAY}`,
    { judge: only() },
  ],
  [
    'names that are no text',
    `[open(n, "w").close() for n in (b"\\xff", b"a\\xc0\\xaf", b"\\xed\\xa0\\x80")]; ${STAY}`,
    { judge: only() },
  ],
  [
    'names of another system',
    `[open(n, "w").close() for n in ("a\\\\..\\\\b", "..\\\\..\\\\x", "C:evil", "file:stream", "\\\\\\\\host\\\\share")]; ${STAY}`,
    { judge: only() },
  ],
  [
    'names with blanks at the edge',
    `[open(n, "w").close() for n in (" ", " x", "x ", "x\\u00a0")]; ${STAY}`,
    { judge: only() },
  ],
  [
    'names that are long, and deep folders',
    `open("x" * 255, "w").close(); os.makedirs("1/2/3/4/5/6"); open("1/2/3/4/5/6/x", "w").close(); ${STAY}`,
    {
      judge: ({ files }) =>
        files.some(({ name }) => name.startsWith('1/')) ? 'a deep file came out' : undefined,
    },
  ],
  [
    'more files than may be',
    `[open(str(i), "w").close() for i in range(900)]; ${STAY}`,
    { judge: ({ files }) => (files.length > 64 ? `${files.length} files came out` : undefined) },
  ],
  ['holes', `open("hole", "w").truncate(60 << 20); ${STAY}`, { judge: only() }],
  ['a hole of a terabyte', 'open("hole", "w").truncate(1 << 40)'],
  [
    'an archive that grows',
    `import zlib; open("bomb.zip", "wb").write(zlib.compress(bytes(60 << 20))); ${STAY}`,
    { judge: returned(1 << 20) },
  ],
  [
    'figures that are none',
    `os.symlink("/etc/passwd", "/figures/figure-01.png"); open("/figures/figure-02.png", "w").write("<script>"); open("/figures/x.svg", "w").write("<svg onload=alert(1)>"); os.mkfifo("/figures/figure-03.png"); ${STAY}`,
    { judge: ({ figures }) => (figures.length > 0 ? 'it came out as a figure' : undefined) },
  ],
  [
    'an input that looks untouched',
    `open("in.txt", "w").write("new"); os.utime("in.txt", (0, 0)); ${STAY}`,
    { judge: only('in.txt') },
  ],
]);

export const resources = python('exhaustion', [
  ['a full workspace', 'with open("/workspace/big", "wb") as f:\n    while True: f.write(bytes(1 << 20))'],
  ['a full /tmp', 'with open("/tmp/big", "wb") as f:\n    while True: f.write(bytes(1 << 20))'],
  ['a full /dev/shm', 'with open("/dev/shm/big", "wb") as f:\n    while True: f.write(bytes(1 << 20))'],
  ['a full /figures', 'with open("/figures/big", "wb") as f:\n    while True: f.write(bytes(1 << 20))'],
  [
    'all files that can be',
    'i = 0\nwhile True:\n    open(f"/tmp/{i}", "w").close(); i += 1',
    { endsInGvisor: 'wall' },
  ],
  ['all descriptors that can be', 'fds = []\nwhile True: fds.append(os.dup(0))'],
  [
    'threads without end',
    'n = 0\nwhile n < 5000:\n    try: threading.Thread(target=time.sleep, args=(60,), daemon=True).start()\n    except RuntimeError: need(False, f"{n} threads")\n    n += 1',
    { endsInGvisor: 'processes' },
  ],
  [
    'forks without end',
    'for n in range(1, 32):\n    try: signal.signal(n, signal.SIG_IGN)\n    except (OSError, ValueError): pass\nwhile True:\n    try: os.fork()\n    except OSError: pass',
    { ends: 'wall', limits: { wallMs: 400 } },
  ],
  [
    'output without end',
    'while True: os.write(1, b"x" * 65536)',
    { ends: 'output', limits: { outputBytes: 100_000 } },
  ],
  [
    'stopping itself',
    'os.kill(os.getpid(), signal.SIGSTOP); time.sleep(60)',
    { ends: 'wall', limits: { wallMs: 400 } },
  ],
  [
    'a regular expression without end',
    'import re; re.match("(a+)+$", "a" * 40 + "b")',
    { ends: 'wall', limits: { wallMs: 400 } },
  ],
  [
    'memory without end',
    'a = []\nwhile True: a.append(bytearray(1 << 20))',
    { ends: 'memory', limits: { memoryBytes: 64 << 20 } },
  ],
  [
    'shared memory without end',
    'ms = []\nwhile True:\n    m = mmap.mmap(-1, 16 << 20); ms.append(m)\n    for i in range(0, len(m), 4096): m[i] = 1',
    { ends: 'memory', limits: { memoryBytes: 64 << 20 } },
  ],
]);
