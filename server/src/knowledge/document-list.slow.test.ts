import assert from 'node:assert/strict';
import { grant } from '../access/index.ts';
import type { Database } from '../db/index.ts';
import { onBothDatabases } from '../testing/databases.ts';
import { DOCUMENT_ORDERS } from './contract.ts';
import { countByState, listDocuments } from './document-list.ts';
import { knowledgeBench } from './testing/knowledge-bench.ts';

type Bench = Awaited<ReturnType<typeof knowledgeBench>>;

interface Seeded {
  name: string;
  size?: number;
  state?: string;
  update_state?: string | null;
  visibility?: string;
  created_by?: string;
  updated_at?: number;
}

async function seed(db: Database, on: Bench, documents: readonly Seeded[]): Promise<void> {
  const rows = documents.map((document, index) => ({
    ...{ id: `d${String(index).padStart(5, '0')}`, workspace_id: on.by.workspaceId, base_id: on.row.id },
    ...{ file_id: 'f', media_type: 'text/plain', size: 1, state: 'ready', update_state: null },
    ...{ error_code: null, error_message: null, passages: 1, run_id: null, created_by: on.by.userId },
    ...{ created_at: index, updated_at: index, visibility: 'base' },
    ...document,
  }));
  await db.insertInto('knowledge_documents').values(rows).execute();
}

const namesOf = (rows: readonly { name: string }[]) => rows.map(({ name }) => name);
const page = { order: 'newest', limit: 100 } as const;

onBothDatabases('documents come in each order, from any place', async (handle) => {
  await using on = await knowledgeBench(handle);
  await seed(handle.db, on, [
    { name: 'b', size: 30, updated_at: 9 },
    { name: 'c', size: 10, updated_at: 7 },
    { name: 'a', size: 20, updated_at: 8 },
  ]);
  const list = (order: (typeof DOCUMENT_ORDERS)[number], offset = 0, limit = 100) =>
    listDocuments(handle.db, on.read(), { order, offset, limit }).then(namesOf);
  assert.deepEqual(await list('newest'), ['a', 'c', 'b']);
  assert.deepEqual(await list('oldest'), ['b', 'c', 'a']);
  assert.deepEqual(await list('name'), ['a', 'b', 'c']);
  assert.deepEqual(await list('largest'), ['b', 'a', 'c']);
  assert.deepEqual(await list('updated'), ['b', 'a', 'c']);
  for (const order of DOCUMENT_ORDERS) {
    const paged = [...(await list(order, 0, 2)), ...(await list(order, 2, 2))];
    assert.deepEqual(paged, await list(order), order);
  }
  assert.deepEqual(await list('name', 3), []);
  const older = await listDocuments(handle.db, on.read(), { ...page, before: 'd00002' });
  assert.deepEqual(namesOf(older), ['c', 'b']);
});

onBothDatabases(
  'documents are found by a part of their name, and no sign of it is special',
  async (handle) => {
    await using on = await knowledgeBench(handle);
    await seed(handle.db, on, [
      { name: 'Report 100%.md' },
      { name: 'report_1000.md' },
      { name: 'back\\slash' },
    ]);
    const find = async (name: string) =>
      namesOf(await listDocuments(handle.db, on.read(), { ...page, name, order: 'oldest' }));
    assert.deepEqual(await find('REPORT'), ['Report 100%.md', 'report_1000.md']);
    assert.deepEqual(await find('100%'), ['Report 100%.md']);
    assert.deepEqual(await find('t_1'), ['report_1000.md']);
    assert.deepEqual(await find('\\'), ['back\\slash']);
    assert.deepEqual(await find('nothing'), []);
  },
);

onBothDatabases('documents are counted and filtered by what becomes of them', async (handle) => {
  await using on = await knowledgeBench(handle);
  await seed(handle.db, on, [
    { name: 'ready' },
    { name: 'first', state: 'pending' },
    { name: 'newer', update_state: 'pending' },
    { name: 'broken', state: 'failed' },
    { name: 'old is found', update_state: 'failed' },
  ]);
  assert.deepEqual(await countByState(handle.db, on.read(), {}), { all: 5, pending: 2, ready: 3, failed: 2 });
  assert.deepEqual(await countByState(handle.db, on.read(), { name: 'r' }), {
    ...{ all: 4, pending: 2, ready: 2, failed: 1 },
  });
  const of = async (state: 'pending' | 'ready' | 'failed') =>
    namesOf(await listDocuments(handle.db, on.read(), { ...page, state, order: 'oldest' }));
  assert.deepEqual(await of('pending'), ['first', 'newer']);
  assert.deepEqual(await of('ready'), ['ready', 'newer', 'old is found']);
  assert.deepEqual(await of('failed'), ['broken', 'old is found']);
});

onBothDatabases('what is private to others is in no list and no count', async (handle) => {
  await using on = await knowledgeBench(handle);
  await seed(handle.db, on, [
    { name: 'open' },
    { name: 'mine', visibility: 'private' },
    { name: 'foreign', visibility: 'private', created_by: 'somebody' },
  ]);
  const stranger = grant({ ...on.by, userId: 'stranger' }, 'read', 'Knowledge', on.row);
  assert.deepEqual(namesOf(await listDocuments(handle.db, on.read(), page)), ['mine', 'open']);
  assert.deepEqual(namesOf(await listDocuments(handle.db, stranger, page)), ['open']);
  assert.equal((await countByState(handle.db, on.read(), {})).all, 2);
  assert.equal((await countByState(handle.db, stranger, { name: 'in' })).all, 0);
});
