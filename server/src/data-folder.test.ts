import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { waitFor } from '../../tools/test-servers/index.ts';
import { takeDataFolder } from './data-folder.ts';

const inUse = { code: 'data_folder_in_use' };

function setUp() {
  const parent = mkdtempSync(join(tmpdir(), 'agenticgen-folder-'));
  return { folder: join(parent, 'data'), [Symbol.dispose]: () => rmSync(parent, { recursive: true }) };
}

test('the folder is made for the owner alone, and has one holder at a time', () => {
  using place = setUp();
  {
    using _first = takeDataFolder(place.folder);
    assert.equal(statSync(place.folder).mode & 0o077, 0);
    assert.throws(() => takeDataFolder(place.folder), inUse);
    assert.throws(() => takeDataFolder(place.folder), inUse, 'a refusal does not let it go');
  }
  takeDataFolder(place.folder)[Symbol.dispose]();
});

test('two folders do not know of each other', () => {
  using one = setUp();
  using two = setUp();
  using _first = takeDataFolder(one.folder);
  using _second = takeDataFolder(two.folder);
});

test('a holder that is killed lets go: the operating system holds the lock, not a file that stays', async () => {
  using place = setUp();
  const url = new URL('./data-folder.ts', import.meta.url).href;
  const code = `const { takeDataFolder } = await import('${url}');
    globalThis.held = takeDataFolder(process.argv[1]); console.log('held'); setInterval(() => {}, 60_000);`;
  const holder = spawn(process.execPath, ['--input-type=module', '-e', code, place.folder]);
  await once(holder.stdout, 'data');
  assert.throws(() => takeDataFolder(place.folder), inUse);
  holder.kill('SIGKILL');
  await once(holder, 'exit');
  const taken = await waitFor(() => takeDataFolder(place.folder));
  taken[Symbol.dispose]();
});
