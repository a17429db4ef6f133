import assert from 'node:assert/strict';
import { waitFor } from '../../../tools/test-servers/index.ts';
import type { DatabaseHandle } from '../db/index.ts';
import { onBothDatabases } from '../testing/databases.ts';
import { editsOf } from './edit-rows.ts';
import { inspect } from './inspection.ts';
import { type Edit, editPassages, undoEdit } from './passage-edits.ts';
import { deleteDocument } from './removal.ts';
import { knowledgeBench } from './testing/knowledge-bench.ts';

const TEXT = '# One\n\nEbb and flow.\n\n# Two\n\nTwice a day.\n\n# Three\n\nThe moon pulls.\n';

type Bench = Awaited<ReturnType<typeof knowledgeBench>>;

/** A document of three passages, and the acts of a person on it. */
async function begun(handle: DatabaseHandle) {
  const on = await knowledgeBench(handle);
  const { needs } = on.worker();
  const { documentId } = await on.upload(needs, 'tides.md', TEXT);
  const document = async () => {
    const row = await on.document(documentId);
    assert.ok(row);
    return row;
  };
  const settled = () =>
    waitFor(async () => {
      const { state, update_state } = await document();
      return state === 'ready' && update_state === null;
    });
  await settled();
  const indexed = () => on.collection.listDocument(documentId);
  return {
    on,
    needs,
    documentId,
    document,
    settled,
    texts: async () => (await indexed()).map(({ text }) => text.replace(/^# \w+\n\n/, '')),
    ids: async () => (await indexed()).map(({ id }) => id.slice(documentId.length + 1)),
    places: async () => inspect(await indexed(), await editsOf(on.db, documentId, 1), -1, 100),
    async edit(edit: Edit) {
      const done = await editPassages(needs, on.base(), await document(), await indexed(), edit);
      await settled();
      return done;
    },
    async undo(first: number) {
      await undoEdit(needs, on.base(), await document(), first);
      await settled();
    },
    [Symbol.asyncDispose]: () => on[Symbol.asyncDispose](),
  };
}

const find = async (on: Bench, query: string) =>
  (await on.knowledge.searchBase(on.read(), { query, mode: 'keyword', limit: 5 })).map(({ text }) => text);

onBothDatabases(
  'a passage that was changed is found by its new words and no longer by its old ones',
  async (handle) => {
    await using at = await begun(handle);
    const [before] = await at.ids();
    await at.edit({ first: 0, last: 0, passages: ['Spring tides and neap tides.'] });
    assert.deepEqual(await at.texts(), ['Spring tides and neap tides.', 'Twice a day.', 'The moon pulls.']);
    assert.deepEqual(await find(at.on, 'neap'), ['Spring tides and neap tides.']);
    assert.deepEqual(await find(at.on, 'ebb'), []);
    const [after] = await at.ids();
    assert.notEqual(after, before, 'a citation of the old text does not lead to the new one');
  },
);

onBothDatabases('passages are cut, joined and left out, and each is taken back', async (handle) => {
  await using at = await begun(handle);
  const parsed = await at.texts();
  await at.edit({ first: 0, last: 0, passages: ['Ebb', 'and flow.'] });
  await at.edit({ first: 1, last: 2, passages: ['Twice a day. The moon pulls.'] });
  assert.deepEqual(await at.texts(), ['Ebb', 'and flow.', 'Twice a day. The moon pulls.']);
  assert.deepEqual(
    (await at.places()).map(({ first, last, state, isApplied }) => [first, last, state, isApplied]),
    [
      [0, 0, 'edited', true],
      [1, 2, 'edited', true],
    ],
  );
  await at.edit({ first: 0, last: 0, passages: [] });
  assert.equal((await at.document()).passages, 1);
  const [excluded] = await at.places();
  assert.deepEqual([excluded?.state, excluded?.isApplied, excluded?.passages], ['excluded', true, []]);
  assert.match(excluded?.parsed?.[0] ?? '', /Ebb and flow/);
  await at.undo(0);
  await at.undo(1);
  assert.deepEqual(await at.texts(), parsed);
  assert.deepEqual(
    (await at.places()).map(({ state }) => state),
    ['parsed', 'parsed', 'parsed'],
  );
});

onBothDatabases('an edit that puts back what was parsed is none', async (handle) => {
  await using at = await begun(handle);
  const [parsed] = (await at.places()).map(({ passages }) => passages[0]?.text ?? '');
  await at.edit({ first: 0, last: 0, passages: ['Other words'] });
  await at.edit({ first: 0, last: 0, passages: [parsed ?? ''] });
  assert.deepEqual(await editsOf(at.on.db, at.documentId, 1), []);
  assert.equal((await at.places())[0]?.state, 'parsed');
});

onBothDatabases(
  'edits stay when the same version is read again, and are no part of the next one',
  async (handle) => {
    await using at = await begun(handle);
    await at.edit({ first: 2, last: 2, passages: ['The sun pulls, too.'] });
    // Another edit: the file is read and split anew.
    await at.edit({ first: 0, last: 0, passages: [] });
    assert.deepEqual(await at.texts(), ['Twice a day.', 'The sun pulls, too.']);
    await at.on.upload(at.needs, 'tides.md', `${TEXT}\nMore.`, { replaces: { id: at.documentId } });
    await at.settled();
    assert.equal((await at.document()).version, 2);
    assert.deepEqual(await find(at.on, 'sun'), []);
    assert.equal((await at.texts()).length, 3);
    assert.equal(
      (await editsOf(at.on.db, at.documentId, 1)).length,
      2,
      "they are the old version's, should it come back",
    );
  },
);

onBothDatabases(
  'what overlaps another edit, what is not there, and a document that is being read are refused',
  async (handle) => {
    await using at = await begun(handle);
    await at.edit({ first: 0, last: 1, passages: ['Joined.'] });
    const refused = (edit: Edit, code: string) => assert.rejects(at.edit(edit), { code });
    await refused({ first: 1, last: 2, passages: ['x'] }, 'passage_edit_overlaps');
    await refused({ first: 2, last: 3, passages: ['x'] }, 'passages_unknown');
    await refused({ first: 2, last: 1, passages: ['x'] }, 'passages_unknown');
    await refused({ first: 0, last: 900, passages: ['x'] }, 'passages_unknown');
    await assert.rejects(at.undo(2), { code: 'passages_unknown' });
    await at.on.db
      .updateTable('knowledge_versions')
      .set({ state: 'pending' })
      .where('document_id', '=', at.documentId)
      .execute();
    await refused({ first: 2, last: 2, passages: ['x'] }, 'document_busy');
    assert.deepEqual(
      (await editsOf(at.on.db, at.documentId, 1)).map(({ passages }) => passages),
      [['Joined.']],
    );
  },
);

onBothDatabases('an edit that stands within a larger one is replaced by it', async (handle) => {
  await using at = await begun(handle);
  await at.edit({ first: 1, last: 1, passages: ['Thrice.'] });
  await at.edit({ first: 0, last: 2, passages: ['All in one.'] });
  assert.deepEqual(await at.texts(), ['All in one.']);
  await at.undo(0);
  assert.deepEqual(await at.texts(), ['Ebb and flow.', 'Twice a day.', 'The moon pulls.']);
});

onBothDatabases('the texts of edits go with their document', async (handle) => {
  await using at = await begun(handle);
  await at.edit({ first: 0, last: 0, passages: ['Secret words.'] });
  await deleteDocument(at.needs, at.on.base(), await at.document());
  await waitFor(async () => (await at.on.collection.listDocument(at.documentId)).length === 0);
  assert.deepEqual(await editsOf(at.on.db, at.documentId, 1), []);
});

onBothDatabases(
  'triggers hear of a document that came, of its next version, and of no edit',
  async (handle) => {
    await using at = await begun(handle);
    assert.deepEqual(at.on.told, ['tides.md 1']);
    await at.edit({ first: 0, last: 0, passages: ['Spring tides.'] });
    await at.undo(0);
    assert.deepEqual(at.on.told, ['tides.md 1']);
    await at.on.upload(at.needs, 'tides.md', `${TEXT}\nMore.`, { replaces: { id: at.documentId } });
    await waitFor(async () => (await at.document()).version === 2);
    await at.settled();
    assert.deepEqual(at.on.told, ['tides.md 1', 'tides.md 2']);
  },
);
