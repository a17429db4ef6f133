// LanceDB with its HNSW index (scalar quantised), asked with as many questions under way as keep all cores busy.
import { readFileSync } from 'node:fs';
import * as lancedb from '@lancedb/lancedb';

/** Not less than the finds that are compared again. */
const STEPS = [24, 32, 64, 128];
const NEIGHBOURS = 10;
const ROUND_MS = 2_000;
const IN_FLIGHT = 16;
const CHUNK = 10_000;

const folder = String(process.argv[2]);
const width = Number(process.argv[3]);

function floats(path: string): Float32Array {
  const bytes = readFileSync(path);
  return new Float32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 4);
}

const median = (values: number[]) => values.sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;

const vectors = floats(`${folder}/vectors`);
const questions = floats(`${folder}/questions`);
const truth = new Uint32Array(readFileSync(`${folder}/truth`).buffer.slice(0));
const rowOf = (of: Float32Array, row: number) => Array.from(of.subarray(row * width, (row + 1) * width));

const startedAt = performance.now();
const db = await lancedb.connect(`${folder}/peer.lance`);
let table: lancedb.Table | undefined;
for (let from = 0; from < vectors.length / width; from += CHUNK) {
  const rows = Array.from({ length: Math.min(CHUNK, vectors.length / width - from) }, (_, at) => ({
    id: from + at,
    vector: rowOf(vectors, from + at),
  }));
  if (table) await table.add(rows);
  else table = await db.createTable('vectors', rows);
}
if (!table) throw new Error('Cannot measure LanceDB: there are no vectors');
const filled = table;
await filled.createIndex('vector', {
  config: lancedb.Index.hnswSq({ distanceType: 'cosine', numPartitions: 1, m: 16, efConstruction: 128 }),
});
const buildMs = performance.now() - startedAt;
const count = questions.length / width;
const ask = async (row: number, ef: number): Promise<number[]> => {
  const query = filled
    .vectorSearch(rowOf(questions, row))
    .distanceType('cosine')
    .ef(ef)
    .refineFactor(2)
    .select(['id']);
  return (await query.limit(NEIGHBOURS).toArray()).map(({ id }) => Number(id));
};
const figures = [];
for (const ef of STEPS) {
  let right = 0;
  for (let row = 0; row < count; row++) {
    const nearest = new Set(truth.subarray(row * NEIGHBOURS, (row + 1) * NEIGHBOURS));
    right += (await ask(row, ef)).filter((id) => nearest.has(id)).length;
  }
  const speeds: number[] = [];
  let total = 0;
  const before = process.cpuUsage();
  for (let round = 0; round < 3; round++) {
    const until = performance.now() + ROUND_MS;
    let done = 0;
    await Promise.all(
      Array.from({ length: IN_FLIGHT }, async () => {
        while (performance.now() < until) await ask(done++ % count, ef);
      }),
    );
    total += done;
    speeds.push((done * 1_000) / ROUND_MS);
  }
  const { user, system } = process.cpuUsage(before);
  const cpuMicros = (user + system) / total;
  figures.push({ ef, cpuMicros, recall: right / (count * NEIGHBOURS), perSecond: median(speeds) });
}
console.log(JSON.stringify({ buildMs, residentBytes: process.memoryUsage().rss, figures }));
