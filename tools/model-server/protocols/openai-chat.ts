import { type Entry, foldEntries, type JsonSchema, type Reply, type ToolCall, type Turn } from '../turn.ts';
import { openaiError } from './openai-error.ts';
import {
  asList,
  asObject,
  asText,
  dataEvent,
  halves,
  inPieces,
  type Json,
  type Protocol,
  textOfParts,
} from './protocol.ts';

/** OpenAI Chat Completions: POST /v1/chat/completions. */
export const openaiChat: Protocol = { name: 'openai-chat', readTurn, whole, pieces, error: openaiError };

function readTurn(body: Json): Turn {
  const messages = asList(body.messages);
  const system = messages.filter((message) => message.role === 'system' || message.role === 'developer');
  return {
    model: asText(body.model),
    stream: body.stream === true,
    wantsUsage: asObject(body.stream_options).include_usage === true,
    system: system.map((message) => textOfParts(message.content)).join('\n'),
    ...foldEntries(entriesOf(messages)),
    tools: asList(body.tools).map((tool) => {
      const offer = asObject(tool.function);
      return { name: asText(offer.name), schema: asObject(offer.parameters) as JsonSchema };
    }),
    promptLength: JSON.stringify(messages).length,
  };
}

function entriesOf(messages: Json[]): Entry[] {
  const entries: Entry[] = [];
  let previous: unknown;
  for (const { role, content } of messages) {
    const last = entries.at(-1);
    if (role === 'user') entries.push({ kind: 'user', text: textOfParts(content) });
    else if (role === 'tool' && previous === 'tool' && last?.kind === 'results')
      last.texts.push(textOfParts(content));
    else if (role === 'tool') entries.push({ kind: 'results', texts: [textOfParts(content)] });
    previous = role;
  }
  return entries;
}

function whole(reply: Reply): Json {
  const message =
    reply.calls.length > 0
      ? { role: 'assistant', content: null, tool_calls: reply.calls.map(callOf) }
      : { role: 'assistant', content: reply.tokens.join('') };
  return {
    ...headOf(reply, 'chat.completion'),
    choices: [{ index: 0, message, logprobs: null, finish_reason: finishOf(reply) }],
    usage: usageOf(reply),
  };
}

function pieces(reply: Reply, turn: Turn): string[] {
  const head = headOf(reply, 'chat.completion.chunk');
  const chunk = (delta: Json, finish: string | null = null) =>
    dataEvent({ ...head, choices: [{ index: 0, delta, logprobs: null, finish_reason: finish }] });
  const tokens =
    reply.calls.length > 0
      ? reply.calls.flatMap((call, index) => callDeltas(call, index).map((delta) => chunk(delta)))
      : reply.tokens.map((content) => chunk({ content }));
  const usage = turn.wantsUsage ? dataEvent({ ...head, choices: [], usage: usageOf(reply) }) : '';
  const closing = `${chunk({}, finishOf(reply))}${usage}data: [DONE]\n\n`;
  return inPieces(chunk({ role: 'assistant', content: '' }), tokens, closing);
}

function callDeltas(call: ToolCall, index: number): Json[] {
  const [first, second] = halves(JSON.stringify(call.input));
  const opening = { id: call.id, type: 'function', function: { name: call.name, arguments: '' } };
  return [
    { tool_calls: [{ index, ...opening }] },
    { tool_calls: [{ index, function: { arguments: first } }] },
    { tool_calls: [{ index, function: { arguments: second } }] },
  ];
}

function callOf({ id, name, input }: ToolCall): Json {
  return { id, type: 'function', function: { name, arguments: JSON.stringify(input) } };
}

function headOf(reply: Reply, object: string): Json {
  return { id: `chatcmpl-${reply.id}`, object, created: reply.createdAt, model: reply.model };
}

function finishOf(reply: Reply): string {
  return reply.calls.length > 0 ? 'tool_calls' : 'stop';
}

function usageOf({ inputTokens, outputTokens }: Reply): Json {
  return {
    prompt_tokens: inputTokens,
    completion_tokens: outputTokens,
    total_tokens: inputTokens + outputTokens,
  };
}
