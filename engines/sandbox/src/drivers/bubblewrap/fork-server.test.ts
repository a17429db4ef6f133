import assert from 'node:assert/strict';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { createForkServer, type ForkServerOptions } from './fork-server.ts';
import type { Launch } from './launch.ts';

const folder = mkdtempSync(join(tmpdir(), 'fork-server-'));
after(() => rmSync(folder, { recursive: true }));

/** A program in the place of the fork server: it says that it is ready, and ends when its host lets go of it. */
function program(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, `#!/bin/sh\n${text}\n`);
  chmodSync(path, 0o755);
  return path;
}
const READY = `echo '{ "child-pid": 1 }' >&4; printf R; exec cat > /dev/null`;

/** Counts the launches and what is cleaned up after them. */
function serverOf(command: string, more: Partial<ForkServerOptions> = {}) {
  const seen = { launches: 0, cleaned: 0 };
  const server = createForkServer({
    language: 'python',
    standbys: 1,
    launch(): Launch {
      seen.launches += 1;
      const recipe = { command, args: [], opens: [], programFd: null };
      const clean = async () => {
        seen.cleaned += 1;
      };
      return { recipe, outerFilter: new Uint8Array(8), innerFilter: new Uint8Array(8), clean };
    },
    ...more,
  });
  return { server, seen };
}

test('a fork server starts once for all who ask, and what is outside goes with it', async () => {
  const { server, seen } = serverOf(program('ready', READY));
  assert.equal(server.connect(), null);
  assert.deepEqual(await Promise.all([server.ready(), server.ready()]), [true, true]);
  assert.deepEqual(seen, { launches: 1, cleaned: 0 });
  await server.close();
  assert.deepEqual(seen, { launches: 1, cleaned: 1 });
  assert.equal(await server.ready(), false);
});

test('after one that failed none is started for a while', async () => {
  let now = 0;
  const { server, seen } = serverOf(program('fails', 'exit 1'), { now: () => now });
  assert.equal(await server.ready(), false);
  assert.equal(await server.ready(), false);
  assert.deepEqual(seen, { launches: 1, cleaned: 1 });
  now = 60_000;
  assert.equal(await server.ready(), false);
  assert.equal(seen.launches, 2);
  await server.close();
});

test('a launch that throws is one that failed', async () => {
  const { server } = serverOf('', {
    launch() {
      throw new TypeError('no recipe');
    },
  });
  assert.equal(await server.ready(), false);
  assert.equal(server.connect(), null);
  await server.close();
});

test('after its last run another takes its place, and both are ended by close()', async () => {
  const { server, seen } = serverOf(program('again', READY), { maxRuns: 1 });
  assert.ok(await server.ready());
  const socket = server.connect();
  socket?.on('error', () => {});
  assert.ok(await server.ready());
  assert.equal(seen.launches, 2);
  await server.close();
  assert.equal(seen.cleaned, 2);
});

test('one that says that it is worn is replaced, and ends where no run is open', async () => {
  const once = join(folder, 'once');
  const worn = `if [ -e ${once} ]; then ${READY}; else touch ${once}; sleep 0.05; printf RW; exec cat > /dev/null; fi`;
  const { server, seen } = serverOf(program('worn', `echo '{ "child-pid": 1 }' >&4; ${worn}`));
  assert.ok(await server.ready());
  assert.ok(await server.ready());
  assert.equal(seen.launches, 2);
  while (seen.cleaned === 0) await new Promise((resolve) => setTimeout(resolve, 5));
  await server.close();
  assert.deepEqual(seen, { launches: 2, cleaned: 2 });
});
