import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { waitFor } from '../../../tools/test-servers/index.ts';
import { grant } from '../access/index.ts';
import type { DatabaseHandle } from '../db/index.ts';
import { onBothDatabases } from '../testing/databases.ts';
import { findBySource, presentDocument, restoreVersion, uploadDocument } from './documents.ts';
import type { Ingestor } from './ingestor.ts';
import { deleteDocument } from './removal.ts';
import { shareBase, shareDocument } from './sharing.ts';
import { knowledgeBench, TALE } from './testing/knowledge-bench.ts';
import { findVersion, MAX_KEPT_VERSIONS, pageOfVersions, presentVersion } from './versions.ts';

type Bench = Awaited<ReturnType<typeof knowledgeBench>>;
type Worker = ReturnType<Bench['worker']>;

const texts = async (on: Bench, documentId: string) =>
  (await on.collection.listDocument(documentId)).map(({ text }) => text).join(' ');
const blobs = (on: Bench) =>
  readdirSync(on.folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()).length;
const isDone = async (on: Bench, documentId: string) => {
  const document = await on.document(documentId);
  return document?.state !== 'pending' && document?.update_state !== 'pending';
};

/** A document that is ready, with a first text. */
async function ready(on: Bench, { needs }: Worker, text = 'The first words.') {
  const { documentId } = await on.upload(needs, 'note.txt', text);
  await waitFor(async () => (await on.state(documentId)) === 'ready');
  return { id: documentId };
}

/** Holds the reading back until it is told; `reached` says that a version came to it. */
function gated(ingestor: Ingestor) {
  const gate = Promise.withResolvers<void>();
  const state = { reached: 0, open: () => gate.resolve() };
  const hooks: Partial<Ingestor> = {
    async read(version, options) {
      state.reached++;
      const stopped = new Promise<never>((_resolve, reject) =>
        options.signal.addEventListener('abort', () => reject(options.signal.reason)),
      );
      await Promise.race([gate.promise, stopped]);
      return ingestor.read(version, options);
    },
  };
  return { state, hooks };
}

const fresh = (handle: DatabaseHandle) => knowledgeBench(handle);

