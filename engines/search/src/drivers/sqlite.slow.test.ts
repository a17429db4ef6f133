import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { after, test } from 'node:test';
import { passage, searchContract } from '../testing.ts';
import { createSearch } from './sqlite.ts';

const root = mkdtempSync(join(tmpdir(), 'search-'));
after(() => rmSync(root, { recursive: true }));
let folders = 0;
const newFolder = () => join(root, `f${folders++}`);

searchContract('sqlite', () => createSearch({ folder: newFolder() }));

async function written(): Promise<{ folder: string; file: string }> {
  const folder = newFolder();
  const search = createSearch({ folder });
  await search
    .collection('c')
    .upsert(Array.from({ length: 200 }, (_, index) => passage(`p${index}`, `word${index} common`)));
  await search.close();
  return { folder, file: join(folder, 'c.sqlite') };
}

test('what was written is there after reopening, in both indexes', async () => {
  const { folder } = await written();
  const search = createSearch({ folder });
  const collection = search.collection('c');
  assert.equal(await collection.count(), 200);
  assert.equal((await collection.query({ text: 'word77', mode: 'keyword', limit: 1 }))[0]?.id, 'p77');
  const { vector } = passage('p5', 'word5 common');
  assert.equal((await collection.query({ vector, mode: 'vector', limit: 1 }))[0]?.id, 'p5');
  await search.close();
});

test('the width outlives the last passage', async () => {
  const folder = newFolder();
  const first = createSearch({ folder });
  await first.collection('c').upsert([passage('a')]);
  await first.collection('c').deleteDocument('d-a');
  await first.close();
  const second = createSearch({ folder });
  await assert.rejects(second.collection('c').upsert([{ ...passage('a'), vector: Float32Array.of(1) }]), {
    code: 'search_width_mismatch',
  });
  await second.close();
});

const DAMAGES: [what: string, code: string, damage: (file: string) => void][] = [
  [
    'no SQLite file',
    'search_collection_damaged',
    (file) => writeFileSync(file, 'not an index at all '.repeat(500)),
  ],
  [
    'a page of rubbish',
    'search_collection_damaged',
    (file) => {
      const bytes = readFileSync(file);
      bytes.fill(0xa5, 3 * 4096, 12 * 4096);
      writeFileSync(file, bytes);
    },
  ],
  [
    'a newer format',
    'search_format_unsupported',
    (file) => {
      const db = new DatabaseSync(file);
      db.exec('PRAGMA user_version = 99');
      db.close();
    },
  ],
];
for (const [what, code, damage] of DAMAGES) {
  test(`${what} is reported as ${code}, and drop() clears it away`, async () => {
    const { folder, file } = await written();
    damage(file);
    const search = createSearch({ folder });
    await assert.rejects(search.collection('c').count(), { code });
    await search.collection('other').upsert([passage('a')]);
    await search.drop('c');
    assert.equal(await search.collection('c').count(), 0);
    await search.close();
  });
}

test('a word index that lost a passage is made anew from the stored text', async () => {
  const { folder, file } = await written();
  const db = new DatabaseSync(file);
  db.exec(
    `INSERT INTO words (words, rowid, terms) SELECT 'delete', key, terms FROM passages WHERE id IN ('p7', 'p77')`,
  );
  db.close();
  const search = createSearch({ folder });
  const hits = await search.collection('c').query({ text: 'word77', mode: 'keyword', limit: 1 });
  assert.equal(hits[0]?.id, 'p77');
  await search.close();
});

test('drop() leaves no file of the collection', async () => {
  const { folder } = await written();
  const search = createSearch({ folder });
  await search.collection('c').upsert([passage('more')]);
  await search.drop('c');
  assert.deepEqual(readdirSync(folder), []);
  await search.close();
});

test('what is written while a collection is dropped is in the new one', async () => {
  const folder = newFolder();
  const search = createSearch({ folder });
  const collection = search.collection('c');
  for (let round = 0; round < 10; round++) {
    await collection.upsert([passage('old')]);
    const dropping = search.drop('c');
    await collection.upsert([passage('new')]);
    await dropping;
    assert.deepEqual(
      (await collection.get(['old', 'new'])).map(({ id }) => id),
      ['new'],
    );
    await search.drop('c');
  }
  await search.close();
});

test('vectors that share one buffer arrive each as its own', async () => {
  const search = createSearch({ folder: newFolder() });
  const shared = new Float32Array([1, 0, 0, 1]);
  const make = (id: string, at: number) => ({
    id,
    documentId: 'd',
    text: id,
    vector: shared.subarray(at, at + 2),
  });
  await search.collection('c').upsert([make('x', 0), make('y', 2)]);
  const hits = await search
    .collection('c')
    .query({ vector: Float32Array.of(0, 1), mode: 'vector', limit: 2 });
  assert.deepEqual(
    hits.map(({ id, score }) => [id, score]),
    [
      ['y', 1],
      ['x', 0],
    ],
  );
  await search.close();
});

test('close() waits for what was begun', async () => {
  const folder = newFolder();
  const search = createSearch({ folder });
  const writing = search.collection('c').upsert([passage('a')]);
  await search.close();
  await writing;
  const again = createSearch({ folder });
  assert.equal(await again.collection('c').count(), 1);
  await again.close();
});

test('a collection that is open elsewhere is refused, and free again after close()', async () => {
  const folder = newFolder();
  const owner = createSearch({ folder });
  await owner.collection('c').upsert([passage('a')]);
  const other = createSearch({ folder });
  await assert.rejects(other.collection('c').count(), { code: 'search_collection_locked' });
  await owner.close();
  assert.equal(await other.collection('c').count(), 1);
  await other.close();
});

test('text with NUL and lone surrogates is kept searchable', async () => {
  const search = createSearch({ folder: newFolder() });
  await search.collection('c').upsert([passage('odd', 'before\0after \ud800 tail')]);
  for (const text of ['before', 'after', 'tail']) {
    assert.equal(
      (await search.collection('c').query({ text, mode: 'keyword', limit: 1 }))[0]?.id,
      'odd',
      text,
    );
  }
  await search.close();
});

test('a text that is not as it was written is told as damage, whatever SQLite thinks of the file', async () => {
  const { folder, file } = await written();
  const db = new DatabaseSync(file);
  db.exec(`UPDATE passages SET text = 'other words' WHERE id = 'p7'`);
  db.close();
  const search = createSearch({ folder });
  await assert.rejects(search.collection('c').count(), {
    code: 'search_collection_damaged',
    message: /passage p7 is not as it was written/,
  });
  await search.close();
});

test('vectors that are not as they were written are learned again, where they can be', async () => {
  for (const vectors of ['learned', 'given'] as const) {
    const folder = newFolder();
    const search = createSearch({ folder });
    const passages = ['lift of a wing', 'heat of a body', 'drag of a plate'].map((text, index) => ({
      id: `p${index}`,
      documentId: 'd',
      text,
      ...(vectors === 'given' ? { vector: Float32Array.of(1, index) } : {}),
    }));
    await search.collection('c', { vectors }).upsert(passages);
    await search.close();
    const db = new DatabaseSync(join(folder, 'c.sqlite'));
    db.exec('UPDATE vectors SET vector = zeroblob(length(vector)) WHERE key = 2');
    db.close();
    const again = createSearch({ folder });
    const find = again.collection('c').query({ text: 'heat', vector: undefined, mode: 'hybrid', limit: 1 });
    if (vectors === 'given') await assert.rejects(find, { code: 'search_collection_damaged' });
    else assert.ok(((await find)[0]?.scores.vector ?? 0) > 0.1);
    await again.close();
  }
});
