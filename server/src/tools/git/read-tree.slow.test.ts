import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { isolatedPrograms } from '@agenticgen/sandbox';
import { type GitServer, gitServer } from '../../testing/git-server.ts';
import { type TreeQuery, treeOf } from './read-tree.ts';
import { createRepositories } from './repositories.ts';

describe('the files of a repository', () => {
  let server: GitServer;
  const folder = mkdtempSync(join(tmpdir(), 'agenticgen-trees-'));
  const notes: object[] = [];
  before(async () => {
    server = await gitServer();
  });
  after(async () => {
    await server[Symbol.asyncDispose]();
    rmSync(folder, { recursive: true, force: true });
  });

  const read = (more: Partial<TreeQuery> = {}) =>
    treeOf(
      {
        spawn: isolatedPrograms(),
        repositories: createRepositories(folder, Date.now),
        egress: {
          resolve: async () => [{ address: '127.0.0.1', family: 4 }],
          namedHosts: ['git.test'],
        },
        refused: null,
      },
      {
        workspaceId: 'w',
        url: `http://git.test:${server.port}/shop.git`,
        ...{ ref: 'HEAD', folder: '', signal: AbortSignal.timeout(60_000) },
        authorized: null,
        note: (said) => void notes.push(said),
        ...more,
      },
    );
  async function textsOf(tree: Awaited<ReturnType<typeof read>>, entries = tree.entries) {
    const texts: Record<string, string> = {};
    for await (const { path, bytes } of tree.read(entries)) texts[path] = bytes.toString('utf8');
    return texts;
  }

  test('regular files come with their hashes and contents, links do not', async () => {
    const tree = await read();
    assert.deepEqual(tree.entries.map(({ path }) => path).sort(), ['README.md', 'src.txt']);
    assert.deepEqual(await textsOf(tree), { 'README.md': '# Shop\n', 'src.txt': 'one\ntwo\n' });
    assert.ok(notes.length > 0 && notes.every((note) => 'host' in note));
  });

  test('a commit changes the hashes of what it changed, names of all kinds come through, and folders bound it', async () => {
    const before = new Map((await read()).entries.map(({ path, hash }) => [path, hash]));
    await server.commit(
      { 'src.txt': 'three\n', 'docs/一 章.md': '章', 'docs/:odd "name".txt': 'odd' },
      'Change',
    );
    const tree = await read();
    assert.equal(tree.entries.find(({ path }) => path === 'README.md')?.hash, before.get('README.md'));
    assert.notEqual(tree.entries.find(({ path }) => path === 'src.txt')?.hash, before.get('src.txt'));
    const below = await read({ folder: 'docs' });
    assert.deepEqual(await textsOf(below), { 'docs/一 章.md': '章', 'docs/:odd "name".txt': 'odd' });
  });

  test('what a repository keeps out of its archives does not come', async () => {
    await server.commit({ 'secret.txt': 's', '.gitattributes': 'secret.txt export-ignore\n' }, 'Hide');
    const tree = await read();
    assert.ok(tree.entries.some(({ path }) => path === 'secret.txt'));
    assert.deepEqual(
      await textsOf(
        tree,
        tree.entries.filter(({ path }) => path === 'secret.txt'),
      ),
      {},
    );
  });

  test('many files come in parts', async () => {
    const files = Object.fromEntries(Array.from({ length: 450 }, (_, n) => [`many/${n}.txt`, `${n}`]));
    await server.commit(files, 'Many');
    assert.deepEqual(await textsOf(await read({ folder: 'many' })), files);
  });

  test('a repository or a branch that is not there, and another host, are refused in words', async () => {
    await assert.rejects(read({ url: `http://git.test:${server.port}/none.git` }), { code: 'git_failed' });
    await assert.rejects(read({ ref: 'nowhere' }), { message: /nowhere/ });
    await assert.rejects(read({ url: `http://other.test:${server.port}/shop.git` }), {
      message: /an address that is not public/,
    });
  });
});
