import type { ModelMessage, ToolCall } from '../chat-model.ts';
import { extract, passagesOf } from './extract.ts';
import type { Say } from './phrases.ts';

type ToolMessage = Extract<ModelMessage, { role: 'tool' }>;

const MAX_QUOTED_LENGTH = 4_000;
const FIGURE = /\.(png|svg)\b/i;

const fenced = (text: string) => `\`\`\`\n${text.trim().slice(0, MAX_QUOTED_LENGTH)}\n\`\`\``;

/** What was searched for says more than the question where that leaned on its conversation. */
function ofSearch(questions: readonly string[], { output }: ToolMessage, say: Say): string {
  const passages = passagesOf(output);
  const found = unique(questions.flatMap((question) => extract(question, passages)));
  if (found.length === 0) return say('nothingFound');
  const lines = found.map(({ mark, sentence }) => `- ${sentence} [${mark}]`);
  return `${say('fromSources')}\n\n${lines.join('\n')}`;
}

function unique<T extends { sentence: string }>(found: readonly T[]): T[] {
  return [...new Map(found.map((one) => [one.sentence, one])).values()];
}

function ofCode({ output }: ToolMessage, say: Say): string {
  const printed = /^Output:\n([\s\S]*?)(?=\n\n(?:Errors|Files|Exit code|Ended by)\b|$)/.exec(output)?.[1];
  const files = /^Files: (.+)$/m.exec(output)?.[1];
  const single = printed && !printed.includes('\n') && printed.length < 80;
  const parts = [
    printed
      ? single
        ? `${say('result')} **${printed.trim()}**`
        : `${say('ran')}\n\n${fenced(printed)}`
      : '',
    files && FIGURE.test(files) ? say('figure') : '',
    files && !FIGURE.test(files) ? `${say('files')} ${files}` : '',
  ].filter((part) => part !== '');
  return parts.length > 0 ? parts.join('\n\n') : say('ranSilently');
}

function ofOne(questions: readonly string[], message: ToolMessage, say: Say): string {
  if (message.output.startsWith('Interrupted:')) return say('interrupted');
  if (message.tool === 'search_knowledge' && message.ok) return ofSearch(questions, message, say);
  if (!message.ok) return `${say('failed')}\n\n${fenced(message.output)}`;
  if (message.tool === 'run_code') return ofCode(message, say);
  if (message.tool === 'write_file') return message.output;
  return `${say('toolSaid')}\n\n${message.output.includes('\n') ? fenced(message.output) : message.output}`;
}

/** What a search was called with: its parts where it had several, else the one query. */
function searchedBy(question: string, call: ToolCall | undefined): string[] {
  const { query, parts } = (call?.arguments ?? {}) as { query?: unknown; parts?: unknown };
  const asked = Array.isArray(parts) ? parts.filter((part) => typeof part === 'string') : [];
  if (asked.length > 0) return asked;
  return [typeof query === 'string' && query.trim() !== '' ? query : question];
}

/** What the tools brought, as an answer to the question. */
export function report(
  question: string,
  results: readonly ToolMessage[],
  say: Say,
  calls: readonly ToolCall[] = [],
): string {
  const callOf = ({ callId }: ToolMessage) => calls.find((call) => call.callId === callId);
  return results.map((message) => ofOne(searchedBy(question, callOf(message)), message, say)).join('\n\n');
}
