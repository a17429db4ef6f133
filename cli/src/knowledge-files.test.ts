import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, test } from 'node:test';
import { CommandError } from './command.ts';
import { baseOf, basesOf } from './knowledge-base.ts';
import { addFiles, filesOf, type Report, syncFolder } from './knowledge-files.ts';
import type { ServerClient } from './server-client.ts';
import { fakeTerminal } from './testing.ts';

const folders: string[] = [];
after(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});
function folderOf(...paths: string[]): string {
  const folder = mkdtempSync(join(tmpdir(), 'agenticgen-cli-'));
  folders.push(folder);
  for (const path of paths) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), path);
  }
  return folder;
}

const BASE = { id: 'b1', name: 'Base', documents: 0 };
const put = (outcome = 'added') => ({ documentId: 'd', runId: 'r', outcome });
interface Asked {
  method: string;
  path: string;
  body: unknown;
}

/** A server that answers by a function, with all that it was asked. */
function fakeServer(answer: (asked: Asked) => unknown): ServerClient & { asked: Asked[] } {
  const asked: Asked[] = [];
  const hear = async <T>(method: string, path: string, body: unknown) => {
    asked.push({ method, path, body });
    return (await answer({ method, path, body })) as T;
  };
  return {
    asked,
    call: <T>(method: string, path: string, body?: unknown) => hear<T>(method, path, body),
    upload: <T>(path: string, name: string) => hear<T>('UPLOAD', path, name),
    events: () => assert.fail('nobody follows a run here'),
  };
}

test('filesOf() has files with forward slashes, in order, without what is hidden, machinery or a link', () => {
  const folder = folderOf('b.md', 'a/c.md', 'a/.git/x', '.env', 'node_modules/p/i.js', 'a/__pycache__/m.pyc');
  symlinkSync(join(folder, 'b.md'), join(folder, 'link.md'));
  symlinkSync('/etc', join(folder, 'etc'));
  assert.deepEqual(filesOf(folder), ['a/c.md', 'b.md']);
  assert.deepEqual(filesOf(`${folder}/`), ['a/c.md', 'b.md']);
});

test('one file that is refused does not stop the others, and kinds that are not read are passed over', async () => {
  const folder = folderOf('a.md', 'b.md', 'c.mp4');
  const server = fakeServer(({ method, path, body }) => {
    if (path.endsWith('/folder-comparisons')) return { changed: ['a.md', 'b.md', 'c.mp4'], gone: [] };
    if (method === 'GET') return { finishedAt: 1, error: null };
    if (body === 'b.md') throw new CommandError('The disk is full', 1, 'internal_error');
    if (body === 'c.mp4') throw new CommandError('Not read', 1, 'document_type_unsupported');
    return put();
  });
  const terminal = fakeTerminal();
  const options = { json: true, wait: true, remove: false, dryRun: false, as: 'notes' };
  assert.equal(await syncFolder(server, BASE, folder, options, terminal), 1);
  const report = JSON.parse(terminal.out()) as Report;
  assert.deepEqual(
    [report.added, report.skipped, report.failed],
    [['a.md'], ['c.mp4'], [{ path: 'b.md', reason: 'The disk is full' }]],
  );
  const sent = server.asked.find(({ method, body }) => method === 'UPLOAD' && body === 'a.md');
  assert.equal(sent?.path, '/api/v1/knowledge/bases/b1/documents?path=notes%2Fa.md');
});

test('files travel four at a time', async () => {
  const folder = folderOf(...Array.from({ length: 12 }, (_, n) => `f${n}.md`));
  let [now, most] = [0, 0];
  const server = fakeServer(async ({ method }) => {
    if (method !== 'UPLOAD') return { finishedAt: 1, error: null };
    most = Math.max(most, ++now);
    await new Promise((resolve) => setImmediate(resolve));
    now--;
    return put();
  });
  const files = filesOf(folder).map((path) => join(folder, path));
  assert.equal(await addFiles(server, BASE, files, { json: true, wait: true }, fakeTerminal()), 0);
  assert.equal(most, 4);
});

test('a document that failed to be read is a failure of its file, unless nobody waits', async () => {
  const folder = folderOf('a.pdf');
  const server = () =>
    fakeServer(({ method, path }) => {
      if (method === 'UPLOAD') return put('replaced');
      return path.includes('/runs/') ? { finishedAt: 1 } : { error: { message: 'It is none' } };
    });
  const waited = fakeTerminal();
  const file = join(folder, 'a.pdf');
  assert.equal(await addFiles(server(), BASE, [file], { json: false, wait: true }, waited), 1);
  assert.equal(waited.errors(), `${file}: It is none\n`);
  const not = fakeTerminal();
  assert.equal(await addFiles(server(), BASE, [file], { json: false, wait: false }, not), 0);
  assert.match(not.out(), /0 new, 1 changed/);
});

test('a run that takes its time is looked at until it ends', async () => {
  const folder = folderOf('a.md');
  let looks = 0;
  const server = fakeServer(({ method, path }) => {
    if (method === 'UPLOAD') return put();
    return path.includes('/runs/') ? { finishedAt: ++looks < 2 ? null : 1 } : { error: null };
  });
  assert.equal(
    await addFiles(server, BASE, [join(folder, 'a.md')], { json: true, wait: true }, fakeTerminal()),
    0,
  );
  assert.equal(looks, 2);
});

test('documents of files that are gone are deleted only where that is wanted', async () => {
  const folder = folderOf('a.md');
  const server = () =>
    fakeServer(({ path }) =>
      path.endsWith('/folder-comparisons')
        ? { changed: [], gone: [{ path: 'x.md', documentId: 'd9' }] }
        : undefined,
    );
  const deleted = async (remove: boolean, dryRun: boolean) => {
    const asking = server();
    await syncFolder(asking, BASE, folder, { json: true, wait: true, remove, dryRun }, fakeTerminal());
    return asking.asked.filter(({ method }) => method === 'DELETE').map(({ path }) => path);
  };
  assert.deepEqual(await deleted(false, false), []);
  assert.deepEqual(await deleted(true, true), []);
  assert.deepEqual(await deleted(true, false), ['/api/v1/knowledge/bases/b1/documents/d9']);
});

test('bases are read to the last page, and found by id before name', async () => {
  const server = fakeServer(({ path }) =>
    path.includes('cursor=')
      ? { items: [{ id: 'Base', name: 'Other', documents: 2 }], next: null }
      : { items: [BASE], next: 'a b' },
  );
  assert.equal((await basesOf(server)).length, 2);
  assert.equal(server.asked[1]?.path, '/api/v1/knowledge/bases?limit=200&cursor=a%20b');
  assert.equal((await baseOf(server, 'Base')).name, 'Other');
  assert.equal((await baseOf(server, 'b1')).name, 'Base');
});
