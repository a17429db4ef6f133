import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import type { Passage } from '../lib/passage.ts';
import type { Collection, CollectionOptions, Search } from '../lib/search.ts';
import { createSearch } from './sqlite.ts';

const WIDTH = 16;
const COUNT = 6_000;
const DOCUMENTS = 60;

const root = mkdtempSync(join(tmpdir(), 'search-graph-'));
after(() => rmSync(root, { recursive: true }));
let folders = 0;

/** The same numbers every time. */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32 - 0.5;
  };
}

const next = random(5);
const centres = Array.from({ length: 100 }, () => Array.from({ length: WIDTH }, next));
const vectorOf = () => {
  const centre = centres[Math.floor((next() + 0.5) * centres.length)] as number[];
  return Float32Array.from(centre, (value) => value + 0.4 * next());
};
const passageOf = (index: number): Passage & { vector: Float32Array } => ({
  id: `p${index}`,
  documentId: `d${index % DOCUMENTS}`,
  text: `passage ${index}`,
  vector: vectorOf(),
});
const PASSAGES = Array.from({ length: COUNT }, (_, index) => passageOf(index));
const QUESTIONS = Array.from({ length: 40 }, vectorOf);

const cosine = (a: Float32Array, b: Float32Array) =>
  a.reduce((sum, value, at) => sum + value * (b[at] as number), 0) / (Math.hypot(...a) * Math.hypot(...b));
const LIKENESS: Record<string, (a: Float32Array, b: Float32Array) => number> = {
  cosine,
  dot: (a, b) => a.reduce((sum, value, at) => sum + value * (b[at] as number), 0),
  l2: (a, b) => -a.reduce((sum, value, at) => sum + (value - (b[at] as number)) ** 2, 0),
};

function truth(
  passages: readonly (Passage & { vector: Float32Array })[],
  question: Float32Array,
  metric = 'cosine',
): string[] {
  const like = LIKENESS[metric] ?? cosine;
  return passages
    .map(({ id, vector }) => ({ id, score: like(vector, question) }))
    .sort((a, b) => b.score - a.score)
    .slice(0, 10)
    .map(({ id }) => id);
}

async function recall(
  collection: Collection,
  passages: readonly (Passage & { vector: Float32Array })[],
  metric?: string,
  documentIds?: string[],
): Promise<number> {
  const found = await collection.nearest(QUESTIONS, 10, documentIds ? { documentIds } : {});
  const shares = QUESTIONS.map((question, index) => {
    const right = new Set(truth(passages, question, metric));
    return (found[index] ?? []).filter(({ id }) => right.has(id)).length / right.size;
  });
  return shares.reduce((sum, share) => sum + share, 0) / shares.length;
}

async function filled(
  options: CollectionOptions = {},
): Promise<{ search: Search; collection: Collection; folder: string }> {
  const folder = join(root, `f${folders++}`);
  const search = createSearch({ folder, readers: 2 });
  const collection = search.collection('c', options);
  await collection.upsert(PASSAGES);
  await collection.compact();
  assert.equal(graphsIn(folder).length, 1);
  return { search, collection, folder };
}

const graphsIn = (folder: string) => readdirSync(folder).filter((name) => name.endsWith('.hnsw'));

for (const metric of ['cosine', 'dot', 'l2'] as const) {
  test(`a graph finds what is nearest by ${metric}`, async () => {
    const { search, collection } = await filled({ metric, index: { recall: 0.97 } });
    assert.ok((await recall(collection, PASSAGES, metric)) >= 0.95);
    await search.close();
  });
}
for (const precision of ['f32', 'i8'] as const) {
  test(`so does a graph of ${precision}`, async () => {
    const { search, collection } = await filled({ index: { precision, connectivity: 12, expansionAdd: 64 } });
    assert.ok((await recall(collection, PASSAGES)) >= 0.95);
    const [[hit] = []] = await collection.nearest([PASSAGES[7]?.vector as Float32Array], 1);
    assert.equal(hit?.id, 'p7');
    assert.ok(Math.abs((hit?.score ?? 0) - 1) < 1e-3);
    await search.close();
  });
}

