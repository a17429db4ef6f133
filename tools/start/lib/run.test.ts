import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { test } from 'node:test';
import { waitFor } from '../../test-servers/index.ts';
import { nodeBinary, nodeEnv } from './node.mjs';
import { run } from './run.mjs';

const MODULE = new URL('run.mjs', import.meta.url).href;
const SAYS_PID = 'console.log(process.pid); setInterval(() => {}, 1000);';

test('run() answers the exit code, and 128 + n for a signal', async () => {
  assert.equal(await run(process.execPath, ['-e', 'process.exit(3)']), 3);
  assert.equal(await run(process.execPath, ['-e', 'process.kill(process.pid, "SIGKILL")']), 137);
});

for (const [kind, execve] of [
  ['with execve', 'process.execve'],
  ['as a thin parent', 'undefined'],
]) {
  test(`become() ${kind} passes arguments, streams and the exit code on`, async () => {
    const child = becoming(['-e', 'console.log(process.argv[1]); process.exit(5)', 'argument'], execve!);
    const output = await outputOf(child);
    assert.equal(output, 'argument\n');
    assert.equal(child.exitCode, 5);
  });

  test(`become() ${kind} lets SIGTERM reach the program`, async () => {
    const handles =
      'process.on("SIGTERM", () => process.exit(9)); console.log("ready"); setInterval(() => {}, 1000)';
    const child = becoming(['-e', handles], execve!);
    await once(child.stdout!, 'data');
    child.kill('SIGTERM');
    await once(child, 'exit');
    assert.equal(child.exitCode, 9);
  });

  test(`become() ${kind} leaves nothing behind when it is killed with -9`, async () => {
    const child = becoming(['-e', SAYS_PID], execve!);
    const [line] = (await once(child.stdout!, 'data')) as [Buffer];
    child.kill('SIGKILL');
    await waitFor(() => !isAlive(Number(line.toString())), { what: 'the end of the program' });
  });
}

test('nodeBinary() is Node 26 and nodeEnv() keeps what the caller set', () => {
  assert.match(nodeBinary(new URL('../../..', import.meta.url).pathname), /node/);
  assert.equal(nodeEnv('/root', { NODE_COMPILE_CACHE: '/mine' }).NODE_COMPILE_CACHE, '/mine');
  assert.equal(nodeBinary('/nowhere', '26.0.0'), process.execPath);
  assert.throws(() => nodeBinary('/nowhere', '20.0.0'), { code: 'node_missing' });
});

function becoming(args: string[], execve: string): ChildProcess {
  const program = `import { become } from ${JSON.stringify(MODULE)};
    await become(process.execPath, ${JSON.stringify(args)}, process.env, ${execve});`;
  return spawn(process.execPath, ['--input-type=module', '-e', program], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
}

async function outputOf(child: ChildProcess): Promise<string> {
  const chunks = await Array.fromAsync(child.stdout!);
  if (child.exitCode === null) await once(child, 'exit');
  return Buffer.concat(chunks as Buffer[]).toString();
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
