import type { Execution } from '../../../lib/execution.ts';
import { python } from '../attempt.ts';

const FRAME = 'frame = lambda kind, payload: bytes([kind]) + len(payload).to_bytes(4, "big") + payload';
const DONE = `${FRAME}; done = frame(5, b'{"exitCode":42,"killedBy":null,"durationMs":1,"cpuMs":1,"truncated":{}}')`;
const exits = (code: number | null) => (execution: Execution) =>
  execution.exitCode === code ? undefined : `the exit code is ${execution.exitCode}, its own was ${code}`;
/** Code may end itself with any number, and say so by the status; what it says of time and limits is not heard. */
const isNotBelieved = ({ exitCode, killedBy }: Execution) =>
  exitCode === 42 || killedBy ? 'the forged end was believed' : undefined;
const noFiles = (execution: Execution) =>
  execution.files.length + execution.figures.length > 0 ? 'a forged file came out' : exits(7)(execution);

/** Lies to the host about the result. What code says of itself may be a lie; what the host concludes may not. */
export const channel = python('the channel of results', [
  [
    'a forged end on standard output',
    `${DONE}; print("refused: as text", flush=True); os.write(1, done); os._exit(7)`,
    { judge: exits(7) },
  ],
  [
    'a forged end on standard error',
    `${DONE}; print("refused: as text", flush=True); os.write(2, done); os._exit(7)`,
    { judge: exits(7) },
  ],
  [
    'a forged end on the status',
    `${DONE}; print("refused: as text", flush=True); os.write(3, done); os._exit(7)`,
    { judge: isNotBelieved },
  ],
  [
    'a forged file',
    `${FRAME}; print("refused: as text", flush=True); [os.write(fd, frame(3, b"\\0\\4evil" + b"x") + frame(4, b"\\0\\4evil" + b"x")) for fd in (1, 2, 3)]; os._exit(7)`,
    { judge: noFiles },
  ],
  [
    'a frame that announces four gigabytes',
    `print("refused: as text", flush=True); [os.write(fd, b"\\3\\xff\\xff\\xff\\xff") for fd in (1, 2, 3)]; os._exit(7)`,
    { judge: noFiles },
  ],
  [
    'every descriptor beyond its own',
    'every_refused([lambda fd=fd: os.write(fd, b"\\5\\0\\0\\0\\2{}") for fd in range(4, 1024)])',
  ],
  ['reading every descriptor', 'every_refused([lambda fd=fd: os.read(fd, 1) for fd in range(1, 1024)])'],
  [
    'a second start',
    'print("refused: as text", flush=True); os.write(3, b"R" * 4096); os._exit(7)',
    { judge: exits(7) },
  ],
  [
    'a flood of claims',
    'print("refused: as text", flush=True)\nfor _ in range(2000): os.write(3, b"MP" * 500)\nos._exit(7)',
    { judge: exits(7) },
  ],
  [
    'a claim of a limit',
    'print("refused: as text", flush=True); os.write(3, b"M"); os._exit(7)',
    { judge: exits(7) },
  ],
  [
    'closing all that it has',
    'print("refused: as text", flush=True); [os.close(fd) for fd in range(4)]; os._exit(7)',
    { judge: exits(7) },
  ],
  [
    'going on after the end',
    'print("refused: as text", flush=True)\nthreading.Thread(target=lambda: [time.sleep(0.01) for _ in range(10**6)], daemon=True).start()\nos._exit(7)',
    { judge: exits(7) },
  ],
  [
    'an end that an exit handler delays',
    'import atexit; print("refused: as text", flush=True); atexit.register(time.sleep, 600); need(False, "written down")',
    { ends: 'wall', limits: { wallMs: 500 } },
  ],
  [
    'pretending that the kernel killed it',
    'print("refused: as text", flush=True); os.kill(os.getpid(), signal.SIGKILL); os._exit(7)',
    { judge: (execution) => (execution.exitCode === 0 ? 'it ended well' : undefined) },
  ],
  [
    'the modules of the supervisor',
    'every_refused([lambda n=n: print(sys.modules[n].HOST_OUT if n in sys.modules and os.write(200, b"x") else (_ for _ in ()).throw(OSError())) for n in ("protocol", "jail", "watch")])',
  ],
  [
    'the programs of the supervisor',
    'every_refused([lambda p=p: print(open(p).read()) for p in ("/run/inside/watch.py", "/run/inside/jail.py", "/proc/self/root/run/inside/watch.py")])',
  ],
]);
