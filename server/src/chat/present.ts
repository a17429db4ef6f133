import { type FileRow, presentFile } from '../files/index.ts';
import type { RunUsage } from '../models/index.ts';
import type { ConversationView, MessageView } from './contract.ts';
import type { ConversationRow, MessageRow } from './queries.ts';
import { shownTo, type Told } from './shown-message.ts';
import type { Eyes } from './withhold.ts';

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

export interface Beside {
  /** Has the rows of the message's attachments, and may have others. */
  files: ReadonlyMap<string, FileRow>;
  /** Has that of the message's run, and may have others. */
  usage: ReadonlyMap<string, RunUsage>;
  /** Of the one who reads. */
  eyes: Eyes;
}

/** What is stored of an answer. */
export function toldIn({ text, parts, citations }: MessageRow): Told {
  return { text, parts: JSON.parse(parts), citations: JSON.parse(citations) };
}

export function presentMessage(row: MessageRow, { files, usage, eyes }: Beside): MessageView {
  const attachments = (JSON.parse(row.attachments) as string[]).flatMap((id) => files.get(id) ?? []);
  return {
    id: row.id,
    conversationId: row.conversation_id,
    parentId: row.parent_id,
    role: row.role as MessageView['role'],
    state: row.state as MessageView['state'],
    ...shownTo(toldIn(row), eyes),
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
