// How search grows with the number of vectors, and what it does where there are no clusters. Takes long at 10^6, so it
// is no part of `bench search`: node bench/search/growth.ts [clusters|spread] COUNT...
import { type Clusters, makeClusters, makeSpread } from './clusters.ts';
import { bytesOnDisk, empty, fill, reopened, speedOf } from './ours.ts';

const QUESTIONS = 400;
const MEBIBYTE = 2 ** 20;
const ROOM = 4 * 2 ** 30;

const MAKERS: Record<string, (count: number, questions: number) => Clusters> = {
  clusters: makeClusters,
  spread: makeSpread,
};

async function measureAt(make: (count: number, questions: number) => Clusters, count: number) {
  const began = performance.now();
  const tell = (what: string) =>
    console.error(`${count}: ${what} after ${Math.round((performance.now() - began) / 1_000)} s`);
  const made = make(count, QUESTIONS);
  tell('vectors and their true neighbours were made');
  const { questions, truth } = made;
  const before = process.memoryUsage().rss;
  const filled = await fill(made, { sharedBytes: ROOM });
  tell('all was written, and the graph made anew');
  try {
    const shared = await speedOf(filled.collection, questions, truth);
    tell('questions were answered from memory');
    const residentMiB = Math.round((process.memoryUsage().rss - before) / MEBIBYTE);
    const bare = await speedOf(await reopened(filled, { sharedBytes: 0 }), questions, truth);
    tell('questions were answered from the graph and the file');
    const { loadMs, buildMs, folder } = filled;
    return {
      count,
      shared,
      bare,
      loadMs,
      buildMs,
      residentMiB,
      diskMiB: Math.round(bytesOnDisk(folder) / MEBIBYTE),
    };
  } finally {
    await empty(filled);
  }
}

const [kind = 'clusters', ...counts] = process.argv.slice(2);
const make = MAKERS[kind] ?? makeClusters;
for (const count of counts.map(Number)) console.log(JSON.stringify(await measureAt(make, count)));
