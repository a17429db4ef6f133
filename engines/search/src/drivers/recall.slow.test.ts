import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { prepare, similarity } from '../lib/metric.ts';
import { createTop } from '../lib/top.ts';
import { random } from '../testing/random.ts';
import { createSearch } from './sqlite.ts';

const WIDTH = 96;
const DIMENSIONS = 24;
const COUNT = 12_000;

const root = mkdtempSync(join(tmpdir(), 'search-recall-'));
after(() => rmSync(root, { recursive: true }));

const next = random(17);
const noise = () => next() + next() + next() - 1.5;
const axes = Array.from({ length: DIMENSIONS }, () => Array.from({ length: WIDTH }, noise));
/** Without any clusters, in fewer dimensions than there are. */
const draw = () => {
  const point = Array.from({ length: DIMENSIONS }, noise);
  return Float32Array.from({ length: WIDTH }, (_, at) =>
    point.reduce((sum, value, axis) => sum + value * (axes[axis]?.[at] ?? 0), 0.5 * noise()),
  );
};
const vectors = Array.from({ length: COUNT }, draw);
const questions = Array.from({ length: 100 }, draw);

function nearest(question: Float32Array): Set<string> {
  const compare = similarity('cosine');
  const best = createTop(10);
  const prepared = prepare(question, 'cosine');
  for (const [row, vector] of vectors.entries())
    best.offer(row, compare(prepare(vector, 'cosine'), 0, prepared));
  return new Set(best.sorted().map(({ key }) => String(key)));
}
const truth = questions.map(nearest);

for (const [where, sharedBytes] of [
  ['in the graph', 0],
  ['in memory that readers share', 2 ** 30],
] as const)
  test(`questions that are no vectors of the collection find as many of the nearest as was asked for, ${where}`, async () => {
    const folder = join(root, where.replaceAll(' ', '-'));
    const search = createSearch({ folder, readers: 1, sharedBytes });
    const collection = search.collection('c', { index: { recall: 0.95 } });
    const passages = vectors.map((vector, row) => ({ id: String(row), documentId: 'd', text: 'x', vector }));
    for (let from = 0; from < COUNT; from += 4_000)
      await collection.upsert(passages.slice(from, from + 4_000));
    await collection.compact();
    const found = await collection.nearest(questions, 10);
    const right = found.flatMap((hits, at) => hits.filter(({ id }) => truth[at]?.has(id))).length;
    const recall = right / (questions.length * 10);
    assert.ok(recall >= 0.93, `recall is ${recall}`);
    // Vectors that were held back while the recall was measured are in the graph as well.
    const own = await collection.nearest(vectors.slice(0, 1_000), 1);
    const there = own.filter(([hit], row) => hit?.id === String(row)).length;
    assert.ok(there >= 990, `${there} of 1000 found themselves`);
    assert.equal(readdirSync(folder).filter((name) => name.endsWith('.hnsw')).length, 1);
    await search.close();
  });
