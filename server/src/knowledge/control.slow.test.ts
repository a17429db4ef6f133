import assert from 'node:assert/strict';
import { test } from 'node:test';
import { waitFor } from '../../../tools/test-servers/index.ts';
import { grant } from '../access/index.ts';
import { onBothDatabases } from '../testing/databases.ts';
import { cancelIngestions, retryDocument } from './control.ts';
import { presentDocument } from './documents.ts';
import { progressOf, stageOf } from './progress.ts';
import { pageOfDocuments } from './queries.ts';
import { retryAll } from './retries.ts';
import { shareDocument } from './sharing.ts';
import { knowledgeBench } from './testing/knowledge-bench.ts';
import { findVersion } from './versions.ts';

type Bench = Awaited<ReturnType<typeof knowledgeBench>>;

/** Nothing of it is read until it is opened; then all of it, unless it was stopped. */
function heldBack(on: Bench) {
  const gate = Promise.withResolvers<void>();
  let began = 0;
  const worker = on.worker({
    async read(version, options) {
      began++;
      const { promise, reject } = Promise.withResolvers<never>();
      options.signal.addEventListener('abort', () => reject(options.signal.reason), { once: true });
      await Promise.race([gate.promise, promise]);
      return on.ingestor.read(version, options);
    },
  });
  return { ...worker, open: () => gate.resolve(), began: () => began };
}

async function uploadMany(
  on: Bench,
  needs: Parameters<Bench['upload']>[0],
  count: number,
): Promise<string[]> {
  const ids: string[] = [];
  for (let index = 0; index < count; index++)
    ids.push((await on.upload(needs, `d${index}.txt`, `Words number ${index}.`)).documentId);
  return ids;
}

const states = async (on: Bench, ids: readonly string[]) =>
  new Set(await Promise.all(ids.map((id) => on.state(id))));

onBothDatabases('all that is being read of a base is called off, what waits as well', async (handle) => {
  await using on = await knowledgeBench(handle);
  const held = heldBack(on);
  const ids = await uploadMany(on, held.needs, 30);
  await waitFor(() => held.began() > 0);
  assert.equal(await cancelIngestions(held.needs, on.base()), 30);
  assert.deepEqual(await states(on, ids), new Set(['failed']));
  const document = await on.document(ids[0] ?? '');
  assert.equal(document?.error_code, 'document_cancelled');
  held.open();
  const isOver = async () =>
    (await on.db.selectFrom('runs').select('state').execute()).every(({ state }) =>
      ['cancelled', 'done', 'failed'].includes(state),
    );
  await waitFor(isOver);
  assert.equal(await on.collection.count(), 0);
  assert.deepEqual(await states(on, ids), new Set(['failed']));
  assert.equal(await cancelIngestions(held.needs, on.base()), 0, 'asking again changes nothing');
});

onBothDatabases('all that was called off is read after all, by one run', async (handle) => {
  await using on = await knowledgeBench(handle);
  const held = heldBack(on);
  const ids = await uploadMany(on, held.needs, 25);
  await cancelIngestions(held.needs, on.base());
  held.open();
  const { runId } = await retryAll(held.needs, on.base());
  await waitFor(async () => (await states(on, ids)).symmetricDifference(new Set(['ready'])).size === 0);
  await waitFor(async () => (await held.orchestrator.run(runId))?.state === 'done');
  assert.deepEqual((await held.orchestrator.run(runId))?.output, { documents: 25 });
  assert.equal(await on.collection.count(), 25);
});

onBothDatabases('what fails again is not taken up twice by the same run', async (handle) => {
  await using on = await knowledgeBench(handle);
  const { needs, orchestrator } = on.worker();
  const { documentId } = await on.upload(needs, 'empty.txt', '  ');
  await waitFor(async () => (await on.state(documentId)) === 'failed');
  const { runId } = await retryAll(needs, on.base());
  await waitFor(async () => (await orchestrator.run(runId))?.state === 'done');
  assert.deepEqual((await orchestrator.run(runId))?.output, { documents: 1 });
  await waitFor(async () => (await on.state(documentId)) === 'failed');
});

