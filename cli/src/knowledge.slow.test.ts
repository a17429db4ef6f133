import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { type Running, readConfig, start } from '@agenticgen/server';
import { key } from './key.ts';
import { knowledge } from './knowledge.ts';
import type { BaseLine } from './knowledge-base.ts';
import type { Report } from './knowledge-files.ts';
import { type FakeTerminal, fakeTerminal } from './testing.ts';

const env = {
  DATA_DIR: mkdtempSync(join(tmpdir(), 'agenticgen-cli-')),
  PORT: '0',
  AGENTICGEN_ADMIN_EMAIL: 'owner@example.org',
  AGENTICGEN_ADMIN_PASSWORD: 'correct horse battery',
};

describe('knowledge beside a running server', () => {
  let server: Running;
  let client: NodeJS.ProcessEnv;
  const folders: string[] = [];
  before(async () => {
    server = await start(readConfig(env), { print: () => undefined });
    const terminal = fakeTerminal(env);
    await key.run(['create', '--user', 'owner@example.org', '--json'], terminal);
    client = { AGENTICGEN_URL: server.url, AGENTICGEN_API_KEY: JSON.parse(terminal.out()).key };
  });
  after(async () => {
    await server.stop();
    for (const folder of [...folders, env.DATA_DIR]) rmSync(folder, { recursive: true, force: true });
  });

  async function use(...args: string[]): Promise<FakeTerminal & { code: number }> {
    const terminal = fakeTerminal(client);
    return Object.assign(terminal, { code: await knowledge.run(args, terminal) });
  }
  const newBase = async (name: string) => JSON.parse((await use('create', name, '--json')).out()) as BaseLine;
  function folderOf(files: Record<string, string>): string {
    const folder = join(mkdtempSync(join(tmpdir(), 'agenticgen-cli-')), 'notes');
    folders.push(folder);
    write(folder, files);
    return folder;
  }
  function write(folder: string, files: Record<string, string>): void {
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
  }
  async function sync(base: string, folder: string, ...more: string[]): Promise<Report> {
    const { out } = await use('sync', base, folder, '--json', ...more);
    return JSON.parse(out()) as Report;
  }

  test('a base is made, listed, filled and searched by its name', async () => {
    const { id } = await newBase('Harbour');
    assert.match((await use('list')).out(), new RegExp(`^${id} +0 {2}Harbour$`, 'm'));
    const folder = folderOf({ 'keels.md': '# Keels\n\nA keel of lead keeps a boat upright.' });
    const added = await use('add', 'Harbour', join(folder, 'keels.md'));
    assert.deepEqual([added.code, added.errors()], [0, '']);
    assert.match(added.out(), /1 new, 0 changed/);
    const found = await use('search', 'Harbour', 'what', 'are', 'keels', 'made', 'of');
    assert.match(found.out(), /^keels\.md · Keels \(\d\.\d+\)\n {2}.*keel of lead/);
    const [hit] = JSON.parse((await use('search', id, 'keel', '--json', '--limit', '1')).out());
    assert.equal(hit.documentName, 'keels.md');
  });

  test('a folder is kept in step: only what has changed is sent', async () => {
    const { id } = await newBase('Folder');
    const folder = folderOf({
      'a.md': 'Anchors.',
      'sub/b.txt': 'Bilges.',
      'sub/film.mp4': 'x',
      '.hidden/c.md': 'No.',
      'node_modules/d.md': 'No.',
    });
    symlinkSync('/etc/passwd', join(folder, 'link.txt'));
    const first = await sync(id, folder);
    assert.deepEqual(first.added.sort(), ['a.md', 'sub/b.txt']);
    assert.deepEqual([first.skipped, first.failed], [['sub/film.mp4'], []]);
    const second = await sync(id, folder);
    assert.deepEqual([second.added, second.replaced, second.unchanged], [[], [], 2]);
    write(folder, { 'a.md': 'Anchors and chains.' });
    rmSync(join(folder, 'sub/b.txt'));
    const kept = await sync(id, folder);
    assert.deepEqual([kept.replaced, kept.removed], [['a.md'], []]);
    const dry = await sync(id, folder, '--delete', '--dry-run');
    assert.deepEqual(dry.removed, ['sub/b.txt']);
    assert.deepEqual((await sync(id, folder, '--delete')).removed, ['sub/b.txt']);
    assert.deepEqual((await sync(id, folder, '--delete')).removed, []);
  });

  test('two folders of one base do not take each other away', async () => {
    const { id } = await newBase('Two');
    const [one, two] = [folderOf({ 'a.md': 'One.' }), folderOf({ 'b.md': 'Two.' })];
    await sync(id, one, '--as', 'one');
    const second = await sync(id, two, '--as', 'two', '--delete');
    assert.deepEqual([second.added, second.removed], [['b.md'], []]);
  });

  test('a file that can not be read is told, the others are, and the exit code says it', async () => {
    const { id } = await newBase('Broken');
    const folder = folderOf({ 'good.md': 'Good.', 'bad.pdf': 'no PDF' });
    const { code, out, errors } = await use('sync', id, folder);
    assert.equal(code, 1);
    assert.match(out(), /1 new, 0 changed, 0 unchanged, 0 removed, 0 left out, 1 failed/);
    assert.match(errors(), /^bad\.pdf: Cannot read document/m);
    const again = await sync(id, folder);
    assert.deepEqual([again.unchanged, again.failed.length], [1, 1], 'what failed is tried again');
    const nothing = await use('add', id, join(folder, 'good.md'), '--no-wait', '--json');
    assert.equal((JSON.parse(nothing.out()) as Report).added.length, 1);
  });

  test('mistakes are told before anything is sent', async () => {
    const { id } = await newBase('Same');
    await newBase('Same');
    const wrong: [args: string[], message: RegExp][] = [
      [[], /wanted list, create, add, sync or search/],
      [['create'], /its name is missing/],
      [['add', id], /wanted BASE FILE/],
      [['add', id, '/nowhere.md'], /Cannot read \/nowhere\.md: ENOENT/],
      [['add', id, '/tmp'], /it is no file/],
      [['sync', id], /wanted BASE FOLDER/],
      [['sync', id, '/nowhere'], /Cannot read \/nowhere: ENOENT/],
      [['search', id], /wanted BASE/],
      [['search', id, 'x', '--limit', 'few'], /--limit wants a number/],
      [['search', 'Same', 'x'], /several are called "Same"/],
      [['search', 'Nobody', 'x'], /none of this id or name/],
      [['list', '--limits'], /Cannot read options/],
    ];
    for (const [args, message] of wrong) await assert.rejects(use(...args), { message }, args.join(' '));
  });
});
