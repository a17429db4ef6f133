import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { watchLoop } from './loop.ts';

const folder = mkdtempSync(join(tmpdir(), 'loop-delay-'));
after(() => rmSync(folder, { recursive: true }));

/** Holds its event loop up for a tenth of a second again and again while it is told to. */
const BUSY = `
  let isBusy = true;
  process.stdin.on('data', () => { isBusy = false; console.log('idle'); });
  setInterval(() => { for (const end = performance.now() + 100; isBusy && performance.now() < end; ); }, 1);
  console.log('busy');`;

test('the delay of a process is told, and only what came since the last beginning', async () => {
  const loop = watchLoop(folder);
  const child = spawn(process.execPath, ['-e', BUSY], {
    env: { ...process.env, ...loop.env },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const gone = new Promise((resolve) => child.once('close', resolve));
  const until = async (holds: (seen: ReturnType<typeof loop.look>) => boolean) => {
    const end = Date.now() + 60_000;
    for (;;) {
      await new Promise((resolve) => setTimeout(resolve, 50));
      try {
        if (holds(loop.look())) return;
      } catch (error) {
        // It is written anew at this moment.
        assert.ok(
          error instanceof SyntaxError || (error as NodeJS.ErrnoException).code === 'ENOENT',
          String(error),
        );
      }
      assert.ok(Date.now() < end, 'the delay was not told');
    }
  };
  try {
    await until(({ p99Ms, cpuMs }) => p99Ms >= 90 && cpuMs >= 300);
    child.stdin.write('x');
    await new Promise((resolve) => child.stdout.once('data', resolve));
    loop.restart();
    await until(({ p99Ms, cpuMs }) => p99Ms < 90 && cpuMs < 300);
  } finally {
    child.kill('SIGKILL');
    await gone;
  }
});
