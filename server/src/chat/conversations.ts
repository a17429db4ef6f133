import type { Granted, Permit } from '../access/index.ts';
import { type Database, inTransaction } from '../db/index.ts';
import { areaOf, type FileStore, setAreaShared } from '../files/index.ts';
import { closedDocuments } from '../knowledge/index.ts';
import { setRunShared } from '../runs/index.ts';
import type { Runtime } from '../runtime/index.ts';
import type { ConversationView } from './contract.ts';
import { chatErrors } from './errors.ts';
import { type ConversationRow, citedDocuments, findMessage, runIdsOf, touch } from './queries.ts';

/** Documents that a refusal to share names. */
export const MAX_TOLD_DOCUMENTS = 50;

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

/**
 * Shows the conversation, its files and its runs to the whole workspace, or to its owner alone again. What its answers
 * say of documents that others may not see is shared with it, so whoever shares it is told first and says so: throws
 * `quotes_closed_documents`. The quotes themselves stay with those who may see the documents.
 */
export async function share(
  db: Database,
  conversation: Granted<'share', ConversationRow>,
  visibility: Visibility,
  { sharesQuotes = false }: { sharesQuotes?: boolean | undefined } = {},
): Promise<void> {
  const { by, record } = conversation;
  const { id } = record;
  await inTransaction(db, async (tx) => {
    if (visibility === 'workspace' && record.visibility !== 'workspace' && !sharesQuotes) {
      const documents = await closedDocuments(tx, by, await citedDocuments(tx, id));
      if (documents.length > 0)
        throw chatErrors
          .quotes_closed_documents(documents.length)
          .with({ documents: documents.slice(0, MAX_TOLD_DOCUMENTS) });
    }
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
  await removeBytes(db);
}
