// A process that runs code until its input ends, and prints how each run came out.
import { argv, stdin, stdout } from 'node:process';
import { bubblewrap, createSandbox, type Job, SandboxError } from '../index.ts';

const AT_ONCE = 3;
const CELLS = 5;
const JOBS: Job[] = [
  { language: 'python', code: 'print("ok")' },
  { language: 'python', code: 'import time\ntime.sleep(0.3)\nprint("ok")' },
  { language: 'javascript', code: 'console.log("ok")' },
  { language: 'javascript', code: 'setTimeout(() => console.log("ok"), 300)' },
];

const sandbox = createSandbox({ driver: bubblewrap({ sandboxUid: Number(argv[2]) }), concurrency: AT_ONCE });
let isOver = false;
stdin.on('end', () => {
  isOver = true;
});
stdin.resume();

async function work(first: number): Promise<void> {
  for (let job = first; !isOver; job++) {
    const said = await sandbox.run(JOBS[job % JOBS.length]!).then(
      ({ stdout: text, killedBy }) => killedBy ?? text.trim(),
      (error) => (error instanceof SandboxError ? error.code : String(error)),
    );
    stdout.write(`${said}\n`);
  }
}

const level = (await sandbox.probe()).level;
stdout.write(`${level}\n`);
/** A session for each few cells; one that is lost makes way for another. */
async function workInSessions(): Promise<void> {
  while (!isOver) {
    try {
      const session = await sandbox.openSession({ language: 'python' });
      for (let cell = 0; cell < CELLS && !isOver; cell++)
        stdout.write(`${(await session.run({ code: 'print("ok")' })).stdout.trim()}\n`);
      await session.close();
    } catch (error) {
      const code = error instanceof SandboxError ? error.code : String(error);
      stdout.write(`${code === 'sandbox_session_ended' ? 'sandbox_interrupted' : code}\n`);
    }
  }
}

await Promise.all([workInSessions(), ...Array.from({ length: AT_ONCE }, (_, index) => work(index))]);
await sandbox.close();
