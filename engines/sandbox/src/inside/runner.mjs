// Runs the code of a JavaScript job in the walled-in process, once it is told that the code is there.
import { Console } from 'node:console';
import { readSync, writeSync } from 'node:fs';
import { createRequire } from 'node:module';
import { Writable } from 'node:stream';

const [STATUS_FD, CODE_FD] = [3, 4];
const [STANDING, READY, OUT_OF_MEMORY, OUT_OF_PROCESSES, ENDED] = [1, 2, 3, 4, 5];
/** In the place of the four bytes that say that the code is there. */
const CELLS_FOLLOW = 0xffffffff;
const MEMORY_MESSAGE = /allocation failed|out of memory|Invalid array buffer length/i;
const say = (...bytes) => writeSync(STATUS_FD, Uint8Array.from(bytes));

// Node's own stream would queue what the reader does not take in time, and a loop that prints would fill the memory.
function openStreams(fds) {
  for (const [name, fd] of Object.entries(fds)) {
    const stream = new Writable({
      write(chunk, _encoding, done) {
        for (let at = 0; at < chunk.length; ) at += writeSync(fd, chunk, at);
        done();
      },
    });
    Object.defineProperty(process, name, { value: stream, enumerable: true, configurable: true });
  }
  globalThis.console = new Console({ stdout: process.stdout, stderr: process.stderr });
}

// Nobody hears the rehearsal: descriptor 0 is /dev/null. What it compiles and loads is there when the code comes.
openStreams({ stdout: 0, stderr: 0 });
await import('data:text/javascript,console.log(1, "a", { b: [1] })');
openStreams({ stdout: 1, stderr: 2 });
// Code written for CommonJS asks for it.
globalThis.require = createRequire('/workspace/');
const [, , egressFd] = process.argv.splice(0, Infinity, process.argv[0], '/workspace/main.mjs');
if (egressFd) (await import('/run/egress.mjs')).installFetch(Number(egressFd));

let isFailing = false;
function claim(error) {
  if (MEMORY_MESSAGE.test(String(error?.message))) say(OUT_OF_MEMORY);
  if (error?.code === 'EAGAIN') say(OUT_OF_PROCESSES);
}
process.on('uncaughtExceptionMonitor', (error) => {
  // Its stack is printed after the last event.
  isFailing = true;
  claim(error);
});
const emit = process.emit;
process.emit = function (event, ...rest) {
  const heard = emit.call(this, event, ...rest);
  // What node still does after its last event, nobody has to wait for.
  if (event === 'exit' && !isFailing) say(ENDED, (process.exitCode ?? rest[0]) & 0xff);
  return heard;
};

say(STANDING);
// The supervisor puts the code in its place and then writes four bytes; where it is gone, nothing comes.
const sign = Buffer.alloc(4);
if (readSync(CODE_FD, sign) === 0) process.reallyExit(0);
if (sign.readUInt32BE() === CELLS_FOLLOW) {
  // A cell that ends the process ends the session, which the kernel tells.
  isFailing = true;
  const { runCells } = await import('/run/cells.mjs');
  await runCells({ ready: () => say(READY), ended: (exitCode) => say(ENDED, exitCode), claim });
}
say(READY);
await import('/workspace/.main.mjs');
