// A process that lets a learned collection grow and says what was acknowledged, until somebody kills it.
import { createSearch } from '../drivers/sqlite.ts';
import { random } from './random.ts';

const PASSAGES_PER_DOCUMENT = 400;
/** Then the oldest one goes for each that comes, and some come anew. */
const MAX_DOCUMENTS = 30;
const WORDS = 60;

const [folder = '', first = '0'] = process.argv.slice(2);
const collection = createSearch({ folder, readers: 1 }).collection('c', { vectors: 'learned' });

for (let number = Number(first); ; number++) {
  const next = random(number + 1);
  const documentId = `d${number}`;
  const passages = Array.from({ length: PASSAGES_PER_DOCUMENT }, (_, index) => ({
    id: `${documentId}-${index}`,
    documentId,
    text: Array.from({ length: 8 }, () => `word${Math.floor(next() ** 2 * WORDS)}`).join(' '),
  }));
  await collection.replaceDocument(documentId, passages);
  if (number >= MAX_DOCUMENTS) await collection.deleteDocument(`d${number - MAX_DOCUMENTS}`);
  console.log(number);
}
