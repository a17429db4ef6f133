// Runs the code of a JavaScript job in the walled-in process.
import { Console } from 'node:console';
import { writeSync } from 'node:fs';
import { createRequire } from 'node:module';
import { Writable } from 'node:stream';

const STATUS_FD = 3;
const OUT_OF_MEMORY = /allocation failed|out of memory|Invalid array buffer length/i;

// Node's own stream would queue what the reader does not take in time, and a loop that prints would fill the memory.
for (const [fd, name] of [
  [1, 'stdout'],
  [2, 'stderr'],
]) {
  const stream = new Writable({
    write(chunk, _encoding, done) {
      for (let at = 0; at < chunk.length; ) at += writeSync(fd, chunk, at);
      done();
    },
  });
  Object.defineProperty(process, name, { value: stream, enumerable: true });
}
globalThis.console = new Console({ stdout: process.stdout, stderr: process.stderr });
// Code written for CommonJS asks for it.
globalThis.require = createRequire('/workspace/');
process.argv.splice(1, Infinity, '/workspace/main.mjs');

process.on('uncaughtExceptionMonitor', (error) => {
  if (OUT_OF_MEMORY.test(String(error?.message))) writeSync(STATUS_FD, 'M');
});
await import('/workspace/.main.mjs');
