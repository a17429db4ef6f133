import assert from 'node:assert/strict';
import { waitFor } from '../../../tools/test-servers/index.ts';
import { grant, permit } from '../access/index.ts';
import { onBothDatabases } from '../testing/databases.ts';
import { insertMember, insertWorkspace } from '../testing/people.ts';
import { testRuntime } from '../testing/runtime.ts';
import {
  countDocuments,
  findBase,
  findDocument,
  hasReadyDocuments,
  pageOfDocuments,
  readyDocuments,
} from './queries.ts';
import { deleteBase, deleteDocument } from './removal.ts';
import { knowledgeBench, TALE } from './testing/knowledge-bench.ts';

onBothDatabases(
  'an upload is pending until its run has indexed it, and then ready with its passages',
  async (handle) => {
    await using on = await knowledgeBench(handle);
    const gate = Promise.withResolvers<void>();
    const { needs } = on.worker({
      index: (...given) => gate.promise.then(() => on.ingestor.index(...given)),
    });
    const { documentId } = await on.upload(needs);
    assert.equal(await on.state(documentId), 'pending');
    assert.equal(await hasReadyDocuments(on.db, on.by), false);
    gate.resolve();
    await waitFor(async () => (await on.state(documentId)) === 'ready');
    const document = await findDocument(on.db, on.row.id, documentId);
    assert.equal(document?.passages, await on.collection.count());
    assert.equal(await hasReadyDocuments(on.db, on.by), true);
  },
);

onBothDatabases(
  'an ingestion that is cut off after its index was written goes on, and no passage is there twice',
  async (handle) => {
    await using on = await knowledgeBench(handle);
    let reached = false;
    const first = on.worker({
      async index(...given) {
        await on.ingestor.index(...given);
        reached = true;
        return new Promise(() => {});
      },
    });
    const { documentId } = await on.upload(first.needs);
    await waitFor(() => reached);
    const before = await on.collection.count();
    await first.orchestrator.stop({ graceMs: 0 });
    assert.equal(await on.state(documentId), 'pending');
    on.worker();
    await waitFor(async () => (await on.state(documentId)) === 'ready');
    assert.ok(before > 1);
    assert.equal(await on.collection.count(), before);
  },
);

onBothDatabases(
  'a document that cannot be read is failed with the reason, and leaves no passage',
  async (handle) => {
    await using on = await knowledgeBench(handle);
    const { needs } = on.worker();
    const { documentId } = await on.upload(needs, 'empty.txt', '   ');
    await waitFor(async () => (await on.state(documentId)) === 'failed');
    const document = await findDocument(on.db, on.row.id, documentId);
    assert.equal(document?.error_code, 'document_empty');
    assert.match(document.error_message ?? '', /^Cannot read document: there is no text in it/);
    assert.equal(await on.collection.count(), 0);
  },
);

onBothDatabases('an ingestion that is cancelled says so', async (handle) => {
  await using on = await knowledgeBench(handle);
  let begun = false;
  const { needs, orchestrator } = on.worker({
    read: (_, { signal }) => {
      begun = true;
      return new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
    },
  });
  const { documentId, runId } = await on.upload(needs);
  await waitFor(() => begun);
  await orchestrator.cancel(runId ?? '', 'no longer wanted');
  await waitFor(async () => (await on.state(documentId)) === 'failed');
  assert.equal((await findDocument(on.db, on.row.id, documentId))?.error_code, 'document_cancelled');
});

onBothDatabases('a kind that is not read is refused before anything is stored', async (handle) => {
  await using on = await knowledgeBench(handle);
  const { needs } = on.worker();
  await assert.rejects(on.upload(needs, 'a.exe'), { code: 'document_type_unsupported' });
  assert.deepEqual(await pageOfDocuments(on.db, on.read(), undefined, 5), []);
  assert.deepEqual(await on.db.selectFrom('files').selectAll().execute(), []);
});

