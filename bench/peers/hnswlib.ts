// hnswlib-node in as many threads as there are cores, each with the index in memory and no messages between.
// Prints, for each ef, how many questions a second were answered and with which recall.
import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import hnswlib from 'hnswlib-node';

const STEPS = [10, 16, 24, 32, 48, 64, 96, 128, 192];
const NEIGHBOURS = 10;
const ROUND_MS = 1_500;
const CONNECTIVITY = 16;
const EXPANSION = 128;

interface Task {
  folder: string;
  width: number;
}

function floats(path: string): Float32Array {
  const bytes = readFileSync(path);
  return new Float32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 4);
}

const median = (values: number[]) => values.sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;

function loaded({ folder, width }: Task) {
  const index = new hnswlib.HierarchicalNSW('cosine', width);
  index.readIndexSync(`${folder}/peer.hnswlib`);
  const questions = floats(`${folder}/questions`);
  const rows = Array.from({ length: questions.length / width }, (_, row) =>
    Array.from(questions.subarray(row * width, (row + 1) * width)),
  );
  return { index, rows };
}

async function main(folder: string, width: number): Promise<void> {
  const vectors = floats(`${folder}/vectors`);
  const index = new hnswlib.HierarchicalNSW('cosine', width);
  const startedAt = performance.now();
  index.initIndex(vectors.length / width, CONNECTIVITY, EXPANSION);
  for (let row = 0; row < vectors.length / width; row++)
    index.addPoint(Array.from(vectors.subarray(row * width, (row + 1) * width)), row);
  const buildMs = performance.now() - startedAt;
  index.writeIndexSync(`${folder}/peer.hnswlib`);
  const { rows } = loaded({ folder, width });
  const truth = new Uint32Array(readFileSync(`${folder}/truth`).buffer.slice(0));
  const workers = Array.from(
    { length: availableParallelism() },
    () => new Worker(fileURLToPath(import.meta.url), { workerData: { folder, width } }),
  );
  await Promise.all(workers.map((worker) => new Promise((resolve) => worker.once('message', resolve))));
  const figures = [];
  for (const ef of STEPS) {
    index.setEf(ef);
    let right = 0;
    for (const [at, row] of rows.entries()) {
      const nearest = new Set(truth.subarray(at * NEIGHBOURS, (at + 1) * NEIGHBOURS));
      right += index.searchKnn(row, NEIGHBOURS).neighbors.filter((key) => nearest.has(key)).length;
    }
    const speeds: number[] = [];
    let total = 0;
    const before = process.cpuUsage();
    for (let round = 0; round < 3; round++) {
      const counts = await Promise.all(
        workers.map(
          (worker) =>
            new Promise<number>((resolve) => {
              worker.once('message', resolve);
              worker.postMessage(ef);
            }),
        ),
      );
      const done = counts.reduce((sum, count) => sum + count, 0);
      total += done;
      speeds.push((done * 1_000) / ROUND_MS);
    }
    const { user, system } = process.cpuUsage(before);
    const cpuMicros = (user + system) / total;
    figures.push({ ef, cpuMicros, recall: right / (rows.length * NEIGHBOURS), perSecond: median(speeds) });
  }
  for (const worker of workers) await worker.terminate();
  console.log(JSON.stringify({ buildMs, residentBytes: process.memoryUsage().rss, figures }));
}

if (isMainThread) await main(String(process.argv[2]), Number(process.argv[3]));
else {
  const { index, rows } = loaded(workerData as Task);
  parentPort?.on('message', (ef: number) => {
    index.setEf(ef);
    const until = performance.now() + ROUND_MS;
    let count = 0;
    while (performance.now() < until) index.searchKnn(rows[count++ % rows.length] as number[], NEIGHBOURS);
    parentPort?.postMessage(count);
  });
  parentPort?.postMessage('ready');
}
