// The frames of the supervisor, spoken by a process that has the interpreter in itself; see inside/protocol.py.
import { once } from 'node:events';
import { writeSync } from 'node:fs';

const [STDOUT, STDERR, FILE, , DONE, FAILED, TAKEN] = [1, 2, 3, 4, 5, 6, 7];
const OUTPUT_KILL_FACTOR = 16;

/** Pyodide sets the pipes to non-blocking, and a child that stands ready waits long: so it is asked, not read from. */
async function readExactly(size) {
  if (size === 0) return Buffer.alloc(0);
  for (;;) {
    const bytes = process.stdin.read(size);
    if (bytes?.length === size) return bytes;
    // The host is gone, and nobody wants the result.
    if (process.stdin.readableEnded || bytes) process.reallyExit(0);
    await once(process.stdin, 'readable');
  }
}

export async function readJob() {
  const headerBytes = (await readExactly(4)).readUInt32BE();
  const header = JSON.parse((await readExactly(headerBytes)).toString('utf8'));
  await readExactly(header.filterBytes);
  const code = (await readExactly(header.codeBytes)).toString('utf8');
  const files = [];
  for (const { name, size } of header.files) files.push({ name, bytes: await readExactly(size) });
  // What still comes is the end of the host. Waiting for it keeps no run from ending.
  process.stdin.once('end', () => process.reallyExit(0)).resume();
  process.stdin.unref();
  return { ...header, code, files };
}

function send(kind, payload) {
  const head = Buffer.alloc(5);
  head.writeUInt8(kind);
  head.writeUInt32BE(payload.length, 1);
  const frame = Buffer.concat([head, payload]);
  for (let at = 0; at < frame.length; ) at += writeSome(frame, at);
}

const clock = new Int32Array(new SharedArrayBuffer(4));
const FULL_MS = 1;

/** The host may be slower than the code. */
function writeSome(frame, at) {
  try {
    return writeSync(1, frame, at);
  } catch (error) {
    if (error.code !== 'EAGAIN') throw error;
    Atomics.wait(clock, 0, 0, FULL_MS);
    return 0;
  }
}

/** What a run says. Output is cut at its limit; a run that goes on beyond it is ended. */
export function createVoice(limits) {
  const written = { stdout: 0, stderr: 0 };
  const begunAt = performance.now();
  const cpu = process.cpuUsage();
  let isOver = false;
  send(TAKEN, Buffer.alloc(0));

  const voice = {
    write(stream, text) {
      if (isOver) return;
      const bytes = Buffer.from(text);
      const room = Math.max(0, limits.outputBytes - written[stream]);
      written[stream] += bytes.length;
      if (room > 0) send(stream === 'stdout' ? STDOUT : STDERR, bytes.subarray(0, room));
      if (written[stream] > limits.outputBytes * OUTPUT_KILL_FACTOR) voice.done(null, [], 'output');
    },
    /** Never returns. */
    done(exitCode, files, killedBy) {
      isOver = true;
      const leftOut = sendFiles(files, limits);
      const used = process.cpuUsage(cpu);
      const report = {
        exitCode,
        killedBy,
        durationMs: performance.now() - begunAt,
        cpuMs: (used.user + used.system) / 1000,
        leftOut,
        truncated: {
          stdout: written.stdout > limits.outputBytes,
          stderr: written.stderr > limits.outputBytes,
        },
      };
      send(DONE, Buffer.from(JSON.stringify(report)));
      process.reallyExit(0);
    },
  };
  return voice;
}

function sendFiles(files, limits) {
  const reached = [];
  let [count, bytes] = [limits.files, limits.totalFileBytes];
  for (const file of [...files].sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const size = file.bytes.length;
    const limit =
      size > limits.fileBytes
        ? 'fileBytes'
        : count <= 0
          ? 'files'
          : size > bytes
            ? 'totalFileBytes'
            : undefined;
    if (limit) {
      reached.push(limit);
      continue;
    }
    count -= 1;
    bytes -= size;
    const name = Buffer.from(file.name);
    const length = Buffer.alloc(2);
    length.writeUInt16BE(name.length);
    send(FILE, Buffer.concat([length, name, file.bytes]));
  }
  return { count: reached.length, limits: [...new Set(reached)] };
}

export function fail(error) {
  send(FAILED, Buffer.from(String(error?.message ?? error).slice(0, 2000)));
  process.reallyExit(1);
}
