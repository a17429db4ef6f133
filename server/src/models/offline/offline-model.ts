import { randomUUID } from 'node:crypto';
import { setImmediate as breathe } from 'node:timers/promises';
import type { ChatModel, ModelMessage, ModelPart, ModelRequest, ToolCall } from '../chat-model.ts';
import { digest, givenWith } from './digest.ts';
import { phrasesFor } from './phrases.ts';
import { planCall, readQuestion } from './plan.ts';
import { report } from './report.ts';

/** A token is about this many characters. The offline model counts like others, so that pages add up. */
const CHARS_PER_TOKEN = 4;

type ToolMessage = Extract<ModelMessage, { role: 'tool' }>;

interface LastQuestion {
  text: string;
  calls: ToolCall[];
  results: ToolMessage[];
}

function lastQuestion(messages: readonly ModelMessage[]): LastQuestion {
  const at = messages.findLastIndex((message) => message.role === 'user');
  const message = messages[at];
  const later = messages.slice(at + 1);
  const results = later.filter((one) => one.role === 'tool');
  const calls = later.flatMap((one) => (one.role === 'assistant' ? one.toolCalls : []));
  return { text: message?.role === 'user' ? message.text : '', calls, results };
}

function lengthOf(messages: readonly ModelMessage[]): number {
  return messages.reduce(
    (sum, message) => sum + ('text' in message ? message.text : message.output).length,
    0,
  );
}

const tokens = (characters: number) => Math.ceil(characters / CHARS_PER_TOKEN);

/** Words with the space after them; Chinese a few characters at a time. */
function pieces(text: string): string[] {
  return text.match(/\s*(?:[\p{Script=Han}]{1,4}|[^\s\p{Script=Han}]+)\s*/gu) ?? [];
}

function decide(
  request: ModelRequest,
): { text: string } | { call: Extract<ModelPart, { type: 'tool-call' }>['call'] } {
  const { text, calls, results } = lastQuestion(request.messages);
  const say = phrasesFor(text);
  if (results.length > 0) return { text: report(readQuestion(text).text, results, say, calls) };
  const given = givenWith(text);
  if (given && request.toolChoice !== 'required') return { text: digest(given, say) };
  const planned = planCall(request, text);
  if (!planned) return { text: say('intro') };
  return { call: { callId: randomUUID(), ...planned } };
}

/**
 * The built-in model: rules that need no key, no network and no weights. It looks at the last question and at
 * what the tools brought for it, and either calls a tool or answers by extraction, always the same way.
 */
export function offlineModel(): ChatModel {
  async function* stream(request: ModelRequest): AsyncIterable<ModelPart> {
    request.signal.throwIfAborted();
    const decision = decide(request);
    const inputTokens = tokens(lengthOf(request.messages));
    if ('call' in decision) {
      yield { type: 'tool-call', call: decision.call };
      const outputTokens = tokens(JSON.stringify(decision.call.arguments).length);
      yield { type: 'finish', reason: 'tool-calls', usage: { inputTokens, outputTokens } };
      return;
    }
    for (const text of pieces(decision.text)) {
      request.signal.throwIfAborted();
      yield { type: 'text', text };
      await breathe();
    }
    yield {
      type: 'finish',
      reason: 'stop',
      usage: { inputTokens, outputTokens: tokens(decision.text.length) },
    };
  }
  return { stream };
}
