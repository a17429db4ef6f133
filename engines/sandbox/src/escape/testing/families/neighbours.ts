import { python } from '../attempt.ts';

const LEAVE =
  'open("/tmp/left", "w"); open("/workspace/left", "w"); open("/dev/shm/left", "w"); open("/figures/left", "w")';
const POISON = `
import builtins, json, os, sys
print_ = builtins.print
for module in [json, os, sys, builtins, *[sys.modules[n] for n in ("numpy", "pandas") if n in sys.modules]]:
    module.poisoned = True
json.loads = lambda *a, **k: print_("poisoned")
os.environ["POISON"] = "1"
sys.path.insert(0, "/tmp/evil")`;
const POISONED = `
import builtins, numpy, pandas
need(any(hasattr(m, "poisoned") for m in (builtins, json, os, sys, numpy, pandas)) or "POISON" in os.environ or "/tmp/evil" in sys.path)`;
const BUSY =
  'import time\nend = time.time() + 1.5\nfor i in range(10): open(f"/dev/shm/{i}", "w")\nwhile time.time() < end: sum(range(1000))';

/** From run to run and beside each other. */
export const neighbours = python('neighbours', [
  [
    'files that the last run left',
    'need(os.listdir("/tmp") + [n for n in os.listdir("/workspace") if n != "in.txt"] + os.listdir("/dev/shm") + os.listdir("/figures"))',
    { neighbour: { code: LEAVE, when: 'before' } },
  ],
  ['modules that the last run poisoned', POISONED, { neighbour: { code: POISON, when: 'before' } }],
  [
    'files of a run at the same time',
    'time.sleep(0.3); need(os.listdir("/dev/shm"))',
    { neighbour: { code: BUSY, when: 'beside' } },
  ],
  [
    'processes of a run at the same time',
    'every_refused([lambda p=p: os.kill(p, 0) for p in range(2, 2000)])',
    { neighbour: { code: BUSY, when: 'beside' } },
  ],
  [
    'how many processes and how much load there is',
    'call("sysinfo", ctypes.create_string_buffer(128))',
    { control: true, neighbour: { code: BUSY, when: 'beside' } },
  ],
  [
    'load and pressure',
    'every_refused([lambda p=p: print(open(p).read()) for p in ("/proc/loadavg", "/proc/stat", "/proc/pressure/cpu", "/proc/schedstat", "/proc/diskstats", "/sys/devices/system/cpu/cpu0/cpufreq/scaling_cur_freq", "/sys/class/thermal/thermal_zone0/temp")])',
    { control: true, neighbour: { code: BUSY, when: 'beside' } },
  ],
  ['the load by the library', 'need(os.getloadavg())', { control: true }],
  [
    'a lock on a file that all runs share',
    'import fcntl; fcntl.flock(os.open("/usr/bin/python3", os.O_RDONLY), fcntl.LOCK_EX | fcntl.LOCK_NB)',
    { control: true },
  ],
  [
    'a record lock on a file that all runs share',
    'import fcntl; fcntl.lockf(os.open("/usr/bin/python3", os.O_RDONLY), fcntl.LOCK_EX | fcntl.LOCK_NB)',
  ],
  [
    'a lease on a file that all runs share',
    'import fcntl; fcntl.fcntl(os.open("/usr/bin/python3", os.O_RDONLY), 1024, fcntl.F_RDLCK)',
  ],
  [
    'what the page cache holds',
    'm = mmap.mmap(os.open("/usr/bin/python3", os.O_RDONLY), 4096, prot=1, flags=2); call("mincore", 0, 0, ctypes.create_string_buffer(1))',
    { control: true },
  ],
  [
    'what the page cache holds, by reading',
    'os.preadv(os.open("/usr/bin/python3", os.O_RDONLY), [bytearray(1)], 0, os.RWF_NOWAIT)',
    { control: true },
  ],
  [
    'messages of System V and POSIX',
    'every_refused([lambda: call("msgget", 77, 0o1666), lambda: call("semget", 77, 1, 0o1666), lambda: call("shmget", 77, 4096, 0o1666), lambda: call("mq_open", b"x", 66, 0o666, 0)])',
  ],
  [
    'a name for all runs to hear',
    'socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)[0].bind("\\0shared")',
  ],
  [
    "memory that was another run's",
    'data = mmap.mmap(-1, 32 << 20).read(); need(any(data)); print(data.hex())',
    { neighbour: { code: 'x = b"SECRETSECRET" * (1 << 20)', when: 'before' } },
  ],
]);

/** Chance must not be the same in two runs that came from one fork server. */
export const CHANCE =
  'import random, uuid, os, numpy; print(random.random(), numpy.random.rand(), numpy.random.default_rng().random(), uuid.uuid4(), os.urandom(8).hex())';
