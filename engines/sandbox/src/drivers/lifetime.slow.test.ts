// What was started is gone once its run, its sandbox or its host is, for every driver that starts something.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, suite, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import type { Driver } from '../lib/execution.ts';
import { createSandbox } from '../lib/sandbox.ts';
import { type Living, ownedBy, startedBy, stillLiving, until } from '../testing/living.ts';
import { bubblewrap } from './bubblewrap.ts';
import { gvisor } from './gvisor.ts';

const ENGINE = fileURLToPath(new URL('../index.ts', import.meta.url));
const isRoot = process.getuid?.() === 0;
const BEGUN_AND_LONG = 'print("begun")\nimport time\ntime.sleep(600)';
const STILL_POLLS = 20;

/** Root gives each sandbox an owner of its own; others find theirs below the process that started them. */
let nextUid = 61_000 + (process.pid % 2_000);
const livingBelow = (pid: number, uid: number): Living[] => (isRoot ? ownedBy(uid) : startedBy(pid));

const DRIVERS: Record<string, { make: (uid: number) => Driver; program: (uid: number) => string }> = {
  'bubblewrap, cold': {
    make: (sandboxUid) => bubblewrap({ sandboxUid, standbys: 0 }),
    program: (uid) => `bubblewrap({ sandboxUid: ${uid}, standbys: 0 })`,
  },
  'bubblewrap, standing ready': {
    make: (sandboxUid) => bubblewrap({ sandboxUid }),
    program: (uid) => `bubblewrap({ sandboxUid: ${uid} })`,
  },
  gVisor: {
    make: (sandboxUid) => gvisor({ sandboxUid }),
    program: (uid) => `gvisor({ sandboxUid: ${uid} })`,
  },
};

const mounts = () => readFileSync('/proc/self/mountinfo', 'utf8').trim().split('\n').length;

/** How many there are once nothing comes or goes any more. */
async function settled(living: () => Living[]): Promise<number> {
  let count = -1;
  let same = 0;
  await until(
    () => {
      const now = living().length;
      same = now === count ? same + 1 : 0;
      count = now;
      return same >= STILL_POLLS;
    },
    () => 'the number of processes never settled',
  );
  return count;
}

for (const [name, { make, program }] of Object.entries(DRIVERS)) {
  suite(name, () => {
    test('a cancelled run, a session and a closed sandbox leave no process', async () => {
      const uid = nextUid++;
      const living = () => livingBelow(process.pid, uid);
      const sandbox = createSandbox({ driver: make(uid) });
      await sandbox.warmUp();
      const standing = await settled(living);
      const abort = new AbortController();
      const { killedBy, stdout } = await sandbox.run(
        { language: 'python', code: BEGUN_AND_LONG },
        { signal: abort.signal, onOutput: () => abort.abort() },
      );
      assert.deepEqual([killedBy, stdout], ['cancelled', 'begun\n']);
      await until(
        () => living().length <= standing,
        () => 'the cancelled run lives on',
      );
      await sandbox.openSession({ language: 'python' });
      const execution = sandbox.run({ language: 'python', code: BEGUN_AND_LONG });
      await sandbox.close();
      assert.equal((await execution).killedBy, 'cancelled');
      await until(
        () => living().length === 0,
        () => `processes outlived the sandbox: ${JSON.stringify(living())}`,
      );
    });

    test('kill -9 of the process that has it leaves no process, mount and folder', async () => {
      const uid = nextUid++;
      const before = mounts();
      const scratch = mkdtempSync(join(tmpdir(), 'agenticgen-lifetime-'));
      after(() => rmSync(scratch, { recursive: true }));
      const code = `
        import { bubblewrap, createSandbox, gvisor } from ${JSON.stringify(ENGINE)};
        const sandbox = createSandbox({ driver: ${program(uid)} });
        await sandbox.warmUp();
        const session = await sandbox.openSession({ language: 'javascript' });
        await sandbox.run({ language: 'python', code: ${JSON.stringify(BEGUN_AND_LONG)} }, { onOutput: (_, text) => console.log(text) });`;
      const host = spawn(process.execPath, ['--input-type=module', '-e', code], {
        stdio: ['ignore', 'pipe', 'inherit'],
        env: { PATH: process.env.PATH, TMPDIR: scratch },
      });
      await new Promise((resolve) => host.stdout.once('data', resolve));
      const known = livingBelow(host.pid ?? 0, uid);
      assert.ok(known.length > 2, `${known.length} processes`);
      host.kill('SIGKILL');
      const left = () => [...stillLiving(known), ...(isRoot ? ownedBy(uid) : [])];
      await until(
        () => left().length === 0,
        () => `processes outlived their host: ${JSON.stringify(left())}`,
      );
      assert.deepEqual([mounts(), readdirSync(scratch)], [before, []]);
    });
  });
}
