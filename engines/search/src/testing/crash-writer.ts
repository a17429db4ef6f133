// A process that changes a collection without end and says what was acknowledged, until somebody kills it.
import { createSearch } from '../drivers/sqlite.ts';

const DOCUMENTS = 3;
const PASSAGES_PER_DOCUMENT = 20;
const COMPACT_EVERY = 5;
/** Enough that there is a graph, which a compaction makes anew. */
const BALLAST = 5_200;
const WIDTH = 8;

const [folder = '', first = '0'] = process.argv.slice(2);
const collection = createSearch({ folder, readers: 1 }).collection('c', {
  index: { connectivity: 8, expansionAdd: 16, expansionSearch: 32 },
});
const vector = (seed: number) =>
  Float32Array.from({ length: WIDTH }, (_, at) => Math.sin(seed * 31 + at * 7));

if ((await collection.count({ documentIds: ['ballast'] })) === 0) {
  const ballast = Array.from({ length: BALLAST }, (_, index) => ({
    id: `ballast-${index}`,
    documentId: 'ballast',
    text: `ballast ${index}`,
    vector: vector(index),
  }));
  await collection.replaceDocument('ballast', ballast);
}
for (let version = Number(first); ; version++) {
  const documentId = `d${version % DOCUMENTS}`;
  const passages = Array.from({ length: PASSAGES_PER_DOCUMENT }, (_, index) => ({
    id: `${documentId}-${version}-${index}`,
    documentId,
    text: `version ${version}`,
    vector: vector(version),
  }));
  await collection.replaceDocument(documentId, passages);
  console.log(version);
  if (version % COMPACT_EVERY === 0) void collection.compact();
}
