// What was deleted is gone from the disk: looked for byte by byte in everything that the product keeps.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { type TestApp, testApp } from '../testing/app.ts';
import { addDocument } from '../testing/chat.ts';

const SECRETS = ['quaffleberry', 'wimblestone', 'zephyrquill'];

/** Files of the data folder that have one of the words, but for the database: it has no texts of documents. */
function filesWith(product: TestApp, words: readonly string[]): string[] {
  return ['search', 'blobs'].flatMap((part) =>
    readdirSync(join(product.folder, part), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .filter((path) => {
        const bytes = readFileSync(path);
        return words.some((word) => bytes.includes(word));
      }),
  );
}

async function untilRemoved({ owner }: TestApp): Promise<void> {
  const { body } = await owner.call<{ items: { id: string; procedure: string }[] }>('GET', '/api/v1/runs');
  const removal = body.items.find(({ procedure }) => procedure === 'knowledge.removal');
  await owner.call('GET', `/api/v1/runs/${removal?.id}/events`);
}

async function withVersions({ owner }: TestApp, into?: string) {
  const [first = '', ...later] = SECRETS;
  const added = await addDocument(owner, 'note.txt', `It says ${first}.`, into);
  const path = `/api/v1/knowledge/bases/${added.baseId}/documents/${added.documentId}`;
  for (const word of later) {
    const { body } = await owner.upload(`${path}/versions`, 'note.txt', `It says ${word}.`);
    await owner.call('GET', `/api/v1/runs/${body.runId}/events`);
  }
  return { ...added, path };
}

test('no byte of any version of a deleted document remains in the index or in the store', async () => {
  await using product = await testApp();
  const { owner } = product;
  const kept = await addDocument(owner, 'kept.txt', 'It says marmalade.');
  const { path } = await withVersions(product, kept.baseId);
  assert.ok(filesWith(product, SECRETS).length >= SECRETS.length, 'the search for them works');
  assert.equal((await owner.call('DELETE', path)).status, 204);
  await untilRemoved(product);
  assert.deepEqual(filesWith(product, SECRETS), []);
  assert.ok(filesWith(product, ['marmalade']).length >= 2, 'what was not deleted is there');
  await owner.call('DELETE', `/api/v1/knowledge/bases/${kept.baseId}`);
  await untilRemoved(product);
  assert.deepEqual(filesWith(product, ['marmalade']), []);
});

test('what a new version replaced is in the index no more, and in the store as long as it is kept', async () => {
  await using product = await testApp();
  await withVersions(product);
  const before = filesWith(product, SECRETS.slice(0, 2));
  assert.deepEqual(
    before.map((path) => path.includes('/blobs/')),
    [true, true],
  );
});
