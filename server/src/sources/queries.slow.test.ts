import assert from 'node:assert/strict';
import type { Database } from '../db/index.ts';
import { onBothDatabases } from '../testing/databases.ts';
import { insertUser, insertWorkspace } from '../testing/people.ts';
import { testRuntime } from '../testing/runtime.ts';
import {
  changeSource,
  countSources,
  findItem,
  findSource,
  forgetItem,
  pageOfItems,
  pageOfSources,
  type SourceRow,
  saveItem,
  unseenItems,
} from './queries.ts';

async function fixture(db: Database) {
  const runtime = testRuntime();
  const workspaceId = await insertWorkspace(db, runtime);
  const [ada, bob] = [
    await insertUser(db, runtime, 'ada@example.org'),
    await insertUser(db, runtime, 'bob@example.org'),
  ];
  const base = {
    id: 'base',
    workspace_id: workspaceId,
    name: 'Base',
    description: '',
    created_by: ada,
    created_at: 1,
    visibility: 'workspace',
  };
  await db.insertInto('knowledge_bases').values(base).execute();
  const source = (id: string): SourceRow => ({
    id,
    workspace_id: workspaceId,
    base_id: 'base',
    settings: '{"kind":"web","address":"https://a.test/"}',
    every_hours: null,
    reach: 'public',
    ...{ run_id: null, next_run_id: null, synced_at: null, counts: null, auth: null },
    ...{ error_code: null, error_message: null },
    created_by: ada,
    created_at: 1,
  });
  for (const id of ['s1', 's2', 's3']) await db.insertInto('knowledge_sources').values(source(id)).execute();
  const document = (id: string, visibility: 'base' | 'private') =>
    db
      .insertInto('knowledge_documents')
      .values({
        id,
        workspace_id: workspaceId,
        base_id: 'base',
        ...{ file_id: 'f', name: id, media_type: 'text/html', size: 1, state: 'ready' },
        ...{ error_code: null, error_message: null, passages: 1, run_id: null },
        created_by: ada,
        created_at: 1,
        visibility,
      })
      .execute();
  const item = (name: string, more: Partial<Parameters<typeof saveItem>[1]> = {}) =>
    saveItem(db, {
      ...{ source_id: 's1', item: name, document_id: null, mark: null, validators: null },
      ...{ state: 'kept', reason: null, run_id: 'r1' },
      ...more,
    });
  return { ada, bob, document, item };
}

onBothDatabases('sources of a base come newest first, page by page, and are counted', async ({ db }) => {
  await fixture(db);
  const ids = (rows: SourceRow[]) => rows.map(({ id }) => id);
  assert.deepEqual(ids(await pageOfSources(db, 'base', undefined, 2)), ['s3', 's2']);
  assert.deepEqual(ids(await pageOfSources(db, 'base', 's2', 2)), ['s1']);
  assert.deepEqual(await pageOfSources(db, 'other', undefined, 2), []);
  assert.deepEqual([await countSources(db, 'base'), await countSources(db, 'other')], [3, 0]);
});

onBothDatabases('a change touches what it names and no other source', async ({ db }) => {
  await fixture(db);
  await changeSource(db, 's1', { run_id: 'r9', counts: '{"added":1}', synced_at: 5 });
  const [changed, other] = [await findSource(db, 's1'), await findSource(db, 's2')];
  assert.deepEqual([changed?.run_id, changed?.counts, changed?.synced_at], ['r9', '{"added":1}', 5]);
  assert.deepEqual([other?.run_id, other?.counts], [null, null]);
});

onBothDatabases('an item is there once for its source, however often it is seen', async ({ db }) => {
  const { item } = await fixture(db);
  const long = `https://a.test/${'x'.repeat(900)}?q=船`;
  await item(long, { mark: 'one' });
  await item(long, { mark: 'two', run_id: 'r2' });
  await item(long, { source_id: 's2', mark: 'other' });
  const found = await findItem(db, 's1', long);
  assert.deepEqual([found?.mark, found?.run_id, found?.item], ['two', 'r2', long]);
  assert.equal((await findItem(db, 's2', long))?.mark, 'other');
  await forgetItem(db, 's1', long);
  assert.equal(await findItem(db, 's1', long), undefined);
  assert.ok(await findItem(db, 's2', long));
});

onBothDatabases('what a run has not seen is told, some at a time', async ({ db }) => {
  const { item } = await fixture(db);
  for (const name of ['a', 'b', 'c']) await item(name);
  await item('b', { run_id: 'r2' });
  await item('z', { source_id: 's2' });
  const unseen = await unseenItems(db, 's1', 'r2', 10);
  assert.deepEqual(unseen.map((row) => row.item).sort(), ['a', 'c']);
  assert.equal((await unseenItems(db, 's1', 'r2', 1)).length, 1);
});

onBothDatabases('items of documents that a person does not see are not listed for them', async ({ db }) => {
  const { ada, bob, document, item } = await fixture(db);
  await document('open', 'base');
  await document('closed', 'private');
  await item('a', { document_id: 'open' });
  await item('b', { document_id: 'closed' });
  await item('c', { state: 'failed', reason: 'http-500' });
  await item('d', { document_id: 'gone' });
  const namesFor = async (userId: string, more = {}) =>
    (await pageOfItems(db, 's1', userId, { limit: 10, ...more })).map((row) => row.item).sort();
  assert.deepEqual(await namesFor(ada), ['a', 'b', 'c', 'd']);
  assert.deepEqual(await namesFor(bob), ['a', 'c', 'd']);
  assert.deepEqual(await namesFor(bob, { state: 'failed' }), ['c']);
  await db
    .insertInto('knowledge_grants')
    .values({
      ...{ base_id: 'base', document_id: 'closed', user_id: bob },
      ...{ verb: 'read', granted_by: ada, created_at: 1 },
    })
    .execute();
  assert.deepEqual(await namesFor(bob), ['a', 'b', 'c', 'd']);
});

onBothDatabases('pages of items follow each other without a gap or a double', async ({ db }) => {
  const { ada, item } = await fixture(db);
  const names = Array.from({ length: 7 }, (_, n) => `item ${n}`);
  for (const name of names) await item(name);
  const seen: string[] = [];
  let after: string | undefined;
  for (;;) {
    const rows = await pageOfItems(db, 's1', ada, { after, limit: 3 });
    seen.push(...rows.map((row) => row.item));
    after = rows.at(-1)?.item_hash;
    if (rows.length < 3) break;
  }
  assert.deepEqual(seen.sort(), names);
});

onBothDatabases('a base takes its sources and their items with it', async ({ db }) => {
  const { item } = await fixture(db);
  await item('a');
  await db.deleteFrom('knowledge_bases').where('id', '=', 'base').execute();
  assert.equal(await findSource(db, 's1'), undefined);
  assert.equal(await findItem(db, 's1', 'a'), undefined);
});