onBothDatabases('a removal that is cut off is done after all: rows, index and bytes', async (handle) => {
  await using on = await knowledgeBench(handle);
  let reached = false;
  const first = on.worker({
    remove: () => {
      reached = true;
      return new Promise(() => {});
    },
  });
  const { documentId } = await on.upload(first.needs);
  const kept = await on.upload(first.needs, 'kept.txt', 'Kept words.');
  for (const id of [documentId, kept.documentId]) await waitFor(async () => (await on.state(id)) === 'ready');
  const document = await findDocument(on.db, on.row.id, documentId);
  assert.ok(document);
  await deleteDocument(first.needs, on.base(), document);
  assert.equal(await findDocument(on.db, on.row.id, documentId), undefined);
  await waitFor(() => reached);
  assert.ok((await on.collection.listDocument(documentId)).length > 0);
  await first.orchestrator.stop({ graceMs: 0 });
  on.worker();
  await waitFor(async () => (await on.collection.listDocument(documentId)).length === 0);
  await waitFor(async () => (await on.db.selectFrom('files').selectAll().execute()).length === 1);
  assert.equal((await on.collection.listDocument(kept.documentId)).length, 1);
});

onBothDatabases(
  'a deleted base takes documents, index and files with it, those under way too',
  async (handle) => {
    await using on = await knowledgeBench(handle);
    const { needs } = on.worker();
    const { documentId } = await on.upload(needs);
    await waitFor(async () => (await on.state(documentId)) === 'ready');
    await on.upload(needs, 'second.txt', TALE);
    await deleteBase(needs, grant(on.by, 'delete', 'Knowledge', on.row));
    assert.equal(await findBase(on.db, on.row.id, on.by.userId), undefined);
    await waitFor(async () => (await pageOfDocuments(on.db, on.read(), undefined, 5)).length === 0);
    await waitFor(
      async () => (await on.db.selectFrom('knowledge_bases').select('id').execute()).length === 0,
    );
    assert.deepEqual(await on.db.selectFrom('files').selectAll().execute(), []);
    assert.equal(await on.collection.count(), 0);
  },
);

onBothDatabases(
  'a search shows no passage of a document that is gone or not ready, whatever the index has',
  async (handle) => {
    await using on = await knowledgeBench(handle);
    const { needs } = on.worker();
    const { documentId } = await on.upload(needs);
    await waitFor(async () => (await on.state(documentId)) === 'ready');
    const found = () =>
      on.knowledge.searchBase(grant(on.by, 'read', 'Knowledge', on.row), {
        query: 'tale',
        mode: 'hybrid',
        limit: 5,
      });
    assert.ok((await found()).length > 0);
    await on.db
      .updateTable('knowledge_documents')
      .set({ state: 'failed' })
      .where('id', '=', documentId)
      .execute();
    assert.deepEqual(await found(), []);
    assert.equal((await readyDocuments(on.db, on.by.userId, [documentId])).size, 0);
    await on.db.deleteFrom('knowledge_documents').where('id', '=', documentId).execute();
    assert.deepEqual(await found(), []);
  },
);

onBothDatabases('a search over all bases stays in the workspace of who asks', async (handle) => {
  await using on = await knowledgeBench(handle);
  const { needs } = on.worker();
  const { documentId } = await on.upload(needs);
  await waitFor(async () => (await on.state(documentId)) === 'ready');
  const query = { query: 'tale', mode: 'hybrid', limit: 5 } as const;
  assert.ok((await on.knowledge.searchAll(permit(on.by, 'read', 'Knowledge'), query)).hits.length > 0);
  const runtime = testRuntime();
  const stranger = await insertMember(on.db, runtime, await insertWorkspace(on.db, runtime), 'super_admin');
  const nothing = { hits: [], unsearched: 0 };
  assert.deepEqual(await on.knowledge.searchAll(permit(stranger, 'read', 'Knowledge'), query), nothing);
  assert.throws(() => grant(stranger, 'read', 'Knowledge', on.row), { code: 'not_found' });
});

onBothDatabases('documents are counted for each base and come newest first, page by page', async (handle) => {
  await using on = await knowledgeBench(handle);
  const { needs } = on.worker();
  const ids: string[] = [];
  for (let index = 0; index < 4; index++)
    ids.push((await on.upload(needs, `d${index}.txt`, 'Words.')).documentId);
  assert.deepEqual([...(await countDocuments(on.db, on.by.userId, [on.row.id, 'none']))], [[on.row.id, 4]]);
  assert.equal((await countDocuments(on.db, on.by.userId, [])).size, 0);
  const first = await pageOfDocuments(on.db, on.read(), undefined, 3);
  const rest = await pageOfDocuments(on.db, on.read(), first.at(-1)?.id, 3);
  assert.deepEqual([...first, ...rest].map(({ id }) => id).toSorted(), ids.toSorted());
  assert.equal(first.length, 3);
});
