import { BUDGET_KINDS, DIMENSIONS } from '../budgets/contract.ts';
import { fileSchema } from '../files/contract.ts';
import {
  body,
  createRoute,
  id,
  json,
  line,
  noContent,
  page,
  pageQuery,
  problems,
  time,
  z,
} from '../http/contract.ts';
import { checkPartSchema, questionPartSchema, unknownPartSchema } from '../knowledge/answers-contract.ts';
import { scanSchema } from '../tools/code-policy-contract.ts';

export const ROUTES = ['agent', 'knowledge', 'code'] as const;
export type Route = (typeof ROUTES)[number];
export const MAX_MESSAGE_LENGTH = 100_000;
export const MAX_ATTACHMENTS = 20;
export const VISIBILITIES = ['private', 'workspace'] as const;
export const MESSAGE_STATES = ['complete', 'streaming', 'stopped', 'failed'] as const;

/**
 * `index` is the number n of the mark [n] in the text. `start` and `end` are offsets in the document's text: once the
 * answer is checked those of the sentences that support it, whose words `quote` has.
 */
export const citationSchema = z
  .object({
    index: z.number().int(),
    baseId: id,
    documentId: id,
    documentName: z.string(),
    passageId: id,
    heading: z.string().nullable(),
    page: z.number().int().nullable(),
    start: z.number().int(),
    end: z.number().int(),
    quote: z.string(),
    /** Of the document; absent in answers of an older server. */
    version: z.number().int().optional(),
  })
  .openapi('Citation');
export type Citation = z.infer<typeof citationSchema>;

/** What an answer is made of, in order. */
export const partSchema = z
  .discriminatedUnion('type', [
    z.object({ type: z.literal('text'), text: z.string() }),
    z.object({ type: z.literal('reasoning'), text: z.string() }),
    z.object({
      type: z.literal('tool'),
      callId: z.string(),
      tool: z.string(),
      arguments: z.unknown(),
      ok: z.boolean(),
      /** What the model was told, as text. */
      output: z.string(),
      files: z.array(fileSchema),
      durationMs: z.number(),
      /** Of the tool's definition. */
      version: z.number().int().optional(),
      /** The result of an earlier call. */
      cached: z.boolean().optional(),
      /** Files that it made and that are not kept. */
      leftOut: z.object({ count: z.number().int(), limits: z.array(z.string()) }).optional(),
      /** Documents whose words the output may have; null where that is not known. */
      documents: z.array(id).nullable().optional(),
      /** What it was given and said is not shown: it may have words of documents that the reader may not see. */
      withheld: z.boolean().optional(),
      /** Of code: what stood in it before it ran. */
      scan: scanSchema.optional(),
    }),
    /** The answer waited, or waits, until a budget is raised. */
    z.object({
      type: z.literal('budget'),
      budgetId: id,
      kind: z.enum(BUDGET_KINDS),
      /** The user, agent, run or workspace whose budget it is. */
      subjectId: id,
      dimension: z.enum(DIMENSIONS),
      limit: z.number(),
      used: z.number(),
      /** Roles that may raise it; 'owner' stands for the person who asked. */
      /** What the next call would take; absent where an older server wrote it. */
      needed: z.number().optional(),
      raisers: z.array(z.string()),
      raised: z.boolean(),
    }),
    /** The answer waited, or waits, until a person has decided whether a tool may be called. */
    z.object({
      type: z.literal('approval'),
      callId: z.string(),
      tool: z.string(),
      arguments: z.unknown(),
      /** Where to decide; null once that is over. */
      approvalId: id.nullable(),
      /** Roles that may decide; 'owner' stands for the person who asked. */
      deciders: z.array(z.string()),
      state: z.enum(['pending', 'approved', 'rejected', 'expired']),
      by: z.array(id),
      comment: z.string().nullable(),
      /** Whether the arguments were changed by the decision. */
      changed: z.boolean(),
    }),
    questionPartSchema,
    checkPartSchema,
    unknownPartSchema,
  ])
  .openapi('MessagePart');
export type MessagePart = z.infer<typeof partSchema>;

export const messageSchema = z
  .object({
    id,
    conversationId: id,
    /** The message that this one follows; several messages with one parent are branches. */
    parentId: id.nullable(),
    role: z.enum(['user', 'assistant']),
    state: z.enum(MESSAGE_STATES),
    text: z.string(),
    parts: z.array(partSchema),
    /** Of documents that the reader may see. */
    citations: z.array(citationSchema),
    /** The n of each mark [n] whose document the reader may not see, or that is deleted. */
    withheld: z.array(z.number().int()),
    attachments: z.array(fileSchema),
    agent: z.string().nullable(),
    route: z.enum(ROUTES).nullable(),
    model: z.string().nullable(),
    /** Follow this run's events while the state is 'streaming'. */
    runId: id.nullable(),
    errorCode: z.string().nullable(),
    /** What the model calls of an answer took, the failed ones included; null where there were none. */
    usage: z
      .object({ inputTokens: z.number().int(), outputTokens: z.number().int(), costMicros: z.number().int() })
      .nullable(),
    createdAt: time,
  })
  .openapi('Message');
export type MessageView = z.infer<typeof messageSchema>;

export const conversationSchema = z
  .object({
    id,
    title: z.string(),
    ownerId: id,
    visibility: z.enum(VISIBILITIES),
    /** The newest message of the branch that was used last. */
    headId: id.nullable(),
    createdAt: time,
    updatedAt: time,
  })
  .openapi('Conversation');
