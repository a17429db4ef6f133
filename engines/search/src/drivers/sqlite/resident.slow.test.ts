import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import type { Passage } from '../../lib/passage.ts';
import type { Neighbour } from '../../lib/search.ts';
import { random } from '../../testing/random.ts';
import { createSearch, type SearchOptions } from '../sqlite.ts';
import { openReader } from './reader.ts';
import { loadResident, residentBytes } from './resident.ts';

const WIDTH = 24;
const COUNT = 6_000;
const ROOM = 2 ** 30;

const root = mkdtempSync(join(tmpdir(), 'search-resident-'));
after(() => rmSync(root, { recursive: true }));
let folders = 0;

const next = random(3);
const middles = Array.from({ length: 60 }, () => Array.from({ length: WIDTH }, () => next() - 0.5));
const vectorOf = (index: number) =>
  Float32Array.from(middles[index % 60] as number[], (value) => value + 0.3 * (next() - 0.5));
const PASSAGES: (Passage & { vector: Float32Array })[] = Array.from({ length: COUNT }, (_, index) => ({
  id: `段${index}`,
  documentId: `d${index % 50}`,
  text: `passage ${index}`,
  vector: vectorOf(index),
}));
const QUESTIONS = Array.from({ length: 30 }, (_, index) => vectorOf(index));

async function filled(options: Partial<SearchOptions> = {}) {
  const folder = join(root, `f${folders++}`);
  const search = createSearch({ folder, readers: 2, ...options });
  const collection = search.collection('c');
  await collection.upsert(PASSAGES);
  await collection.compact();
  return { folder, path: join(folder, 'c.sqlite'), search, collection };
}

const idsOf = (answers: Neighbour[][]) => answers.map((found) => found.map(({ id }) => id));

function shareOf(answers: Neighbour[][], others: Neighbour[][]): number {
  const shares = answers.map((found, at) => {
    const ids = new Set(others[at]?.map(({ id }) => id));
    return found.filter(({ id }) => ids.has(id)).length / found.length;
  });
  return shares.reduce((sum, share) => sum + share, 0) / shares.length;
}

test('copies in memory change nothing but the time: the same scores, and nearly the same finds', async () => {
  const { path, search } = await filled({ sharedBytes: 0 });
  const [bare, sharing] = [openReader(path), openReader(path)];
  const resident = loadResident(path, ROOM);
  assert.ok(resident?.lists, 'lists were made');
  sharing.share(resident);
  const [fromFile, fromMemory] = [bare.nearest(QUESTIONS, 10), sharing.nearest(QUESTIONS, 10)];
  assert.ok(shareOf(fromFile, fromMemory) >= 0.95);
  const scores = new Map(
    fromFile.flatMap((found, at) => found.map(({ id, score }) => [`${at} ${id}`, score])),
  );
  for (const [at, found] of fromMemory.entries())
    for (const { id, documentId, score } of found) {
      assert.equal(documentId, PASSAGES[Number(id.slice(1))]?.documentId);
      assert.equal(scores.get(`${at} ${id}`) ?? score, score);
    }
  const documentIds = ['d1', 'd7'];
  assert.deepEqual(
    sharing.nearest(QUESTIONS, 10, { documentIds }),
    bare.nearest(QUESTIONS, 10, { documentIds }),
  );
  for (const reader of [bare, sharing]) reader.close();
  await search.close();
});

test('what is removed and what comes after the copies were made is gone and found at once', async () => {
  const { search, collection } = await filled();
  const question = PASSAGES[8]?.vector as Float32Array;
  assert.equal((await collection.nearest([question], 1))[0]?.[0]?.id, '段8');
  await collection.deleteDocument('d8');
  const answers = await collection.nearest(QUESTIONS, 100);
  assert.ok(answers.flat().every(({ documentId }) => documentId !== 'd8'));
  assert.ok(answers.every((found) => found.length === 100));
  await collection.upsert([{ id: 'late', documentId: 'd8', text: 'late', vector: question }]);
  assert.equal((await collection.nearest([question], 1))[0]?.[0]?.id, 'late');
  await collection.compact();
  assert.equal((await collection.nearest([question], 1))[0]?.[0]?.id, 'late');
  await search.close();
});

test('a collection of the same name that comes after a dropped one shares nothing with it', async () => {
  const { search, collection } = await filled();
  await collection.nearest(QUESTIONS, 10);
  await search.drop('c');
  const others = PASSAGES.map((passage, index) => ({ ...passage, id: `other${index}`, documentId: 'other' }));
  const again = search.collection('c');
  await again.upsert(others);
  await again.compact();
  const found = (await again.nearest(QUESTIONS, 10)).flat();
  assert.equal(found.length, QUESTIONS.length * 10);
  assert.ok(found.every(({ documentId, id }) => documentId === 'other' && id.startsWith('other')));
  await search.close();
});

test('reopened, it answers at once and in the same way as when its copies are there', async () => {
  const { folder, path, search, collection } = await filled();
  const before = await collection.nearest(QUESTIONS, 10);
  await search.close();
  const again = createSearch({ folder, readers: 1 });
  assert.ok(shareOf(await again.collection('c').nearest(QUESTIONS, 10), before) >= 0.95);
  const resident = loadResident(path, ROOM);
  assert.ok(resident);
  const deadline = Date.now() + 120_000;
  while (Date.now() < deadline) {
    const now = await again.collection('c').nearest(QUESTIONS, 10);
    if (JSON.stringify(idsOf(now)) === JSON.stringify(idsOf(before))) break;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  assert.deepEqual(idsOf(await again.collection('c').nearest(QUESTIONS, 10)), idsOf(before));
  await again.close();
});

test('copies are made within the room that there is, or not at all', async () => {
  const { path, search } = await filled({ sharedBytes: 1 });
  const resident = loadResident(path, ROOM);
  assert.ok(resident);
  const bytes = residentBytes(resident);
  assert.ok(bytes >= COUNT * WIDTH * 4 && bytes <= COUNT * (WIDTH * 5 + 88));
  assert.equal(loadResident(path, bytes / 2), undefined);
  await search.close();
});

test('a collection without a graph has no copies', async () => {
  const folder = join(root, `f${folders++}`);
  const search = createSearch({ folder });
  await search.collection('c').upsert(PASSAGES.slice(0, 10));
  assert.equal(loadResident(join(folder, 'c.sqlite'), ROOM), undefined);
  await search.close();
});
