import { sql } from 'kysely';
import type { Database } from '../db/index.ts';

export interface ConversationRow {
  id: string;
  workspace_id: string;
  owner_id: string;
  title: string;
  visibility: string;
  head_id: string | null;
  created_at: number;
  updated_at: number;
}

export function findConversation(db: Database, id: string): Promise<ConversationRow | undefined> {
  return db.selectFrom('conversations').selectAll().where('id', '=', id).executeTakeFirst();
}

export interface ConversationFilter {
  workspaceId: string;
  userId: string;
  query?: string | undefined;
  /** The page before ended with this: 'updatedAt.id'. */
  cursor?: string | undefined;
}

const escapeLike = (text: string) => text.replaceAll(/[!%_]/g, (sign) => `!${sign}`);

/** Own conversations and those shared with the workspace, last used first. */
export function pageOfConversations(
  db: Database,
  filter: ConversationFilter,
  limit: number,
): Promise<ConversationRow[]> {
  let query = db
    .selectFrom('conversations')
    .selectAll()
    .where('workspace_id', '=', filter.workspaceId)
    .where((eb) => eb.or([eb('owner_id', '=', filter.userId), eb('visibility', '=', 'workspace')]));
  if (filter.query) {
    const pattern = `%${escapeLike(filter.query)}%`;
    // The database lowers both sides: SQLite knows only ASCII, and would miss what JavaScript had lowered further.
    query = query.where(sql<boolean>`lower(title) like lower(${pattern}) escape '!'`);
  }
  if (filter.cursor) {
    const [at, id] = filter.cursor.split('.');
    const before = Number(at) || 0;
    query = query.where((eb) =>
      eb.or([
        eb('updated_at', '<', before),
        eb.and([eb('updated_at', '=', before), eb('id', '<', id ?? '')]),
      ]),
    );
  }
  return query.orderBy('updated_at', 'desc').orderBy('id', 'desc').limit(limit).execute();
}

export function findMessage(db: Database, conversationId: string, id: string) {
  return db
    .selectFrom('messages')
    .selectAll()
    .where('conversation_id', '=', conversationId)
    .where('id', '=', id)
    .executeTakeFirst();
}

export type MessageRow = NonNullable<Awaited<ReturnType<typeof findMessage>>>;

export function pageOfMessages(
  db: Database,
  conversationId: string,
  after: string | undefined,
  limit: number,
): Promise<MessageRow[]> {
  const query = db.selectFrom('messages').selectAll().where('conversation_id', '=', conversationId);
  const paged = after ? query.where('id', '>', after) : query;
  return paged.orderBy('id').limit(limit).execute();
}

/** A branch is at most this long; older messages are not told to the model anyway. */
export const MAX_BRANCH_LENGTH = 400;

/** The messages from the root to `leafId`, oldest first. */
export async function branchOf(
  db: Database,
  conversationId: string,
  leafId: string | null,
): Promise<MessageRow[]> {
  const branch: MessageRow[] = [];
  let id = leafId;
  while (id !== null && branch.length < MAX_BRANCH_LENGTH) {
    const row: MessageRow | undefined = await findMessage(db, conversationId, id);
    if (!row) break;
    branch.push(row);
    id = row.parent_id;
  }
  return branch.reverse();
}

export async function insertMessage(db: Database, row: MessageRow): Promise<void> {
  await db.insertInto('messages').values(row).execute();
}

export async function runIdsOf(db: Database, conversationId: string): Promise<string[]> {
  const rows = await db
    .selectFrom('messages')
    .select('run_id')
    .where('conversation_id', '=', conversationId)
    .where('run_id', 'is not', null)
    .execute();
  return rows.flatMap((row) => (row.run_id === null ? [] : [row.run_id]));
}

/** Documents that the answers of a conversation cite, in whatever branch. */
export async function citedDocuments(db: Database, conversationId: string): Promise<Set<string>> {
  const rows = await db
    .selectFrom('messages')
    .select('citations')
    .where('conversation_id', '=', conversationId)
    .where('citations', '!=', '[]')
    .execute();
  const cited = rows.flatMap(({ citations }) => JSON.parse(citations) as { documentId: string }[]);
  return new Set(cited.map(({ documentId }) => documentId));
}

/** Settles an answer that is still streaming; false where it was settled before. */
export async function settleMessage(
  db: Database,
  id: string,
  values: Partial<Pick<MessageRow, 'state' | 'text' | 'parts' | 'citations' | 'model' | 'error_code'>>,
): Promise<boolean> {
  const result = await db
    .updateTable('messages')
    .set(values)
    .where('id', '=', id)
    .where('state', '=', 'streaming')
    .executeTakeFirst();
  return result.numUpdatedRows === 1n;
}

export async function touch(
  db: Database,
  id: string,
  change: Partial<Pick<ConversationRow, 'title' | 'visibility' | 'head_id' | 'updated_at'>>,
): Promise<void> {
  if (Object.keys(change).length === 0) return;
  await db.updateTable('conversations').set(change).where('id', '=', id).execute();
}
