import type { Orchestrator, Tags } from '@agenticgen/orchestrator';
import type { Granted } from '../access/index.ts';
import { type Agents, AUTO, tagsOf } from '../agents/index.ts';
import { type Database, inTransaction } from '../db/index.ts';
import { areaOf, findFiles, moveFiles } from '../files/index.ts';
import type { Models } from '../models/index.ts';
import { startRun } from '../runs/index.ts';
import type { Runtime } from '../runtime/index.ts';
import type { Route } from './contract.ts';
import { chatErrors } from './errors.ts';
import { prepare } from './prepare.ts';
import { type ConversationRow, findMessage, insertMessage, type MessageRow, touch } from './queries.ts';
import type { TurnProcedure } from './turn.ts';

const MAX_TITLE_LENGTH = 80;

export interface SendNeeds {
  runtime: Runtime;
  orchestrator: Orchestrator<Database>;
  turn: TurnProcedure;
  agents: Agents;
  models: Pick<Models, 'idOf'>;
}

export interface TurnOptions {
  agent?: string | undefined;
  route?: Route | undefined;
  model?: string | undefined;
}

export interface NewMessage extends TurnOptions {
  text: string;
  parentId?: string | null | undefined;
  attachments?: readonly string[] | undefined;
}

type Conversation = Granted<'edit', ConversationRow>;

/** What a person may attach: own uploads, and files that the conversation has already (an edit keeps them). */
async function checkAttachments(
  db: Database,
  { by, record }: Conversation,
  ids: readonly string[],
): Promise<void> {
  const allowed = [areaOf.uploads(by.userId), areaOf.conversation(record.id)];
  const found = await findFiles(db, ids);
  const mine = found.filter((file) => file.workspace_id === by.workspaceId && allowed.includes(file.area));
  if (mine.length !== new Set(ids).size) throw chatErrors.attachment_unknown();
}

async function parentOf(db: Database, conversation: ConversationRow, asked: string | null | undefined) {
  if (asked === undefined) return conversation.head_id;
  if (asked !== null && !(await findMessage(db, conversation.id, asked))) throw chatErrors.parent_unknown();
  return asked;
}

function message(runtime: Runtime, conversation: Conversation, values: Partial<MessageRow>): MessageRow {
  return {
    id: runtime.newId(),
    conversation_id: conversation.record.id,
    parent_id: null,
    role: 'user',
    state: 'complete',
    text: '',
    parts: '[]',
    citations: '[]',
    attachments: '[]',
    agent: null,
    route: null,
    model: null,
    run_id: null,
    error_code: null,
    created_by: conversation.by.userId,
    created_at: runtime.now(),
    ...values,
  };
}

/** The answer's row and its run, both in the caller's transaction. */
async function startAnswer(
  tx: Database,
  needs: SendNeeds,
  conversation: Conversation,
  question: MessageRow,
  options: TurnOptions & { flags: string[]; tags: Tags },
): Promise<{ messageId: string; runId: string }> {
  const { by, record } = conversation;
  const answerId = needs.runtime.newId();
  const input = {
    conversationId: record.id,
    questionId: question.id,
    answerId,
    workspaceId: by.workspaceId,
    userId: by.userId,
    startedAt: needs.runtime.now(),
    agent: options.agent ?? null,
    route: options.route ?? null,
    model: options.model ?? null,
    flags: options.flags,
  };
  const shared = record.visibility as 'private' | 'workspace';
  const label = question.text.slice(0, MAX_TITLE_LENGTH);
  const urgency = { label, priority: 'interactive', needs: options.tags } as const;
  const { runId } = await startRun(tx, needs.orchestrator, { ...by, shared }, needs.turn, input, urgency);
  const row = { id: answerId, parent_id: question.id, role: 'assistant', state: 'streaming', run_id: runId };
  await insertMessage(tx, message(needs.runtime, conversation, row));
  await touch(tx, record.id, { head_id: answerId, updated_at: needs.runtime.now() });
  return { messageId: answerId, runId };
}

async function checkAgent({ agents }: SendNeeds, workspaceId: string, id: string | undefined): Promise<void> {
  if (id !== undefined && id !== AUTO) await agents.usable(workspaceId, id);
}

/** Who answers is chosen in the run, unless somebody was asked for. */
function tagsOfTurn(needs: SendNeeds, workspaceId: string, { agent, model }: TurnOptions): Promise<Tags> {
  const agentId = agent === AUTO ? undefined : agent;
  return tagsOf(needs, workspaceId, { agentId, modelId: model });
}

/**
 * Saves a message and starts its answer in one transaction: after the acknowledgement both are there,
 * whatever happens to the process. Throws problems of the `chat` catalogue and nothing is saved then.
 */
export async function send(
  db: Database,
  needs: SendNeeds,
  conversation: Conversation,
  given: NewMessage,
): Promise<{ messageId: string; runId: string }> {
  const attachments = [...new Set(given.attachments ?? [])];
  const { text, flags } = prepare(given.text, attachments.length);
  await checkAgent(needs, conversation.by.workspaceId, given.agent);
  const { record } = conversation;
  const tags = await tagsOfTurn(needs, conversation.by.workspaceId, given);
  const started = await inTransaction(db, async (tx) => {
    await checkAttachments(tx, conversation, attachments);
    const parent_id = await parentOf(tx, record, given.parentId);
    const question = message(needs.runtime, conversation, {
      parent_id,
      text,
      attachments: JSON.stringify(attachments),
    });
    await insertMessage(tx, question);
    await moveFiles(tx, attachments, areaOf.conversation(record.id), record.visibility);
    if (record.title === '') await touch(tx, record.id, { title: titleOf(text) });
    return startAnswer(tx, needs, conversation, question, { ...given, flags, tags });
  });
  needs.orchestrator.announce();
  return started;
}

/** Answers the same question again, as a branch beside the answer. Throws `message_unknown` or `not_an_answer`. */
export async function regenerate(
  db: Database,
  needs: SendNeeds,
  conversation: Conversation,
  messageId: string,
  options: TurnOptions,
): Promise<{ messageId: string; runId: string }> {
  await checkAgent(needs, conversation.by.workspaceId, options.agent);
  const tags = await tagsOfTurn(needs, conversation.by.workspaceId, options);
  const started = await inTransaction(db, async (tx) => {
    const answer = await findMessage(tx, conversation.record.id, messageId);
    if (!answer) throw chatErrors.message_unknown();
    if (answer.role !== 'assistant' || answer.parent_id === null) throw chatErrors.not_an_answer();
    const question = await findMessage(tx, conversation.record.id, answer.parent_id);
    if (!question) throw chatErrors.message_unknown();
    return startAnswer(tx, needs, conversation, question, { ...options, flags: [], tags });
  });
  needs.orchestrator.announce();
  return started;
}

function titleOf(text: string): string {
  const line = text.split('\n').find((part) => part.trim() !== '') ?? '';
  return line.trim().slice(0, MAX_TITLE_LENGTH);
}
