import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Database } from '../db/index.ts';
import { inTransaction } from '../db/index.ts';
import { isProblem } from '../problem/index.ts';
import { onBothDatabases } from '../testing/databases.ts';
import { insertWorkspace } from '../testing/people.ts';
import { testRuntime } from '../testing/runtime.ts';
import { folderBlobs } from './blobs.ts';
import { areaOf, createFileStore, type FileStore } from './files.ts';
import { findFile, findFiles, MAX_FILES_IN_AREA, moveFiles, setAreaShared } from './queries.ts';

async function setUp(db: Database) {
  const folder = mkdtempSync(join(tmpdir(), 'agenticgen-files-'));
  const runtime = testRuntime();
  const files = createFileStore({ runtime, blobs: folderBlobs(folder, runtime.newId) });
  const workspaceId = await insertWorkspace(db, runtime);
  const save = (area: string, name: string, text: string, on: Database = db) =>
    files.save(on, { workspaceId, area, name, bytes: Buffer.from(text), createdBy: 'ann' });
  /** SQLite's rows have no prototype; here only their columns count. */
  const listed = async (area: string) => (await files.list(db, area)).map((row) => ({ ...row }));
  return { files, save, listed, [Symbol.dispose]: () => rmSync(folder, { recursive: true }) };
}

const HERE = areaOf.conversation('c1');
const THERE = areaOf.document('d1');

async function textOf(files: FileStore, file: { sha256: string }): Promise<string> {
  return (await files.read(file)).toString();
}

onBothDatabases('save() stores bytes and a row that says what they are', async ({ db }) => {
  using store = await setUp(db);
  const row = await store.save(HERE, ' report.csv ', 'a,b');
  assert.deepEqual({ ...(await findFile(db, row.id)) }, row);
  assert.deepEqual(
    [row.name, row.media_type, row.size, row.shared, row.created_by],
    ['report.csv', 'text/csv', 3, 'private', 'ann'],
  );
  assert.equal(await textOf(store.files, row), 'a,b');
});

onBothDatabases('a second file of a name is the newer version; the first stays by its id', async ({ db }) => {
  using store = await setUp(db);
  const first = await store.save(HERE, 'a.txt', 'one');
  const second = await store.save(HERE, 'a.txt', 'two');
  assert.equal((await store.files.find(db, HERE, 'a.txt'))?.id, second.id);
  assert.deepEqual(await store.listed(HERE), [second]);
  const kept = await findFile(db, first.id);
  assert.equal(await textOf(store.files, kept ?? { sha256: '' }), 'one');
});

onBothDatabases('list() has each name once, by name, and no file of another area', async ({ db }) => {
  using store = await setUp(db);
  for (const name of ['b.txt', 'a.txt', 'B.txt', '知.txt', 'a.txt']) await store.save(HERE, name, name);
  await store.save(THERE, 'c.txt', 'c');
  const names = (await store.files.list(db, HERE)).map(({ name }) => name);
  assert.deepEqual(names, ['B.txt', 'a.txt', 'b.txt', '知.txt']);
  assert.equal(await store.files.find(db, HERE, 'A.txt'), undefined);
});

onBothDatabases('many versions of one file do not push the others off the list', async ({ db }) => {
  using store = await setUp(db);
  const quiet = await store.save(HERE, 'quiet.txt', 'written once');
  const { id: _, ...like } = quiet;
  const runtime = testRuntime();
  const versions = Array.from({ length: MAX_FILES_IN_AREA + 20 }, () => ({
    ...like,
    id: runtime.newId(),
    name: 'busy.txt',
  }));
  await db.insertInto('files').values(versions).execute();
  assert.deepEqual(
    (await store.files.list(db, HERE)).map(({ name }) => name),
    ['busy.txt', 'quiet.txt'],
  );
});

onBothDatabases('a name that is refused stores neither row nor bytes', async ({ db }) => {
  using store = await setUp(db);
  await assert.rejects(store.save(HERE, '../x', 'x'), (error) => isProblem(error, 'file_name_invalid'));
  assert.deepEqual(await store.files.list(db, HERE), []);
});