onBothDatabases('a new version is found when it is ready, and the old one until then', async (handle) => {
  await using on = await fresh(handle);
  const first = on.worker();
  const document = await ready(on, first);
  await first.orchestrator.stop({ graceMs: 0 });
  const { state, hooks } = gated(on.ingestor);
  const { needs } = on.worker(hooks);
  const put = await on.upload(needs, 'note.md', '# Later\n\nThe second words.', { replaces: document });
  assert.deepEqual([put.outcome, put.version, put.documentId], ['replaced', 2, document.id]);
  await waitFor(() => state.reached > 0);
  const during = await on.document(document.id);
  assert.deepEqual(
    [during?.state, during?.update_state, during?.version, during?.latest, during?.name],
    ['ready', 'pending', 1, 2, 'note.txt'],
  );
  assert.equal(await texts(on, document.id), 'The first words.');
  const [hit] = await on.knowledge.searchBase(on.read(), { query: 'first words', mode: 'hybrid', limit: 5 });
  assert.equal(hit?.documentName, 'note.txt');
  state.open();
  await waitFor(async () => (await on.document(document.id))?.version === 2);
  const after = await on.document(document.id);
  assert.deepEqual(
    [after?.state, after?.update_state, after?.name, after?.error_code],
    ['ready', null, 'note.md', null],
  );
  assert.match(await texts(on, document.id), /^(# Later\s+)?The second words\.$/);
  const [newest, oldest] = await pageOfVersions(on.db, document.id, undefined, 10);
  assert.ok(newest && oldest && after);
  assert.deepEqual(
    [presentVersion(newest, after).isShown, presentVersion(oldest, after).isShown, oldest.state],
    [true, false, 'ready'],
  );
  assert.equal(newest.sha256, createHash('sha256').update('# Later\n\nThe second words.').digest('hex'));
});

onBothDatabases('a new version that fails leaves the old one found, and says why', async (handle) => {
  await using on = await fresh(handle);
  const worker = on.worker();
  const document = await ready(on, worker);
  await on.upload(worker.needs, 'note.txt', '  \n ', { replaces: document });
  await waitFor(() => isDone(on, document.id));
  const row = await on.document(document.id);
  assert.ok(row);
  assert.deepEqual(
    [row.state, row.update_state, row.error_code, row.version, row.latest],
    ['ready', 'failed', 'document_empty', 1, 2],
  );
  assert.equal(
    presentDocument(row, { progress: new Map(), changeable: new Set() }).error?.code,
    'document_empty',
  );
  assert.equal(await texts(on, document.id), 'The first words.');
  await on.upload(worker.needs, 'note.txt', 'Third time lucky.', { replaces: document });
  await waitFor(async () => (await on.document(document.id))?.version === 3);
  const mended = await on.document(document.id);
  assert.deepEqual([mended?.update_state, mended?.error_code], [null, null]);
});

onBothDatabases('the same bytes again change nothing, and start nothing', async (handle) => {
  await using on = await fresh(handle);
  const worker = on.worker();
  const document = await ready(on, worker);
  const runs = async () => (await on.db.selectFrom('runs').select('id').execute()).length;
  const before = [await runs(), blobs(on)];
  const again = await on.upload(worker.needs, 'note.txt', 'The first words.', { replaces: document });
  assert.deepEqual([again.outcome, again.version, again.documentId], ['unchanged', 1, document.id]);
  assert.deepEqual([await runs(), blobs(on)], before);
});

onBothDatabases('one source is one document of a base, however many send it at once', async (handle) => {
  await using on = await fresh(handle);
  const { needs } = on.worker();
  const source = { kind: 'url', key: `https://example.org/${'a'.repeat(1_500)}` } as const;
  const puts = await Promise.all(
    ['One.', 'Two.', 'Three.'].map((text) => on.upload(needs, 'page.txt', text, { source })),
  );
  assert.equal(new Set(puts.map(({ documentId }) => documentId)).size, 1);
  assert.deepEqual(puts.map(({ version }) => version).toSorted(), [1, 2, 3]);
  const found = await findBySource(on.db, on.row.id, source);
  assert.ok(found);
  assert.deepEqual(presentDocument(found, { progress: new Map(), changeable: new Set() }).source, source);
  await waitFor(() => isDone(on, found.id));
  const last = ['One.', 'Two.', 'Three.'][puts.findIndex(({ version }) => version === 3)];
  assert.equal(await texts(on, found.id), last);
  const other = await on.upload(needs, 'page.txt', 'One.', { source: { ...source, kind: 'path' } });
  assert.equal(other.outcome, 'added');
});

onBothDatabases('of versions that come one after the other only the last is read', async (handle) => {
  await using on = await fresh(handle);
  const first = on.worker();
  const document = await ready(on, first);
  await first.orchestrator.stop({ graceMs: 0 });
  const { state, hooks } = gated(on.ingestor);
  const { needs } = on.worker(hooks);
  await on.upload(needs, 'note.txt', 'Second.', { replaces: document });
  await waitFor(() => state.reached === 1);
  await on.upload(needs, 'note.txt', 'Third.', { replaces: document });
  await on.upload(needs, 'note.txt', 'Fourth.', { replaces: document });
  state.open();
  await waitFor(async () => (await on.document(document.id))?.version === 4);
  assert.equal(await texts(on, document.id), 'Fourth.');
  const rows = await pageOfVersions(on.db, document.id, undefined, 10);
  assert.deepEqual(
    rows.map(({ number, state: ended, error_code }) => [number, ended, error_code]),
    [
      [4, 'ready', null],
      [3, 'failed', 'document_superseded'],
      [2, 'failed', 'document_superseded'],
      [1, 'ready', null],
    ],
  );
});

onBothDatabases('a version whose worker dies after the index was written is there whole', async (handle) => {
  await using on = await fresh(handle);
  const first = on.worker();
  const document = await ready(on, first);
  await first.orchestrator.stop({ graceMs: 0 });
  let written = false;
  const dying = on.worker({
    async index(...given) {
      await on.ingestor.index(...given);
      written = true;
      return new Promise(() => {});
    },
  });
  const put = await on.upload(dying.needs, 'note.txt', TALE, { replaces: document });
  await waitFor(() => written);
  await dying.orchestrator.stop({ graceMs: 0 });
  assert.equal((await on.document(document.id))?.version, 1);
  // Cancelled while nobody works on it: too late, for the index has it.
  const { orchestrator } = on.worker();
  await orchestrator.cancel(put.runId ?? '', 'too late');
  await waitFor(() => isDone(on, document.id));
  const row = await on.document(document.id);
  assert.deepEqual([row?.version, row?.state, row?.update_state], [2, 'ready', null]);
  assert.equal(row?.passages, (await on.collection.listDocument(document.id)).length);
});

onBothDatabases('a cancel before the index is written leaves what was there', async (handle) => {
  await using on = await fresh(handle);
  const first = on.worker();
  const document = await ready(on, first);
  await first.orchestrator.stop({ graceMs: 0 });
  const { state, hooks } = gated(on.ingestor);
  const { needs, orchestrator } = on.worker(hooks);
  const { runId } = await on.upload(needs, 'note.txt', 'Never.', { replaces: document });
  await waitFor(() => state.reached > 0);
  await orchestrator.cancel(runId ?? '', 'no longer wanted');
  await waitFor(() => isDone(on, document.id));
  const row = await on.document(document.id);
  assert.deepEqual([row?.version, row?.update_state, row?.error_code], [1, 'failed', 'document_cancelled']);
  assert.equal(await texts(on, document.id), 'The first words.');
});

onBothDatabases('an old version is restored as the newest one', async (handle) => {
  await using on = await fresh(handle);
  const worker = on.worker();
  const document = await ready(on, worker);
  await on.upload(worker.needs, 'other.txt', 'The second words.', { replaces: document });
  await waitFor(async () => (await on.document(document.id))?.version === 2);
  const now = await on.document(document.id);
  assert.ok(now);
  const put = await restoreVersion(worker.needs, on.base(), now, 1);
  assert.deepEqual([put.outcome, put.version], ['replaced', 3]);
  await waitFor(async () => (await on.document(document.id))?.version === 3);
  assert.equal(await texts(on, document.id), 'The first words.');
  const version = await findVersion(on.db, document.id, 3);
  assert.deepEqual([version?.restored_from, version?.name], [1, 'note.txt']);
  await assert.rejects(restoreVersion(worker.needs, on.base(), now, 9), { code: 'document_version_unknown' });
});

onBothDatabases('only so many versions are kept, and the others go with their bytes', async (handle) => {
  await using on = await fresh(handle);
  const worker = on.worker();
  const document = await ready(on, worker);
  const many = MAX_KEPT_VERSIONS + 3;
  for (let number = 2; number <= many; number++) {
    await on.upload(worker.needs, 'note.txt', `Words number ${number}.`, { replaces: document });
    await waitFor(async () => (await on.document(document.id))?.version === number);
  }
  const rows = await pageOfVersions(on.db, document.id, undefined, 100);
  assert.deepEqual(
    rows.map(({ number }) => number),
    Array.from({ length: MAX_KEPT_VERSIONS }, (_, index) => many - index),
  );
  await waitFor(() => blobs(on) === MAX_KEPT_VERSIONS);
  assert.equal((await on.db.selectFrom('files').select('id').execute()).length, MAX_KEPT_VERSIONS);
});

onBothDatabases('a deleted document takes all its versions and their bytes with it', async (handle) => {
  await using on = await fresh(handle);
  const worker = on.worker();
  const document = await ready(on, worker);
  await on.upload(worker.needs, 'note.txt', 'The second words.', { replaces: document });
  await waitFor(async () => (await on.document(document.id))?.version === 2);
  await on.upload(worker.needs, 'note.txt', 'The third words.', { replaces: document });
  const row = await on.document(document.id);
  assert.ok(row);
  await deleteDocument(worker.needs, on.base(), row);
  assert.deepEqual(await pageOfVersions(on.db, document.id, undefined, 10), []);
  await waitFor(() => blobs(on) === 0);
  await waitFor(async () => (await on.collection.listDocument(document.id)).length === 0);
  await assert.rejects(on.upload(worker.needs, 'note.txt', 'Fourth.', { replaces: document }), {
    code: 'document_gone',
  });
});

onBothDatabases(
  'a document is replaced by its name where that is wanted, if it may be changed',
  async (handle) => {
    await using on = await fresh(handle);
    const worker = on.worker();
    const document = await ready(on, worker);
    const send = (text: string, sameName: 'add' | 'replace') =>
      uploadDocument(worker.needs, on.base(), new File([text], 'note.txt'), { sameName });
    assert.equal((await send('Other words.', 'replace')).documentId, document.id);
    assert.equal((await send('More words.', 'add')).outcome, 'added');
    const gone = uploadDocument(
      worker.needs,
      grant({ ...on.by, userId: 'somebody' }, 'edit', 'Knowledge', on.row),
      new File(['x'], 'unknown.txt'),
      { sameName: 'replace' },
    );
    assert.equal((await gone).outcome, 'added');
  },
);

onBothDatabases('who closes a base closes the files and runs of all versions in it', async (handle) => {
  await using on = await fresh(handle);
  const worker = on.worker();
  const document = await ready(on, worker);
  const own = await ready(on, worker, 'Private words.');
  await on.upload(worker.needs, 'note.txt', 'The second words.', { replaces: document });
  await waitFor(async () => (await on.document(document.id))?.version === 2);
  const row = await on.document(own.id);
  assert.ok(row);
  await shareDocument(on.db, on.base(), row, 'private');
  const shares = async () => {
    const files = await on.db.selectFrom('files').select('shared').orderBy('id').execute();
    const owners = await on.db.selectFrom('run_owners').select('shared').orderBy('run_id').execute();
    return [...files, ...owners].map(({ shared }) => shared);
  };
  const count = (all: string[]) => all.filter((shared) => shared === 'workspace').length;
  assert.equal(count(await shares()), 4);
  const base = grant({ ...on.by, role: 'admin' }, 'share', 'Knowledge', on.row);
  await shareBase(on.db, base, 'private');
  assert.equal(count(await shares()), 0);
  // What comes to a base that was closed meanwhile is closed, whatever the caller still believes.
  await on.upload(worker.needs, 'late.txt', 'Late words.');
  assert.equal(count(await shares()), 0);
  await shareBase(on.db, base, 'workspace');
  assert.equal(count(await shares()), 6, 'what is private in the base stays so');
});
