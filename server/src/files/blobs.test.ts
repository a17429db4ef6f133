import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { isProblem } from '../problem/index.ts';
import { DRAFT_LIFE_MS, folderBlobs } from './blobs.ts';

const MAX = 1_000_000;
const sha256 = (bytes: string | Uint8Array) => createHash('sha256').update(bytes).digest('hex');
const missing = (error: unknown) => isProblem(error, 'file_content_missing');

function setUp() {
  const folder = mkdtempSync(join(tmpdir(), 'agenticgen-blobs-'));
  let drafts = 0;
  const blobs = folderBlobs(join(folder, 'blobs'), () => `draft-${++drafts}`);
  /** Paths of all files, below the folder. */
  const files = () =>
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => entry.name);
  return { blobs, folder, files, [Symbol.dispose]: () => rmSync(folder, { recursive: true }) };
}

async function* chunks(...texts: string[]): AsyncGenerator<Uint8Array> {
  for (const text of texts) yield Buffer.from(text);
}

test('bytes come back as they went in, under the hash of their content', async () => {
  using store = setUp();
  const bytes = Buffer.from(Array.from({ length: 100_000 }, (_, index) => index % 256));
  const put = await store.blobs.put(bytes, MAX);
  assert.deepEqual(put, { sha256: sha256(bytes), size: bytes.length });
  assert.ok((await store.blobs.read(put.sha256)).equals(bytes));
  const streamed = await new Response(await store.blobs.stream(put.sha256)).arrayBuffer();
  assert.ok(Buffer.from(streamed).equals(bytes));
});

test('a stream of chunks is the same as its bytes at once, and an empty one is a blob too', async () => {
  using store = setUp();
  const { sha256: streamed } = await store.blobs.put(chunks('one ', '', 'two'), MAX);
  assert.equal(streamed, sha256('one two'));
  const empty = await store.blobs.put(chunks(), MAX);
  assert.deepEqual([empty.size, (await store.blobs.read(empty.sha256)).length], [0, 0]);
});

test('the same content is kept once, however often and however at once it is put', async () => {
  using store = setUp();
  const puts = await Promise.all(Array.from({ length: 8 }, () => store.blobs.put(Buffer.from('same'), MAX)));
  assert.equal(new Set(puts.map((put) => put.sha256)).size, 1);
  assert.deepEqual(store.files(), [sha256('same')]);
});

test('content past the limit is refused while it comes, and nothing of it stays', async () => {
  using store = setUp();
  let asked = 0;
  async function* endless() {
    for (; ; asked++) yield Buffer.alloc(100);
  }
  await assert.rejects(store.blobs.put(endless(), 1_000), (error) => isProblem(error, 'file_too_large'));
  assert.ok(asked <= 11, `${asked} chunks were read`);
  assert.deepEqual(store.files(), []);
  assert.equal((await store.blobs.put(Buffer.alloc(1_000), 1_000)).size, 1_000);
});

test('a source that breaks leaves nothing behind', async () => {
  using store = setUp();
  async function* broken() {
    yield Buffer.from('half');
    throw new RangeError('connection lost');
  }
  await assert.rejects(store.blobs.put(broken(), MAX), RangeError);
  assert.deepEqual(store.files(), []);
});

test('what is not there is told before the first byte', async () => {
  using store = setUp();
  await assert.rejects(store.blobs.read(sha256('none')), missing);
  await assert.rejects(store.blobs.stream(sha256('none')), missing);
  const { sha256: hash } = await store.blobs.put(Buffer.from('x'), MAX);
  await store.blobs.remove(hash);
  await assert.rejects(store.blobs.read(hash), missing);
  await store.blobs.remove(hash);
});

test('only the owner of the process reads the folder', async () => {
  using store = setUp();
  const { sha256: hash } = await store.blobs.put(Buffer.from('x'), MAX);
  const place = join(store.folder, 'blobs', hash.slice(0, 2));
  assert.equal(statSync(place).mode & 0o077, 0);
  assert.equal(statSync(join(place, hash)).mode & 0o077, 0);
});

test('a draft that was left by a crash goes after a day, one under way stays', async () => {
  using store = setUp();
  const { sha256: hash } = await store.blobs.put(Buffer.from('x'), MAX);
  const draft = join(store.folder, 'blobs', 'draft-9.new');
  writeFileSync(draft, 'half');
  await store.blobs.removeDrafts(Date.now());
  assert.equal(store.files().length, 2);
  const { mtimeMs } = statSync(draft);
  await store.blobs.removeDrafts(mtimeMs + DRAFT_LIFE_MS + 1);
  assert.deepEqual(store.files(), [hash]);
});

test('its hash is told before the bytes are in their place, and a refusal then leaves nothing', async () => {
  using store = setUp();
  const told: string[] = [];
  const { sha256: hash } = await store.blobs.put(Buffer.from('x'), MAX, async (sha) => {
    told.push(sha);
    await assert.rejects(store.blobs.read(sha), missing);
  });
  assert.deepEqual(told, [hash]);
  const refusing = store.blobs.put(Buffer.from('y'), MAX, () => Promise.reject(new RangeError('no')));
  await assert.rejects(refusing, RangeError);
  assert.deepEqual(store.files(), [hash]);
});