onBothDatabases('save() in a transaction that is taken back leaves no row', async ({ db }) => {
  using store = await setUp(db);
  const failing = inTransaction(db, async (tx) => {
    await store.save(HERE, 'a.txt', 'x', tx);
    throw new RangeError('stop');
  });
  await assert.rejects(failing, RangeError);
  assert.deepEqual(await store.files.list(db, HERE), []);
});

onBothDatabases('clear() deletes the area, and only those bytes that nobody else has', async ({ db }) => {
  using store = await setUp(db);
  const own = await store.save(HERE, 'own.txt', 'only here');
  const shared = await store.save(HERE, 'shared.txt', 'in both');
  const other = await store.save(THERE, 'other.txt', 'in both');
  const removeBytes = await store.files.clear(db, HERE);
  assert.deepEqual(await store.files.list(db, HERE), []);
  assert.equal(await textOf(store.files, own), 'only here', 'bytes stay until the commit is known');
  await removeBytes(db);
  await assert.rejects(store.files.read(own), (error) => isProblem(error, 'file_content_missing'));
  assert.equal(shared.sha256, other.sha256);
  assert.equal(await textOf(store.files, other), 'in both');
});

onBothDatabases('clear() that is taken back with its transaction loses nothing', async ({ db }) => {
  using store = await setUp(db);
  const row = await store.save(HERE, 'a.txt', 'x');
  const failing = inTransaction(db, async (tx) => {
    await store.files.clear(tx, HERE);
    throw new RangeError('stop');
  });
  await assert.rejects(failing, RangeError);
  assert.deepEqual(await store.listed(HERE), [row]);
});

onBothDatabases('moveFiles() and setAreaShared() change what they name and nothing else', async ({ db }) => {
  using store = await setUp(db);
  const uploads = areaOf.uploads('ann');
  const [moved, left] = [await store.save(uploads, 'a.txt', 'a'), await store.save(uploads, 'b.txt', 'b')];
  await moveFiles(db, [moved.id], HERE, 'private');
  await moveFiles(db, [], THERE, 'workspace');
  assert.deepEqual(await store.listed(HERE), [{ ...moved, area: HERE }]);
  assert.deepEqual(await store.listed(uploads), [left]);
  await setAreaShared(db, HERE, 'workspace');
  const rows = await findFiles(db, [moved.id, left.id]);
  assert.deepEqual(
    new Map(rows.map(({ id, shared }) => [id, shared])),
    new Map([
      [moved.id, 'workspace'],
      [left.id, 'private'],
    ]),
  );
  assert.deepEqual(await findFiles(db, []), []);
});

onBothDatabases('bytes come first, and their row in a transaction that may not come', async ({ db }) => {
  using store = await setUp(db);
  const stored = await store.files.put(db, Buffer.from('a,b'));
  assert.equal(stored.size, 3);
  const given = { workspaceId: '', area: HERE, name: 'a.csv', createdBy: 'ann', ...stored };
  const [{ id: workspaceId } = { id: '' }] = await db.selectFrom('workspaces').select('id').execute();
  await assert.rejects(
    inTransaction(db, async (tx) => {
      await store.files.record(tx, { ...given, workspaceId });
      throw new TypeError('never mind');
    }),
  );
  assert.deepEqual(await store.listed(HERE), []);
  const row = await store.files.record(db, { ...given, workspaceId });
  assert.equal(await textOf(store.files, row), 'a,b');
});

onBothDatabases(
  'what is discarded takes its bytes along, unless another file has the same',
  async ({ db }) => {
    using store = await setUp(db);
    const own = await store.save(HERE, 'own.txt', 'own');
    const shared = await store.save(HERE, 'shared.txt', 'shared');
    await store.save(THERE, 'same.txt', 'shared');
    const hashes = await store.files.discard(db, [own.id, shared.id]);
    assert.deepEqual(hashes.toSorted(), [own.sha256, shared.sha256].toSorted());
    assert.deepEqual(await store.listed(HERE), []);
    await store.files.removeUnused(db, hashes);
    await assert.rejects(textOf(store.files, own), { code: 'file_content_missing' });
    assert.equal(await textOf(store.files, shared), 'shared');
    assert.deepEqual(await store.files.discard(db, []), []);
  },
);
