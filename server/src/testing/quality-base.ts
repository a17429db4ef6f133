import { type Granted, grant } from '../access/index.ts';
import { type BaseRow, findBase } from '../knowledge/index.ts';
import { sqliteForTest } from './databases.ts';
import { insertMember, insertWorkspace } from './people.ts';
import { testRuntime } from './runtime.ts';

const BASE = '0199a000-0000-7000-8000-0000000000ba';

export interface BaseDocument {
  name: string;
  state?: string;
  isHidden?: boolean;
}

/** A base with these documents on SQLite, as somebody sees it who may edit it; ids are made of the names. */
export async function baseWith(documents: readonly BaseDocument[]) {
  const { db, close } = await sqliteForTest();
  const runtime = testRuntime(Date.now());
  const workspaceId = await insertWorkspace(db, runtime);
  const me = await insertMember(db, runtime, workspaceId, 'editor');
  const other = await insertMember(db, runtime, workspaceId, 'editor');
  const at = { workspace_id: workspaceId, created_at: runtime.now() };
  const row = { id: BASE, name: 'B', description: '', visibility: 'workspace', created_by: me.userId };
  await db
    .insertInto('knowledge_bases')
    .values({ ...row, ...at })
    .execute();
  for (const { name, state = 'ready', isHidden = false } of documents) {
    const file = { file_id: 'f', name, media_type: 'text/plain', size: 1, passages: 1 };
    const shown = {
      visibility: isHidden ? 'private' : 'base',
      created_by: isHidden ? other.userId : me.userId,
    };
    const rest = { error_code: null, error_message: null, run_id: null, state };
    await db
      .insertInto('knowledge_documents')
      .values({ id: `id-of-${name}`, base_id: BASE, ...at, ...file, ...shown, ...rest })
      .execute();
  }
  const base: Granted<'edit', BaseRow> = grant(me, 'edit', 'Knowledge', await findBase(db, BASE, me.userId));
  return { db, base, close };
}
