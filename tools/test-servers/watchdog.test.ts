import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { waitFor } from './wait-for.ts';
import { guard } from './watchdog.ts';

/** Writes its process id to the file, then stays. */
const STAYS = 'echo $$ > "$0"; exec sleep 600';

test('guard() stops its server and removes the folder', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'watchdog-'));
  const server = guard(['sh', '-c', STAYS, join(folder, 'pid')], folder);
  const pid = await waitFor(() => Number(readFileSync(join(folder, 'pid'), 'utf8')));
  assert.ok(isAlive(pid));
  await server.stop();
  assert.equal(isAlive(pid), false);
  assert.equal(existsSync(folder), false);
});

test('guard() leaves no server behind when its process is killed with -9', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'watchdog-'));
  const program = `
    import { guard } from ${JSON.stringify(new URL('watchdog.ts', import.meta.url).href)};
    guard(['sh', '-c', ${JSON.stringify(STAYS)}, ${JSON.stringify(join(folder, 'pid'))}], ${JSON.stringify(folder)});
    setInterval(() => {}, 1000);`;
  const owner = spawn(process.execPath, ['--input-type=module', '-e', program], { stdio: 'ignore' });
  const pid = await waitFor(() => Number(readFileSync(join(folder, 'pid'), 'utf8')));
  owner.kill('SIGKILL');
  await once(owner, 'exit');
  await waitFor(() => !isAlive(pid) && !existsSync(folder), { what: 'the end of the server' });
});

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
