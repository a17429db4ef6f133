import assert from 'node:assert/strict';
import { grant } from '../access/index.ts';
import type { Database } from '../db/index.ts';
import { onBothDatabases } from '../testing/databases.ts';
import { insertMember, insertWorkspace } from '../testing/people.ts';
import { testRuntime } from '../testing/runtime.ts';
import { compareFolder } from './folders.ts';
import { type BaseRow, findBase } from './queries.ts';

const OLD = 'a'.repeat(64);
const NEW = 'b'.repeat(64);

async function fixture(db: Database) {
  const runtime = testRuntime();
  const workspaceId = await insertWorkspace(db, runtime);
  const ada = await insertMember(db, runtime, workspaceId, 'admin');
  const bob = await insertMember(db, runtime, workspaceId, 'admin');
  const facts = { workspace_id: workspaceId, created_by: ada.userId, created_at: 1 };
  for (const id of ['base', 'other'])
    await db
      .insertInto('knowledge_bases')
      .values({ ...facts, id, name: id, description: '', visibility: 'workspace' })
      .execute();
  const base = async (by: typeof ada) =>
    grant<'edit', BaseRow>(by, 'edit', 'Knowledge', await findBase(db, 'base', by.userId));

  /** A document with a version for each of the hashes, the last of them in a state. */
  async function document(
    path: string,
    hashes: string[],
    more: { by?: typeof ada; kind?: string; in?: string; state?: string } = {},
  ) {
    const id = runtime.newId();
    const file = { file_id: 'f', name: path, media_type: 'text/plain', size: 1, passages: 1, run_id: null };
    const fine = {
      ...file,
      error_code: null,
      error_message: null,
      created_at: 1,
      created_by: (more.by ?? ada).userId,
    };
    await db
      .insertInto('knowledge_documents')
      .values({
        ...fine,
        ...{ id, workspace_id: workspaceId, base_id: more.in ?? 'base', state: 'ready', visibility: 'base' },
        ...{ source_kind: more.kind ?? 'path', source_key: path, source_hash: id, latest: hashes.length },
      })
      .execute();
    for (const [index, sha256] of hashes.entries()) {
      const isLast = index === hashes.length - 1;
      const state = isLast ? (more.state ?? 'ready') : 'ready';
      const version = { document_id: id, number: index + 1, sha256, state, restored_from: null };
      await db
        .insertInto('knowledge_versions')
        .values({ ...fine, ...version })
        .execute();
    }
    return id;
  }
  const compare = async (files: Record<string, string>, prefix = '', by = ada) =>
    compareFolder(db, await base(by), {
      prefix,
      files: Object.entries(files).map(([path, sha256]) => ({ path, sha256 })),
    });
  return { ada, bob, document, compare };
}

onBothDatabases('a file is as its document where the newest version has its hash', async ({ db }) => {
  const { document, compare } = await fixture(db);
  await document('same.md', [NEW, OLD]);
  await document('newer.md', [OLD]);
  const { changed, gone } = await compare({ 'same.md': OLD, 'newer.md': NEW, 'unknown.md': OLD });
  assert.deepEqual([changed, gone], [['newer.md', 'unknown.md'], []]);
});

onBothDatabases('what failed to be read is sent again, what is being read is not', async ({ db }) => {
  const { document, compare } = await fixture(db);
  await document('failed.md', [OLD], { state: 'failed' });
  await document('pending.md', [OLD], { state: 'pending' });
  assert.deepEqual((await compare({ 'failed.md': OLD, 'pending.md': OLD })).changed, ['failed.md']);
});

onBothDatabases('documents of other people, bases, folders and kinds are not looked at', async ({ db }) => {
  const { bob, document, compare } = await fixture(db);
  const mine = await document('notes/mine.md', [OLD]);
  await document('notes/theirs.md', [OLD], { by: bob });
  await document('notes/elsewhere.md', [OLD], { in: 'other' });
  await document('https://a.test/', [OLD], { kind: 'url' });
  await document('letters/a.md', [OLD]);
  assert.deepEqual((await compare({}, 'notes/')).gone, [{ path: 'mine.md', documentId: mine }]);
  assert.deepEqual((await compare({}, 'note')).gone.length, 1, 'a prefix is taken as it is');
  assert.deepEqual((await compare({ 'theirs.md': OLD }, 'notes/')).changed, ['theirs.md']);
  assert.deepEqual(
    (await compare({}, 'notes/', bob)).gone.map(({ path }) => path),
    ['theirs.md'],
  );
});
