import type { RunEvent } from '@agenticgen/orchestrator';
import type { CheckPart } from '../knowledge/index.ts';
import type { ModelMessage, ToolCall } from '../models/index.ts';
import type { Citation } from './contract.ts';
import type { CompletionMessage, CompletionRequest } from './openai-contract.ts';

function textOf(content: CompletionMessage['content']): string {
  if (content === null || content === undefined) return '';
  return typeof content === 'string' ? content : content.map((part) => part.text).join('');
}

function parseArguments(text: string): unknown {
  try {
    return JSON.parse(text === '' ? '{}' : text);
  } catch {
    return text;
  }
}

/** A tool message names only the call; the tool's name stands in the call before it. */
export function fromOpenai(messages: readonly CompletionMessage[]): ModelMessage[] {
  const names = new Map<string, string>();
  const convert = (message: CompletionMessage): ModelMessage => {
    const text = textOf(message.content);
    switch (message.role) {
      case 'system':
      case 'developer':
        return { role: 'system', text };
      case 'user':
        return { role: 'user', text };
      case 'assistant': {
        const toolCalls = (message.tool_calls ?? []).map((call): ToolCall => {
          names.set(call.id, call.function.name);
          return {
            callId: call.id,
            tool: call.function.name,
            arguments: parseArguments(call.function.arguments),
          };
        });
        return { role: 'assistant', text, toolCalls };
      }
      case 'tool': {
        const callId = message.tool_call_id;
        return { role: 'tool', callId, tool: names.get(callId) ?? 'tool', ok: true, output: text };
      }
    }
  };
  return messages.map(convert);
}

export function toolSpecsOf(request: CompletionRequest) {
  return (request.tools ?? []).map(({ function: { name, description, parameters } }) => ({
    name,
    description: description ?? '',
    parameters: parameters ?? { type: 'object', properties: {} },
  }));
}

const FINISH: Record<string, string> = {
  stop: 'stop',
  'tool-calls': 'tool_calls',
  length: 'length',
  filtered: 'content_filter',
};

interface Delta {
  role?: 'assistant';
  content?: string;
  reasoning_content?: string;
  tool_calls?: {
    index: number;
    id: string;
    type: 'function';
    function: { name: string; arguments: string };
  }[];
}

export interface CompletionState {
  text: string;
  calls: NonNullable<Delta['tool_calls']>;
  usage: { prompt_tokens: number; completion_tokens: number; total_tokens: number };
  finish: string;
  lastStep: string | null;
  /** Beside what OpenAI's protocol has: the passages behind the marks, and how each sentence stands to them. */
  citations?: Citation[];
  check?: Omit<CheckPart, 'type'>;
}

export function newCompletion(): CompletionState {
  const usage = { prompt_tokens: 0, completion_tokens: 0, total_tokens: 0 };
  return { text: '', calls: [], usage, finish: 'stop', lastStep: null };
}

/** Folds one event into the state and says what a stream has to send for it, if anything. */
export function advance(state: CompletionState, event: RunEvent): Delta | undefined {
  const { payload } = event;
  switch (event.type) {
    case 'text.delta':
      return addText(state, event);
    case 'reasoning.delta':
      return { reasoning_content: String(payload.text) };
    case 'citations.found':
      state.citations = payload.citations as Citation[];
      return undefined;
    case 'answer.checked':
      state.check = { by: payload.by, claims: payload.claims } as Omit<CheckPart, 'type'>;
      return undefined;
    case 'answer.unknown':
      return addUnknown(state, String(payload.text));
    case 'client-tool.called':
      return addCall(state, payload as unknown as ToolCall);
    case 'usage.recorded':
      addUsage(state, Number(payload.inputTokens), Number(payload.outputTokens));
      return undefined;
    case 'run.finished': {
      const finish = (payload.output as { finish?: string } | undefined)?.finish ?? 'stop';
      state.finish = state.calls.length > 0 ? 'tool_calls' : (FINISH[finish] ?? 'stop');
      return undefined;
    }
    default:
      return undefined;
  }
}

/** Texts of several model calls stand apart as paragraphs. */
function addText(state: CompletionState, event: RunEvent): Delta {
  const gap = state.text !== '' && state.lastStep !== event.step ? '\n\n' : '';
  state.lastStep = event.step;
  const content = `${gap}${String(event.payload.text)}`;
  state.text += content;
  return { content };
}

/** It takes the place of what was said; a stream that has said it already goes on with it. */
function addUnknown(state: CompletionState, text: string): Delta {
  const gap = state.text === '' ? '' : '\n\n';
  state.text = text;
  return { content: `${gap}${text}` };
}

/** What only ours has, for those who look. */
export function evidenceOf({ text, citations, check }: CompletionState): object {
  const cited = (citations ?? []).filter(({ index }) => text.includes(`[${index}]`));
  return { ...(cited.length > 0 ? { citations: cited } : {}), ...(check ? { check } : {}) };
}

function addCall(state: CompletionState, call: ToolCall): Delta {
  const wire = {
    index: state.calls.length,
    id: call.callId,
    type: 'function' as const,
    function: { name: call.tool, arguments: JSON.stringify(call.arguments ?? {}) },
  };
  state.calls.push(wire);
  return { tool_calls: [wire] };
}

function addUsage({ usage }: CompletionState, input: number, output: number): void {
  usage.prompt_tokens += input;
  usage.completion_tokens += output;
  usage.total_tokens += input + output;
}

interface Head {
  id: string;
  created: number;
  model: string;
}

export function chunk(head: Head, delta: Delta, finish: string | null = null) {
  return { ...head, object: 'chat.completion.chunk', choices: [{ index: 0, delta, finish_reason: finish }] };
}

export function completion(head: Head, state: CompletionState) {
  const calls = state.calls.map(({ index: _, ...call }) => call);
  const message = {
    role: 'assistant',
    content: state.text === '' && calls.length > 0 ? null : state.text,
    ...(calls.length > 0 ? { tool_calls: calls } : {}),
  };
  const choice = { index: 0, message, finish_reason: state.finish };
  const { usage } = state;
  return { ...head, object: 'chat.completion', choices: [choice], usage, ...evidenceOf(state) };
}
