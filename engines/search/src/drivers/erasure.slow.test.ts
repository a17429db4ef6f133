import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import type { Collection } from '../lib/search.ts';
import { createSearch } from './sqlite.ts';

const root = mkdtempSync(join(tmpdir(), 'search-erasure-'));
after(() => rmSync(root, { recursive: true }));
let folders = 0;

/** Words that stand nowhere else. */
const words = (count: number) => Array.from({ length: count }, () => `zq${randomBytes(9).toString('hex')}`);

function traces(folder: string, secrets: readonly string[]): string[] {
  return readdirSync(folder).flatMap((name) => {
    const bytes = readFileSync(join(folder, name));
    return secrets.filter((secret) => bytes.includes(secret)).map((secret) => `${secret} in ${name}`);
  });
}

/** Enough beside it that the word index has several pages and segments. */
async function fill(collection: Collection, secrets: readonly string[]): Promise<void> {
  for (let round = 0; round < 5; round++) {
    await collection.upsert(
      Array.from({ length: 200 }, (_, index) => ({
        id: `other${round}.${index}`,
        documentId: `other${round}`,
        text: words(20).join(' '),
      })),
    );
    await collection.upsert(
      secrets.slice(round * 20, round * 20 + 20).map((secret, index) => ({
        id: `secret${round}.${index}`,
        documentId: 'secret',
        heading: `Heading ${secret}`,
        text: `A text that tells ${secret} and ${secret} again`,
        attributes: { secret },
      })),
    );
  }
}

const WAYS: [string, (collection: Collection) => Promise<unknown>][] = [
  ['deleteDocument()', (collection) => collection.deleteDocument('secret')],
  [
    'replaceDocument()',
    (collection) =>
      collection.replaceDocument('secret', [{ id: 'n', documentId: 'secret', text: 'nothing' }]),
  ],
];
for (const [way, erase] of WAYS) {
  test(`after ${way} no byte of the text is in any file, while others search`, async () => {
    const folder = join(root, `f${folders++}`);
    const search = createSearch({ folder });
    const collection = search.collection('c', { vectors: 'learned' });
    const secrets = words(100);
    await fill(collection, secrets);
    assert.ok(traces(folder, secrets).length >= secrets.length);
    const searching = Promise.all(
      Array.from({ length: 20 }, () => collection.query({ text: secrets[0], mode: 'hybrid', limit: 5 })),
    );
    await erase(collection);
    await searching;
    // A query that was under way may have held the log; the next change that removes something empties it.
    await collection.upsert([{ id: 'x', documentId: 'x', text: 'x' }]);
    await collection.deleteDocument('x');
    assert.deepEqual(traces(folder, secrets), []);
    assert.deepEqual(await collection.query({ text: secrets[3], mode: 'keyword', limit: 5 }), []);
    await search.close();
    assert.deepEqual(traces(folder, secrets), []);
  });
}

test('erased words are gone at once where nobody searches', async () => {
  const folder = join(root, `f${folders++}`);
  const search = createSearch({ folder });
  const collection = search.collection('c', { vectors: 'learned' });
  const secrets = words(100);
  await fill(collection, secrets);
  await collection.deleteDocument('secret');
  assert.deepEqual(traces(folder, secrets), []);
  await search.close();
});

test('of a larger collection they are wiped when it is quiet, and at the latest when it is opened again', async () => {
  const folder = join(root, `f${folders++}`);
  const search = createSearch({ folder });
  const collection = search.collection('c');
  const secrets = words(300);
  const plain = (id: string, text: string, documentId: string) => ({
    id,
    documentId,
    text,
    vector: Float32Array.of(1, 2),
  });
  await collection.upsert(
    Array.from({ length: 3_000 }, (_, index) => plain(`o${index}`, words(8).join(' '), 'other')),
  );
  await collection.upsert(
    secrets.map((secret, index) => plain(`s${index}`, secret, index % 2 ? 'odd' : 'even')),
  );
  await collection.deleteDocument('odd');
  const odd = secrets.filter((_, index) => index % 2);
  const until = Date.now() + 120_000;
  while (traces(folder, odd).length > 0 && Date.now() < until)
    await new Promise((resolve) => setTimeout(resolve, 100));
  assert.deepEqual(traces(folder, odd), []);
  await collection.deleteDocument('even');
  await search.close();
  const again = createSearch({ folder });
  assert.equal(await again.collection('c').count(), 3_000);
  await again.close();
  assert.deepEqual(traces(folder, secrets), []);
});