onBothDatabases('one document is read again, and one that did not fail is not', async (handle) => {
  await using on = await knowledgeBench(handle);
  let isBroken = true;
  const { needs } = on.worker({
    read: (version, options) =>
      isBroken ? Promise.reject(new Error('disk away')) : on.ingestor.read(version, options),
  });
  const { documentId } = await on.upload(needs);
  await waitFor(async () => (await on.state(documentId)) === 'failed');
  const failed = await on.document(documentId);
  assert.ok(failed);
  assert.equal(failed.error_code, 'internal_error');
  isBroken = false;
  const { runId } = await retryDocument(needs, on.base(), failed);
  await waitFor(async () => (await on.state(documentId)) === 'ready');
  const ready = await on.document(documentId);
  assert.deepEqual([ready?.error_code, ready?.run_id, ready?.version], [null, runId, 1]);
  assert.ok(ready);
  await assert.rejects(retryDocument(needs, on.base(), ready), { code: 'document_not_failed' });
});

onBothDatabases(
  'a new version that was called off is taken up again, the old one found until then',
  async (handle) => {
    await using on = await knowledgeBench(handle);
    const first = on.worker();
    const { documentId } = await on.upload(first.needs, 'note.txt', 'Old words.');
    await waitFor(async () => (await on.state(documentId)) === 'ready');
    await first.orchestrator.stop({ graceMs: 0 });
    const held = heldBack(on);
    await on.upload(held.needs, 'note.txt', 'New words.', { replaces: { id: documentId } });
    await waitFor(() => held.began() > 0);
    await cancelIngestions(held.needs, on.base());
    const off = await on.document(documentId);
    assert.deepEqual([off?.state, off?.update_state, off?.version], ['ready', 'failed', 1]);
    assert.ok(off);
    held.open();
    await retryDocument(held.needs, on.base(), off);
    await waitFor(async () => (await on.document(documentId))?.version === 2);
    assert.deepEqual(
      (await on.collection.listDocument(documentId)).map(({ text }) => text),
      ['New words.'],
    );
  },
);

onBothDatabases('what is private to others is neither called off nor taken up', async (handle) => {
  await using on = await knowledgeBench(handle);
  const held = heldBack(on);
  const [id = ''] = await uploadMany(on, held.needs, 1);
  const row = await on.document(id);
  assert.ok(row);
  await shareDocument(on.db, on.base(), row, 'private');
  const stranger = grant({ ...on.by, userId: 'somebody' }, 'edit', 'Knowledge', on.row);
  assert.equal(await cancelIngestions(held.needs, stranger), 0);
  assert.equal(await on.state(id), 'pending');
  held.open();
  await waitFor(async () => (await on.state(id)) === 'ready');
});

onBothDatabases(
  'a run that is cancelled before it began leaves no document behind that waits for ever',
  async (handle) => {
    await using on = await knowledgeBench(handle);
    const { needs, orchestrator } = on.worker();
    await orchestrator.stop({ graceMs: 0 });
    const { documentId, runId } = await on.upload(needs);
    await orchestrator.cancel(runId ?? '', 'from the page of runs');
    await waitFor(async () => (await on.state(documentId)) === 'failed');
    assert.equal((await findVersion(on.db, documentId, 1))?.error_code, 'document_cancelled');
  },
);

onBothDatabases('a list tells how far each document is', async (handle) => {
  await using on = await knowledgeBench(handle);
  const held = heldBack(on);
  const ids = await uploadMany(on, held.needs, 20);
  await waitFor(() => held.began() === 16);
  const rows = await pageOfDocuments(on.db, on.read(), undefined, 100);
  const progress = await progressOf(on.db, rows);
  const stages = rows.map((row) => presentDocument(row, { progress, changeable: new Set() }).progress?.stage);
  assert.deepEqual(
    [stages.filter((stage) => stage === 'read').length, stages.filter((stage) => stage === 'waiting').length],
    [16, 4],
  );
  held.open();
  await waitFor(async () => !(await states(on, ids)).has('pending'));
  const after = await pageOfDocuments(on.db, on.read(), undefined, 100);
  assert.equal((await progressOf(on.db, after)).size, 0);
});

test('the last event of a run says which stage goes on', () => {
  const of = (type: string, step: string | null, payload: object = {}) =>
    stageOf({ type, step, payload: JSON.stringify(payload) }).stage;
  assert.equal(stageOf(undefined).stage, 'read');
  assert.equal(of('run.started', null), 'read');
  assert.equal(of('step.started', 'read'), 'read');
  assert.equal(of('ingestion.progressed', 'read', { stage: 'split', done: 0 }), 'split');
  assert.equal(of('step.finished', 'read'), 'index');
  assert.equal(of('step.started', 'index'), 'index');
});