test('what comes and goes beside the graph is found and gone at once, and after the next graph too', async () => {
  const { search, collection, folder } = await filled();
  const late = Array.from({ length: 300 }, (_, index) => passageOf(COUNT + index));
  await collection.upsert(late);
  await collection.deleteDocument('d3');
  const changed = { ...passageOf(8), documentId: 'd8' };
  await collection.upsert([changed]);
  const now = [
    ...PASSAGES.filter(({ id, documentId }) => documentId !== 'd3' && id !== 'p8'),
    ...late.filter(({ documentId }) => documentId !== 'd3'),
    changed,
  ];
  for (const time of ['beside', 'in the next', 'reopened']) {
    assert.ok((await recall(collection, now)) >= 0.95, time);
    const [[mine] = []] = await collection.nearest([changed.vector], 1);
    assert.equal(mine?.id, 'p8', time);
    const all = await collection.nearest(QUESTIONS, 50);
    assert.ok(
      all.flat().every(({ documentId }) => documentId !== 'd3'),
      time,
    );
    if (time === 'beside') await collection.compact();
  }
  await search.close();
  const again = createSearch({ folder, readers: 1 });
  assert.ok((await recall(again.collection('c'), now)) >= 0.95);
  await again.close();
});

test('under a filter the nearest of its documents are found, all of them', async () => {
  const { search, collection } = await filled();
  for (const admitted of [1, 6, 30]) {
    const documentIds = Array.from({ length: admitted }, (_, index) => `d${index}`);
    const among = PASSAGES.filter(({ documentId }) => documentIds.includes(documentId));
    assert.ok((await recall(collection, among, 'cosine', documentIds)) >= 0.999, String(admitted));
  }
  assert.deepEqual(await collection.nearest(QUESTIONS.slice(0, 1), 5, { documentIds: ['none'] }), [[]]);
  await search.close();
});

test('a filter that was asked before follows what changes', async () => {
  const { search, collection } = await filled();
  const documentIds = ['d1'];
  const vector = vectorOf();
  await collection.nearest([vector], 5, { documentIds });
  await collection.upsert([{ id: 'new', documentId: 'd1', text: 'new', vector }]);
  assert.equal((await collection.nearest([vector], 1, { documentIds }))[0]?.[0]?.id, 'new');
  await collection.deleteDocument('d1');
  assert.deepEqual(await collection.nearest([vector], 5, { documentIds }), [[]]);
  await search.close();
});

const DAMAGES: [string, (path: string) => void][] = [
  [
    'has other bytes',
    (path) => {
      const bytes = readFileSync(path);
      bytes.fill(0xa5, bytes.length / 2, bytes.length / 2 + 64);
      writeFileSync(path, bytes);
    },
  ],
  ['is cut short', (path) => writeFileSync(path, readFileSync(path).subarray(0, 1_000))],
  ['is missing', (path) => rmSync(path)],
];
for (const [what, damage] of DAMAGES) {
  test(`a graph that ${what} is left out and made again from the stored vectors`, async () => {
    const { search, folder } = await filled();
    await search.close();
    const [name = ''] = graphsIn(folder);
    damage(join(folder, name));
    const again = createSearch({ folder });
    const collection = again.collection('c');
    assert.ok((await recall(collection, PASSAGES)) >= 0.99, 'compared one by one');
    await collection.compact();
    assert.equal(graphsIn(folder).length, 1);
    assert.ok((await recall(collection, PASSAGES)) >= 0.95);
    assert.equal(await collection.count(), COUNT);
    await again.close();
  });
}

test('many vectors make a graph without being asked', async () => {
  const folder = join(root, `f${folders++}`);
  const search = createSearch({ folder });
  await search.collection('c').upsert(PASSAGES);
  const until = Date.now() + 120_000;
  while (graphsIn(folder).length === 0 && Date.now() < until)
    await new Promise((resolve) => setTimeout(resolve, 50));
  assert.equal(graphsIn(folder).length, 1);
  await search.close();
});

test('drop() takes the graph along, and one that is being made goes too', async () => {
  const { search, collection, folder } = await filled();
  const compacting = collection.compact();
  await search.drop('c');
  await compacting.catch(() => undefined);
  assert.equal(await search.collection('c').count(), 0);
  await search.close();
  const again = createSearch({ folder });
  assert.equal(await again.collection('c').count(), 0);
  assert.deepEqual(graphsIn(folder), []);
  await again.close();
});

test('options that make no sense are refused', () => {
  const search = createSearch({ folder: join(root, 'options') });
  for (const index of [
    { recall: 2 },
    { connectivity: 1 },
    { precision: 'f8' as 'f16' },
    { expansionSearch: 0 },
  ])
    assert.throws(() => search.collection('c', { index }), { code: 'search_options_invalid' });
});
