import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { createRepositories } from './repositories.ts';

let folder = '';
let now = 1_700_000_000_000;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'agenticgen-kept-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const URL = 'https://git.example/a.git';

test('a repository is kept for its workspace and its address, and is fresh for a while', async () => {
  const repositories = createRepositories(join(folder, 'new'), () => now);
  assert.equal(await repositories.find('w', URL), null);
  await repositories.keep('w', URL, Buffer.from('one'), true);
  const found = await repositories.find('w', URL);
  assert.deepEqual([found?.bytes.toString(), found?.isFresh], ['one', true]);
  assert.equal(await repositories.find('other', URL), null);
  assert.equal(await repositories.find('w', `${URL}/`), null);
  now += 9 * 60_000;
  await repositories.keep('w', URL, Buffer.from('two'), false);
  now += 2 * 60_000;
  const old = await repositories.find('w', URL);
  assert.deepEqual([old?.bytes.toString(), old?.isFresh], ['two', false]);
});

test('the least used goes where there is no room, and strays of a crash are swept', async () => {
  const repositories = createRepositories(folder, () => now, 25);
  const stray = join(folder, 'x.tar.half');
  writeFileSync(stray, 'half');
  utimesSync(stray, 1, 1);
  for (const name of ['a', 'b', 'c']) {
    now += 1_000;
    await repositories.keep('w', name, Buffer.alloc(10), true);
  }
  assert.equal(await repositories.find('w', 'a'), null);
  assert.equal((await repositories.find('w', 'c'))?.bytes.length, 10);
  assert.equal(readdirSync(folder).length, 2);
});
