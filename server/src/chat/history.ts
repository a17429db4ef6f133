import type { Database } from '../db/index.ts';
import { type FileRow, findFiles } from '../files/index.ts';
import type { ModelMessage } from '../models/index.ts';
import { branchOf, type MessageRow } from './queries.ts';

/** Characters of the conversation that a model is told; older messages fall away first. */
export const MAX_HISTORY_LENGTH = 60_000;

export interface History {
  question: MessageRow;
  attachments: FileRow[];
  messages: ModelMessage[];
}

function attachmentLine(files: readonly FileRow[]): string {
  if (files.length === 0) return '';
  const names = files.map((file) => `${file.name} (${file.media_type}, ${file.size} bytes)`).join(', ');
  return `\n\n[Attached files: ${names}]`;
}

function idsOf(row: MessageRow): string[] {
  return JSON.parse(row.attachments) as string[];
}

/** The newest messages that fit, a question first, as providers want it; the last question always fits. */
function within(messages: ModelMessage[], max: number): ModelMessage[] {
  let length = 0;
  let from = messages.length - 1;
  for (let index = messages.length - 1; index >= 0; index--) {
    const message = messages[index];
    length += message && 'text' in message ? message.text.length : 0;
    if (length > max && index < messages.length - 1) break;
    from = index;
  }
  const kept = messages.slice(Math.max(0, from));
  return kept.slice(
    Math.max(
      0,
      kept.findIndex(({ role }) => role === 'user'),
    ),
  );
}

/** The branch that ends with the question, as a model reads it. */
export async function historyOf(
  db: Database,
  conversationId: string,
  questionId: string,
): Promise<History | null> {
  const rows = await branchOf(db, conversationId, questionId);
  const question = rows.at(-1);
  if (!question) return null;
  const files = new Map((await findFiles(db, rows.flatMap(idsOf))).map((file) => [file.id, file]));
  const attached = (row: MessageRow) => idsOf(row).flatMap((id) => files.get(id) ?? []);
  const messages = rows.flatMap((row): ModelMessage[] => {
    if (row.role === 'user') return [{ role: 'user', text: row.text + attachmentLine(attached(row)) }];
    return row.text === '' ? [] : [{ role: 'assistant', text: row.text, toolCalls: [] }];
  });
  return { question, attachments: attached(question), messages: within(messages, MAX_HISTORY_LENGTH) };
}
