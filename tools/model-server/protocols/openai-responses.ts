import { type Entry, foldEntries, type JsonSchema, type Reply, type ToolCall, type Turn } from '../turn.ts';
import { openaiError } from './openai-error.ts';
import {
  asList,
  asObject,
  asText,
  halves,
  type Json,
  namedEvent,
  type Protocol,
  textOfParts,
} from './protocol.ts';

/** OpenAI Responses: POST /v1/responses. */
export const openaiResponses: Protocol = {
  name: 'openai-responses',
  readTurn,
  whole: (reply) => responseOf(reply, 'completed'),
  pieces,
  error: openaiError,
};

function readTurn(body: Json): Turn {
  const items = typeof body.input === 'string' ? [{ role: 'user', content: body.input }] : asList(body.input);
  const system = items.filter((item) => item.role === 'system' || item.role === 'developer');
  return {
    model: asText(body.model),
    stream: body.stream === true,
    wantsUsage: true,
    system: [asText(body.instructions), ...system.map((item) => textOfParts(item.content))].join('\n').trim(),
    ...foldEntries(entriesOf(items)),
    tools: asList(body.tools)
      .filter((tool) => tool.type === 'function')
      .map((tool) => ({ name: asText(tool.name), schema: asObject(tool.parameters) as JsonSchema })),
    promptLength: JSON.stringify(items).length,
  };
}

function entriesOf(items: Json[]): Entry[] {
  const entries: Entry[] = [];
  let previous: unknown;
  for (const item of items) {
    const last = entries.at(-1);
    const isResult = item.type === 'function_call_output';
    const text = typeof item.output === 'string' ? item.output : textOfParts(item.output);
    if (item.role === 'user') entries.push({ kind: 'user', text: textOfParts(item.content) });
    else if (isResult && previous === item.type && last?.kind === 'results') last.texts.push(text);
    else if (isResult) entries.push({ kind: 'results', texts: [text] });
    previous = item.type;
  }
  return entries;
}

function responseOf(reply: Reply, status: 'in_progress' | 'completed'): Json {
  const done = status === 'completed';
  return {
    id: `resp_${reply.id}`,
    object: 'response',
    created_at: reply.createdAt,
    status,
    error: null,
    incomplete_details: null,
    instructions: null,
    model: reply.model,
    output: done ? outputOf(reply) : [],
    parallel_tool_calls: true,
    tool_choice: 'auto',
    tools: [],
    metadata: {},
    usage: done ? usageOf(reply) : null,
  };
}

function outputOf(reply: Reply): Json[] {
  if (reply.calls.length > 0) return reply.calls.map((call) => callItem(call, 'completed'));
  return [messageItem(reply, 'completed')];
}

function messageItem(reply: Reply, status: 'in_progress' | 'completed'): Json {
  const content = status === 'completed' ? [textPart(reply.tokens.join(''))] : [];
  return { id: `msg_${reply.id}`, type: 'message', status, role: 'assistant', content };
}

function textPart(text: string): Json {
  return { type: 'output_text', text, annotations: [], logprobs: [] };
}

function callItem({ id, name, input }: ToolCall, status: 'in_progress' | 'completed'): Json {
  const rest = { arguments: status === 'completed' ? JSON.stringify(input) : '', status };
  return { id: `fc_${id}`, type: 'function_call', call_id: id, name, ...rest };
}

function usageOf({ inputTokens, outputTokens }: Reply): Json {
  return {
    input_tokens: inputTokens,
    input_tokens_details: { cached_tokens: 0 },
    output_tokens: outputTokens,
    output_tokens_details: { reasoning_tokens: 0 },
    total_tokens: inputTokens + outputTokens,
  };
}

type Event = Json & { type: string };

/** Events numbered through the whole stream, grouped into pieces that are written one by one. */
function pieces(reply: Reply): string[] {
  let sequence = 0;
  const response = responseOf(reply, 'in_progress');
  const opening: Event[] = [
    { type: 'response.created', response },
    { type: 'response.in_progress', response },
  ];
  const groups = reply.calls.length > 0 ? reply.calls.flatMap(callGroups) : messageGroups(reply);
  groups[0]!.unshift(...opening);
  groups.at(-1)!.push({ type: 'response.completed', response: responseOf(reply, 'completed') });
  return groups.map((events) =>
    events.map((event) => namedEvent({ ...event, sequence_number: sequence++ })).join(''),
  );
}

function messageGroups(reply: Reply): Event[][] {
  const place = { item_id: `msg_${reply.id}`, output_index: 0, content_index: 0 };
  const text = reply.tokens.join('');
  const groups = reply.tokens.map((delta): Event[] => [
    { type: 'response.output_text.delta', ...place, delta, logprobs: [] },
  ]);
  if (groups.length === 0) groups.push([]);
  groups[0]!.unshift(
    { type: 'response.output_item.added', output_index: 0, item: messageItem(reply, 'in_progress') },
    { type: 'response.content_part.added', ...place, part: textPart('') },
  );
  groups
    .at(-1)!
    .push(
      { type: 'response.output_text.done', ...place, text, logprobs: [] },
      { type: 'response.content_part.done', ...place, part: textPart(text) },
      { type: 'response.output_item.done', output_index: 0, item: messageItem(reply, 'completed') },
    );
  return groups;
}

function callGroups(call: ToolCall, index: number): Event[][] {
  const place = { item_id: `fc_${call.id}`, output_index: index };
  const [first, second] = halves(JSON.stringify(call.input));
  const type = 'response.function_call_arguments.delta';
  return [
    [
      { type: 'response.output_item.added', output_index: index, item: callItem(call, 'in_progress') },
      { type, ...place, delta: first },
    ],
    [
      { type, ...place, delta: second },
      { type: 'response.function_call_arguments.done', ...place, arguments: first + second },
      { type: 'response.output_item.done', output_index: index, item: callItem(call, 'completed') },
    ],
  ];
}
