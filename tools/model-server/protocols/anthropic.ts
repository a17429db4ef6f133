import { type Entry, foldEntries, type JsonSchema, type Reply, type ToolCall, type Turn } from '../turn.ts';
import {
  asList,
  asObject,
  asText,
  halves,
  inPieces,
  type Json,
  namedEvent,
  type Protocol,
  textOfParts,
} from './protocol.ts';

/** Anthropic Messages: POST /v1/messages. */
export const anthropic: Protocol = { name: 'anthropic', readTurn, whole, pieces, error };

const ERROR_TYPES: Record<number, string> = {
  400: 'invalid_request_error',
  401: 'authentication_error',
  403: 'permission_error',
  404: 'not_found_error',
  429: 'rate_limit_error',
  529: 'overloaded_error',
};

function readTurn(body: Json): Turn {
  const messages = asList(body.messages);
  return {
    model: asText(body.model),
    stream: body.stream === true,
    wantsUsage: true,
    system: textOfParts(body.system),
    ...foldEntries(messages.filter((message) => message.role === 'user').map(entryOf)),
    tools: asList(body.tools).map((tool) => ({
      name: asText(tool.name),
      schema: asObject(tool.input_schema) as JsonSchema,
    })),
    promptLength: JSON.stringify([body.system, messages]).length,
  };
}

/** Tool results come as blocks of a user message. */
function entryOf({ content }: Json): Entry {
  const results = Array.isArray(content)
    ? asList(content).filter((block) => block.type === 'tool_result')
    : [];
  if (results.length === 0) return { kind: 'user', text: textOfParts(content) };
  return { kind: 'results', texts: results.map((block) => textOfParts(block.content)) };
}

function whole(reply: Reply): Json {
  const content =
    reply.calls.length > 0
      ? reply.calls.map(({ id, name, input }) => ({ type: 'tool_use', id, name, input }))
      : [{ type: 'text', text: reply.tokens.join('') }];
  return messageOf(reply, content, stopReason(reply));
}

function messageOf(reply: Reply, content: Json[], stop_reason: string | null): Json {
  const usage = {
    input_tokens: reply.inputTokens,
    cache_creation_input_tokens: 0,
    cache_read_input_tokens: 0,
    output_tokens: stop_reason ? reply.outputTokens : 1,
  };
  const head = { id: `msg_${reply.id}`, type: 'message', role: 'assistant', model: reply.model };
  return { ...head, content, stop_reason, stop_sequence: null, usage };
}

function pieces(reply: Reply): string[] {
  const opening = namedEvent({ type: 'message_start', message: messageOf(reply, [], null) });
  const delta = { stop_reason: stopReason(reply), stop_sequence: null };
  const closing =
    namedEvent({ type: 'message_delta', delta, usage: { output_tokens: reply.outputTokens } }) +
    namedEvent({ type: 'message_stop' });
  const blocks = reply.calls.length > 0 ? reply.calls.flatMap(callPieces) : textPieces(reply);
  return inPieces(opening, blocks, closing);
}

function textPieces(reply: Reply): string[] {
  const opening =
    namedEvent({ type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } }) +
    namedEvent({ type: 'ping' });
  const deltas = reply.tokens.map((text) => blockDelta(0, { type: 'text_delta', text }));
  return inPieces(opening, deltas, namedEvent({ type: 'content_block_stop', index: 0 }));
}

function callPieces({ id, name, input }: ToolCall, index: number): string[] {
  const block = { type: 'tool_use', id, name, input: {} };
  const opening = namedEvent({ type: 'content_block_start', index, content_block: block });
  const deltas = halves(JSON.stringify(input)).map((partial_json) =>
    blockDelta(index, { type: 'input_json_delta', partial_json }),
  );
  return inPieces(opening, deltas, namedEvent({ type: 'content_block_stop', index }));
}

function blockDelta(index: number, delta: Json): string {
  return namedEvent({ type: 'content_block_delta', index, delta });
}

function stopReason(reply: Reply): string {
  return reply.calls.length > 0 ? 'tool_use' : 'end_turn';
}

function error(status: number, message: string): Json {
  return { type: 'error', error: { type: ERROR_TYPES[status] ?? 'api_error', message } };
}
