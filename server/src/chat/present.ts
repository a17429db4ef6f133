import { type FileRow, presentFile } from '../files/index.ts';
import type { RunUsage } from '../models/index.ts';
import type { ConversationView, MessageView } from './contract.ts';
import type { ConversationRow, MessageRow } from './queries.ts';

export function presentConversation(row: ConversationRow): ConversationView {
  return {
    id: row.id,
    title: row.title,
    ownerId: row.owner_id,
    visibility: row.visibility as ConversationView['visibility'],
    headId: row.head_id,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  };
}

/** `files` has the rows of the message's attachments, `usage` that of its run; both may have others. */
export function presentMessage(
  row: MessageRow,
  { files, usage }: { files: ReadonlyMap<string, FileRow>; usage: ReadonlyMap<string, RunUsage> },
): MessageView {
  const attachments = (JSON.parse(row.attachments) as string[]).flatMap((id) => files.get(id) ?? []);
  return {
    id: row.id,
    conversationId: row.conversation_id,
    parentId: row.parent_id,
    role: row.role as MessageView['role'],
    state: row.state as MessageView['state'],
    text: row.text,
    parts: JSON.parse(row.parts) as MessageView['parts'],
    citations: JSON.parse(row.citations) as MessageView['citations'],
    attachments: attachments.map(presentFile),
    agent: row.agent,
    route: row.route as MessageView['route'],
    model: row.model,
    runId: row.run_id,
    errorCode: row.error_code,
    usage: (row.run_id && usage.get(row.run_id)) || null,
    createdAt: row.created_at,
  };
}
