import { defineErrors } from '../problem/index.ts';

export const chatErrors = defineErrors({
  message_empty: {
    status: 400,
    message: () => 'Cannot send message: there is neither text nor an attachment',
  },
  message_too_long: {
    status: 400,
    message: (length: number, max: number) =>
      `Cannot send message: it has ${length} characters, the limit is ${max}`,
  },
  parent_unknown: {
    status: 400,
    message: () => 'Cannot send message: parentId is not a message of this conversation',
  },
  attachment_unknown: {
    status: 400,
    message: () => 'Cannot send message: an attachment is not a file that you uploaded',
  },
  message_unknown: {
    status: 404,
    message: () => 'Cannot find message: there is none with this id in the conversation',
  },
  budget_reached: {
    status: 429,
    message: (kind: string, dimension: string) =>
      `Cannot answer: the budget of the ${kind} is used up (${dimension}); somebody has to raise it`,
  },
  approval_needed: {
    status: 409,
    message: (tool: string) =>
      `Cannot answer: a person has to approve the call of ${tool.slice(0, 64)}, which this interface has no place for`,
  },
  quotes_closed_documents: {
    status: 409,
    message: (count: number) =>
      `Cannot share conversation: its answers quote ${count} documents that not all of the workspace may see; say sharesQuotes to share it nevertheless`,
  },
  not_an_answer: {
    status: 400,
    message: () => 'Cannot answer again: the message is not an answer',
  },
});
