import assert from 'node:assert/strict';
import type { Database } from '../../db/index.ts';
import { onBothDatabases } from '../../testing/databases.ts';
import { insertMember, insertWorkspace } from '../../testing/people.ts';
import { testRuntime } from '../../testing/runtime.ts';
import { findKept, forgetOthers, keepVectors, textHash } from './kept.ts';

async function fixture(db: Database) {
  const runtime = testRuntime();
  const workspaceId = await insertWorkspace(db, runtime);
  const { userId } = await insertMember(db, runtime, workspaceId, 'editor');
  const facts = { workspace_id: workspaceId, created_by: userId, created_at: 1 };
  await db
    .insertInto('knowledge_bases')
    .values({ ...facts, id: 'base', name: 'B', description: '', visibility: 'workspace' })
    .execute();
  await db
    .insertInto('knowledge_documents')
    .values({
      ...facts,
      ...{ id: 'document', base_id: 'base', file_id: 'f', name: 'a.md', media_type: 'text/markdown' },
      ...{ size: 1, state: 'ready', error_code: null, error_message: null, passages: 1, run_id: null },
      visibility: 'base',
    })
    .execute();
}

const place = (modelHash = 'm1', documentId = 'document') => ({ documentId, modelHash });
const vector = (seed: number, width = 5) =>
  Float32Array.from({ length: width }, (_, index) => seed / (index + 3));
const of = (...texts: string[]) => new Map(texts.map((text, index) => [textHash(text), vector(index + 1)]));

onBothDatabases('vectors come back to the last bit, of their document and model alone', async ({ db }) => {
  await fixture(db);
  const made = of('one', 'two');
  await keepVectors(db, place(), made);
  await keepVectors(db, place(), made);
  assert.deepEqual(await findKept(db, place(), [...made.keys(), textHash('three')]), made);
  assert.equal((await findKept(db, place('m2'), [...made.keys()])).size, 0);
  assert.equal((await findKept(db, place(), [])).size, 0);
});

onBothDatabases('more vectors than one query names are found', async ({ db }) => {
  await fixture(db);
  const made = of(...Array.from({ length: 450 }, (_, index) => `text ${index}`));
  await keepVectors(db, place(), made);
  assert.equal((await findKept(db, place(), [...made.keys()])).size, 450);
});

onBothDatabases('what neither the model nor the text of a document needs is taken away', async ({ db }) => {
  await fixture(db);
  await keepVectors(db, place('m1'), of('one', 'two'));
  await keepVectors(db, place('m2'), of('one'));
  await forgetOthers(db, 'document', ['m1'], new Set([textHash('one')]));
  assert.deepEqual(
    [...(await findKept(db, place('m1'), [...of('one', 'two').keys()])).keys()],
    [textHash('one')],
  );
  assert.equal((await findKept(db, place('m2'), [textHash('one')])).size, 0);
});

onBothDatabases('vectors go with their document, and none are kept for one that is gone', async ({ db }) => {
  await fixture(db);
  await keepVectors(db, place(), of('one'));
  await db.deleteFrom('knowledge_documents').where('id', '=', 'document').execute();
  assert.equal((await findKept(db, place(), [textHash('one')])).size, 0);
  await keepVectors(db, place(), of('one'));
  const rows = await db.selectFrom('knowledge_embeddings').selectAll().execute();
  assert.deepEqual(rows, []);
});

onBothDatabases(
  'thousands of needless vectors are taken away, and those of other models with them',
  async ({ db }) => {
    await fixture(db);
    const many = of(...Array.from({ length: 700 }, (_, index) => `text ${index}`));
    await keepVectors(db, place(), many);
    await keepVectors(db, place('m2'), of('text 1', 'text 2'));
    await forgetOthers(db, 'document', ['m1'], new Set([textHash('text 5'), textHash('text 699')]));
    assert.deepEqual(
      [...(await findKept(db, place(), [...many.keys()])).keys()].sort(),
      [textHash('text 5'), textHash('text 699')].sort(),
    );
    assert.equal((await findKept(db, place('m2'), [...many.keys()])).size, 0);
  },
);
