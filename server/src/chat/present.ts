import { type FileRow, presentFile } from '../files/index.ts';
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

/** `files` has the rows of the message's attachments, and may have others. */
export function presentMessage(row: MessageRow, files: ReadonlyMap<string, FileRow>): MessageView {
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
    createdAt: row.created_at,
  };
}
