import type { Granted, Permit } from '../access/index.ts';
import { type Database, inTransaction } from '../db/index.ts';
import { areaOf, type FileStore, setAreaShared } from '../files/index.ts';
import { setRunShared } from '../runs/index.ts';
import type { Runtime } from '../runtime/index.ts';
import type { ConversationView } from './contract.ts';
import { chatErrors } from './errors.ts';
import { type ConversationRow, findMessage, runIdsOf, touch } from './queries.ts';

type Visibility = ConversationView['visibility'];

export async function createConversation(
  db: Database,
  runtime: Runtime,
  permit: Permit<'create', 'Conversation'>,
  wanted: { title?: string | undefined; visibility: Visibility },
): Promise<ConversationRow> {
  const now = runtime.now();
  const row: ConversationRow = {
    id: runtime.newId(),
    workspace_id: permit.by.workspaceId,
    owner_id: permit.by.userId,
    title: wanted.title ?? '',
    visibility: wanted.visibility,
    head_id: null,
    created_at: now,
    updated_at: now,
  };
  await db.insertInto('conversations').values(row).execute();
  return row;
}

export async function rename(
  db: Database,
  conversation: Granted<'edit', ConversationRow>,
  title: string,
): Promise<void> {
  await touch(db, conversation.record.id, { title });
}

/** Shows the conversation, its files and its runs to the whole workspace, or to its owner alone again. */
export async function share(
  db: Database,
  conversation: Granted<'share', ConversationRow>,
  visibility: Visibility,
): Promise<void> {
  const { id } = conversation.record;
  await inTransaction(db, async (tx) => {
    await touch(tx, id, { visibility });
    await setAreaShared(tx, areaOf.conversation(id), visibility);
    await setRunShared(tx, await runIdsOf(tx, id), visibility);
  });
}

/** Throws `message_unknown` where the head is not a message of the conversation. */
export async function switchBranch(
  db: Database,
  conversation: Granted<'edit', ConversationRow>,
  headId: string,
): Promise<void> {
  const { id } = conversation.record;
  if (!(await findMessage(db, id, headId))) throw chatErrors.message_unknown();
  await touch(db, id, { head_id: headId });
}

/** Takes messages and files with it. Runs that still work on it are to be cancelled before. */
export async function deleteConversation(
  db: Database,
  files: FileStore,
  conversation: Granted<'delete', ConversationRow>,
): Promise<void> {
  const { id } = conversation.record;
  const removeBytes = await inTransaction(db, async (tx) => {
    const afterCommit = await files.clear(tx, areaOf.conversation(id));
    await tx.deleteFrom('conversations').where('id', '=', id).execute();
    return afterCommit;
  });
  await removeBytes();
}
