import assert from 'node:assert/strict';
import { waitFor } from '../../../tools/test-servers/index.ts';
import { grant } from '../access/index.ts';
import { inTransaction } from '../db/index.ts';
import { onBothDatabases } from '../testing/databases.ts';
import { MIN_REMOVED, noteRemoved, REMOVED_SHARE } from './compaction.ts';
import { deleteBase, deleteDocument } from './removal.ts';
import { knowledgeBench } from './testing/knowledge-bench.ts';

type Bench = Awaited<ReturnType<typeof knowledgeBench>>;

const compactions = async (on: Bench) =>
  on.db
    .selectFrom('runs')
    .select(['id', 'state'])
    .where('procedure_name', '=', 'knowledge.compaction')
    .execute();
const removedOf = async (on: Bench) =>
  (await on.db.selectFrom('knowledge_bases').select('removed_passages').executeTakeFirst())?.removed_passages;

/** A document that is ready, told to have so many passages. */
async function ready(on: Bench, needs: Parameters<Bench['upload']>[0], passages?: number) {
  const { documentId } = await on.upload(needs, 'note.txt', `Words of ${Math.random()}.`);
  await waitFor(async () => (await on.state(documentId)) === 'ready');
  if (passages !== undefined)
    await on.db.updateTable('knowledge_documents').set({ passages }).where('id', '=', documentId).execute();
  const document = await on.document(documentId);
  assert.ok(document);
  return document;
}

onBothDatabases(
  'what leaves the index is counted: deleted documents and replaced versions',
  async (handle) => {
    await using on = await knowledgeBench(handle);
    const { needs } = on.worker();
    const first = await ready(on, needs);
    const second = await ready(on, needs, 7);
    await deleteDocument(needs, on.base(), first);
    await waitFor(async () => (await removedOf(on)) === 1);
    await on.upload(needs, 'note.txt', 'Other words.', { replaces: second });
    await waitFor(async () => (await removedOf(on)) === 8);
    assert.deepEqual(await compactions(on), []);
  },
);

onBothDatabases('an index is compacted once enough left it, and the count begins anew', async (handle) => {
  await using on = await knowledgeBench(handle);
  const { needs, compaction, orchestrator } = on.worker();
  const document = await ready(on, needs, MIN_REMOVED);
  await ready(on, needs, 3);
  await on.upload(needs, 'note.txt', 'Other words.', { replaces: document });
  await waitFor(async () => (await compactions(on)).some(({ state }) => state === 'done'));
  assert.equal(await removedOf(on), 0);
  assert.equal(await on.collection.count(), 2, 'nothing of it is lost');
  const [run] = await compactions(on);
  assert.deepEqual((await orchestrator.run(run?.id ?? ''))?.output, { compacted: true });
  assert.equal(compaction.name, 'knowledge.compaction');
});

onBothDatabases('a small share of a large index is not worth it', async (handle) => {
  await using on = await knowledgeBench(handle);
  const { needs, compaction, orchestrator } = on.worker();
  const kept = Math.ceil(MIN_REMOVED / REMOVED_SHARE);
  await ready(on, needs, kept);
  const note = (passages: number) =>
    inTransaction(on.db, (tx) => noteRemoved(tx, { orchestrator, compaction }, on.row.id, passages));
  await note(MIN_REMOVED);
  assert.deepEqual(await compactions(on), []);
  await note(0);
  await note(kept);
  assert.equal((await compactions(on)).length, 1);
});

onBothDatabases('a base that is deleted meanwhile gets no index by its compaction', async (handle) => {
  await using on = await knowledgeBench(handle);
  const { needs, compaction, orchestrator } = on.worker();
  await ready(on, needs);
  await orchestrator.stop({ graceMs: 0 });
  const starting = { orchestrator, compaction };
  await inTransaction(on.db, (tx) => noteRemoved(tx, starting, on.row.id, MIN_REMOVED * 9));
  await deleteBase(needs, grant(on.by, 'delete', 'Knowledge', on.row));
  await inTransaction(on.db, (tx) => noteRemoved(tx, starting, on.row.id, MIN_REMOVED * 9));
  assert.equal((await compactions(on)).length, 1);
  const again = on.worker();
  await waitFor(async () => (await compactions(on)).every(({ state }) => state === 'done'));
  const [run] = await compactions(on);
  assert.deepEqual((await again.orchestrator.run(run?.id ?? ''))?.output, { compacted: false });
});
