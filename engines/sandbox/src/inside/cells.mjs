// Runs the cells of a JavaScript session, one after the other, with the evaluator of node's own REPL:
// declarations stay, `await` works at the top, and an interrupt ends the cell alone.
import { read } from 'node:fs';
import { start } from 'node:repl';
import { Readable, Writable } from 'node:stream';
import { inspect } from 'node:util';
import { Script } from 'node:vm';

const CODE_FD = 4;
const REHEARSAL = 'rehearsal';
const KEPT_ALIVE_MS = 1 << 30;
const INTERRUPTIBLE = new Script(`globalThis[Symbol.for('agenticgen.cell')]()`);
const OWN_FRAMES = /\n {4}at ContextifyScript\.runInThisContext[\s\S]*?(?=\n[^ ]| \{\n|$)/;

function readExactly(size) {
  const bytes = Buffer.alloc(size);
  return new Promise((resolve) => {
    const next = (at) => {
      if (at === size) return resolve(bytes);
      read(CODE_FD, bytes, at, size - at, null, (error, count) => {
        // The supervisor is gone.
        if (error || count === 0) process.reallyExit(0);
        next(at + count);
      });
    };
    next(0);
  });
}

async function readCode() {
  const length = (await readExactly(4)).readUInt32BE();
  return (await readExactly(length)).toString('utf8');
}

let finish = () => {};
let complaint = '';
const heard = new Writable({
  write(chunk, _encoding, done) {
    complaint += chunk;
    done();
  },
});
const repl = start({
  input: new Readable({ read() {} }),
  output: heard,
  terminal: false,
  useGlobal: true,
  prompt: '',
});
// Where a cell fails the REPL writes why and asks for the next one.
repl.displayPrompt = () => finish(1);

function evaluate(code, name) {
  return new Promise((resolve) => {
    finish = resolve;
    globalThis[Symbol.for('agenticgen.cell')] = () =>
      repl.eval(`${code}\n`, repl.context, name, (error, value) => {
        if (error) complaint += `Uncaught ${error.name}: ${error.message}\n`;
        else if (value !== undefined && name !== REHEARSAL) process.stdout.write(`${inspect(value)}\n`);
        resolve(error ? 1 : 0);
      });
    try {
      INTERRUPTIBLE.runInThisContext({ breakOnSigint: true });
    } catch {
      interrupted();
    }
  });
}

function interrupted() {
  complaint += 'Interrupted\n';
  finish(130);
}

/** Never resolves. An interrupt comes between `ready` and `ended` only. */
export async function runCells({ ready, ended, claim }) {
  // Between cells, and in one that waits, nothing else may hold the process.
  setInterval(() => {}, KEPT_ALIVE_MS);
  process.on('SIGINT', interrupted);
  process.on('uncaughtException', (error) => {
    claim(error);
    process.stderr.write(`Uncaught ${inspect(error)}\n`);
  });
  // What the evaluator loads at its first use must not be interrupted.
  for (const code of ['1', 'await 1', 'await import("node:fs")', 'throw 1']) await evaluate(code, REHEARSAL);
  for (let number = 0; ; number++) {
    const code = await readCode();
    // The first is what a Python session is told of its guards.
    if (number === 0) continue;
    // An interrupt that was too late for the last cell is heard here, and is none.
    for (let turn = 0; turn < 2; turn++) await new Promise(setImmediate);
    complaint = '';
    ready();
    const exitCode = await evaluate(code, `cell ${number}`);
    if (complaint) process.stderr.write(complaint.replace(OWN_FRAMES, ''));
    ended(exitCode);
  }
}