export type ConversationView = z.infer<typeof conversationSchema>;

/**
 * Events that a chat run emits besides the engine's own:
 *   route.chosen     { route, agent, reason, pinned }
 *   text.delta       { text }                      inside a step 'model-N': text of that model call
 *   reasoning.delta  { text }                      likewise
 *   tool.called      { callId, tool, arguments }
 *   tool.finished    { callId, tool, ok, output, files: File[], durationMs, version?, cached?, leftOut?, scan?, code?,
 *                      documents?, withheld? }
 *   citations.found  { citations: Citation[], withheld? }   cumulative; the last one has them narrowed to what is cited
 *   question.prepared { asked, searched, parts, by }   what is searched for before the answer
 *   answer.checked   { by, claims: CheckedClaim[] } each sentence held against what it cites
 *   answer.unknown   { text, searched, nearest, keep }   nothing supports an answer: this is said in its place;
 *                                                  what was said before becomes a thought, or, unless keep, nothing
 *   usage.recorded   { model, inputTokens, outputTokens, costMicros }
 *   budget.reached   { budgetId, kind, subjectId, dimension, limit, used, needed, raisers }   the run waits
 *   budget.raised    { budgetId }                  it goes on
 *   approval.asked   { step, callId, tool, arguments, deciders }   the run waits for the child run of that step,
 *                                                  whose id is the approval's
 *   approval.decided { callId, state, by, comment, changed }
 *   message.saved    { messageId, state }          the stored message is final
 * Every reader is shown them by what of the documents behind the answer he may see: `withheld` says what is left out.
 */
export const CHAT_EVENTS = [
  'route.chosen',
  'text.delta',
  'reasoning.delta',
  'tool.called',
  'tool.finished',
  'citations.found',
  'question.prepared',
  'answer.checked',
  'answer.unknown',
  'usage.recorded',
  'budget.reached',
  'budget.raised',
  'approval.asked',
  'approval.decided',
  'message.saved',
] as const;

const params = z.object({ id });
const messageParams = z.object({ id, messageId: id });

const turn = {
  /** 'code', 'research', ... ; without it the route decides. */
  agent: z.string().max(64).optional(),
  route: z.enum(ROUTES).optional(),
  /** A model id; without it the workspace's default. */
  model: z.string().max(64).optional(),
};
const accepted = z.object({ messageId: id, runId: id });

export const listConversations = createRoute({
  method: 'get',
  path: '/api/v1/conversations',
  tags: ['chat'],
  summary: 'Conversations that you can see',
  request: { query: pageQuery.extend({ query: z.string().max(200).optional() }) },
  responses: { 200: json(page(conversationSchema), 'Last used first'), ...problems },
});

export const createConversation = createRoute({
  method: 'post',
  path: '/api/v1/conversations',
  tags: ['chat'],
  summary: 'Start a conversation',
  request: body(
    z.object({ title: line(200).optional(), visibility: z.enum(VISIBILITIES).default('private') }),
  ),
  responses: { 201: json(conversationSchema, 'Started'), ...problems },
});

export const getConversation = createRoute({
  method: 'get',
  path: '/api/v1/conversations/{id}',
  tags: ['chat'],
  summary: 'One conversation',
  request: { params },
  responses: { 200: json(conversationSchema, 'The conversation'), ...problems },
});

export const updateConversation = createRoute({
  method: 'patch',
  path: '/api/v1/conversations/{id}',
  tags: ['chat'],
  summary: 'Rename, share with the workspace, or switch to another branch (headId)',
  request: {
    params,
    ...body(
      z.object({
        title: line(200).optional(),
        visibility: z.enum(VISIBILITIES).optional(),
        headId: id.optional(),
        /** Shared although its answers quote documents that not all of the workspace may see. */
        sharesQuotes: z.boolean().optional(),
      }),
    ),
  },
  responses: { 200: json(conversationSchema, 'Changed'), ...problems },
});

export const deleteConversation = createRoute({
  method: 'delete',
  path: '/api/v1/conversations/{id}',
  tags: ['chat'],
  summary: 'Delete a conversation with its messages and files',
  request: { params },
  responses: { 204: noContent, ...problems },
});

export const listMessages = createRoute({
  method: 'get',
  path: '/api/v1/conversations/{id}/messages',
  tags: ['chat'],
  summary: 'All messages of a conversation, every branch, oldest first',
  request: { params, query: pageQuery },
  responses: { 200: json(page(messageSchema), 'Messages'), ...problems },
});

export const sendMessage = createRoute({
  method: 'post',
  path: '/api/v1/conversations/{id}/messages',
  tags: ['chat'],
  summary: 'Say something; the answer is a run',
  request: {
    params,
    ...body(
      z.object({
        text: z.string().max(MAX_MESSAGE_LENGTH),
        /** The message to follow; without it the head. An edit names the parent of the edited message. */
        parentId: id.nullable().optional(),
        attachments: z.array(id).max(MAX_ATTACHMENTS).optional(),
        ...turn,
      }),
    ),
  },
  responses: { 202: json(accepted, 'messageId is the answer, still streaming'), ...problems },
});

export const regenerateMessage = createRoute({
  method: 'post',
  path: '/api/v1/conversations/{id}/messages/{messageId}/regeneration',
  tags: ['chat'],
  summary: 'Answer the same question again, as a new branch',
  request: { params: messageParams, ...body(z.object(turn)) },
  responses: { 202: json(accepted, 'The new answer'), ...problems },
});
