import assert from 'node:assert/strict';
import { chmodSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
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
const READY = 'printf R; exec cat > /dev/null';

/** Counts the launches and knows their folders. */
function serverOf(command: string, more: Partial<ForkServerOptions> = {}) {
  const folders: string[] = [];
  const server = createForkServer({
    language: 'python',
    identity: { uid: 0, gid: 0 },
    standbys: 1,
    launch(standing): Launch {
      folders.push(standing.folder);
      const recipe = { command, args: [], opens: [], programFd: null };
      return { recipe, outerFilter: new Uint8Array(8), innerFilter: new Uint8Array(8) };
    },
    ...more,
  });
  return { server, folders };
}

test('a fork server starts once for all who ask, and its folder goes with it', async () => {
  const { server, folders } = serverOf(program('ready', READY));
  assert.equal(server.connect(), null);
  assert.deepEqual(await Promise.all([server.ready(), server.ready()]), [true, true]);
  assert.equal(folders.length, 1);
  assert.ok(existsSync(folders[0]!));
  await server.close();
  assert.ok(!existsSync(folders[0]!));
  assert.equal(await server.ready(), false);
});

test('after one that failed none is started for a while', async () => {
  let now = 0;
  const { server, folders } = serverOf(program('fails', 'exit 1'), { now: () => now });
  assert.equal(await server.ready(), false);
  assert.equal(await server.ready(), false);
  assert.equal(folders.length, 1);
  assert.ok(!existsSync(folders[0]!));
  now = 60_000;
  assert.equal(await server.ready(), false);
  assert.equal(folders.length, 2);
  await server.close();
});

test('a launch that throws leaves no folder', async () => {
  let left = '';
  const { server } = serverOf('', {
    launch({ folder: given }) {
      left = given;
      throw new TypeError('no recipe');
    },
  });
  assert.equal(await server.ready(), false);
  assert.ok(left !== '' && !existsSync(left));
  await server.close();
});

test('after its last run another takes its place, and both are ended by close()', async () => {
  const { server, folders } = serverOf(program('again', READY), { maxRuns: 1 });
  assert.ok(await server.ready());
  const socket = server.connect();
  socket?.on('error', () => {});
  assert.ok(await server.ready());
  assert.equal(folders.length, 2);
  await server.close();
  assert.deepEqual(
    folders.filter((path) => existsSync(path)),
    [],
  );
});
