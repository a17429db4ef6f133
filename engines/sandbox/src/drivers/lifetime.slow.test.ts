import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { createSandbox } from '../lib/sandbox.ts';
import { bubblewrap } from './bubblewrap.ts';

const ENGINE = fileURLToPath(new URL('../index.ts', import.meta.url));
const POLL_MS = 50;
const MAX_POLLS = 400;

/** A run is known by its own uid, so that other sandboxes of the machine are not counted. */
let nextUid = 61_000 + (process.pid % 2_000);

/** Living processes of that owner; a dead one that nobody has collected yet does not count. */
function alive(uid: number): string[] {
  const status = (pid: string) => {
    try {
      return readFileSync(`/proc/${pid}/status`, 'utf8');
    } catch {
      return '';
    }
  };
  const mine = (text: string) =>
    new RegExp(`^Uid:\\s+${uid}\\b`, 'm').test(text) && !/^State:\s+[ZX]/m.test(text);
  return readdirSync('/proc').filter((name) => /^\d+$/.test(name) && mine(status(name)));
}

async function until(holds: () => boolean, what: string): Promise<void> {
  for (let polls = 0; !holds(); polls++) {
    if (polls > MAX_POLLS) assert.fail(what);
    await delay(POLL_MS);
  }
}

/** How many there are once nothing comes or goes any more. */
async function settled(uid: number): Promise<number> {
  let count = -1;
  for (let same = 0; same < 20; ) {
    const now = alive(uid).length;
    same = now === count ? same + 1 : 0;
    count = now;
    await delay(POLL_MS);
  }
  return count;
}

/** Runs are told apart by an owner of their own, which only root can give. */
const asRoot = process.getuid?.() === 0 ? test : () => undefined;

asRoot('cancelling a run leaves no process', async () => {
  const uid = nextUid++;
  const sandbox = createSandbox({ driver: bubblewrap({ sandboxUid: uid, standbys: 0 }) });
  const abort = new AbortController();
  const code = 'import time\nprint("begun")\ntime.sleep(600)';
  const execution = sandbox.run(
    { language: 'python', code },
    { signal: abort.signal, onOutput: () => abort.abort() },
  );
  await until(() => alive(uid).length > 0, 'nothing was started');
  const { killedBy, stdout } = await execution;
  assert.equal(killedBy, 'cancelled');
  assert.equal(stdout, 'begun\n');
  assert.deepEqual(alive(uid), []);
});

asRoot('kill -9 of the process that runs the sandbox leaves no process', async () => {
  const uid = nextUid++;
  const program = `
    import { bubblewrap, createSandbox } from ${JSON.stringify(ENGINE)};
    const sandbox = createSandbox({ driver: bubblewrap({ sandboxUid: ${uid} }) });
    await sandbox.run({ language: 'python', code: 'print("begun")\\nimport time\\ntime.sleep(600)' }, { onOutput: (_, text) => console.log(text) });`;
  const host = spawn(process.execPath, ['--input-type=module', '-e', program], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await new Promise((resolve) => host.stdout.once('data', resolve));
  assert.ok(alive(uid).length > 0);
  host.kill('SIGKILL');
  await until(() => alive(uid).length === 0, 'processes outlived their host');
});

asRoot(
  'a sandbox that stands ready leaves no process once it is closed, cancelled runs included',
  async () => {
    const uid = nextUid++;
    const sandbox = createSandbox({ driver: bubblewrap({ sandboxUid: uid }) });
    assert.ok(await sandbox.warmUp());
    const standing = await settled(uid);
    const abort = new AbortController();
    const code = 'import time\nprint("begun")\ntime.sleep(600)';
    const { killedBy } = await sandbox.run(
      { language: 'python', code },
      { signal: abort.signal, onOutput: () => abort.abort() },
    );
    assert.equal(killedBy, 'cancelled');
    await until(() => alive(uid).length <= standing, 'the cancelled run lives on');
    const execution = sandbox.run({ language: 'python', code });
    await sandbox.close();
    assert.equal((await execution).killedBy, 'cancelled');
    await until(() => alive(uid).length === 0, 'processes outlived the sandbox');
  },
);

asRoot('kill -9 of the process that has a sandbox standing ready leaves no process', async () => {
  const uid = nextUid++;
  const program = `
    import { bubblewrap, createSandbox } from ${JSON.stringify(ENGINE)};
    const sandbox = createSandbox({ driver: bubblewrap({ sandboxUid: ${uid} }) });
    await sandbox.warmUp();
    await sandbox.run({ language: 'python', code: 'print("begun")\\nimport time\\ntime.sleep(600)' }, { onOutput: (_, text) => console.log(text) });`;
  const host = spawn(process.execPath, ['--input-type=module', '-e', program], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await new Promise((resolve) => host.stdout.once('data', resolve));
  assert.ok(alive(uid).length > 2);
  host.kill('SIGKILL');
  await until(() => alive(uid).length === 0, 'processes outlived their host');
});
