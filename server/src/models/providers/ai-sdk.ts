import type { LanguageModel, ModelMessage as SdkMessage, ToolSet } from 'ai';
import type {
  ChatModel,
  FinishReason,
  ModelMessage,
  ModelPart,
  ModelRequest,
  ToolSpec,
} from '../chat-model.ts';
import type { Connection } from './connection.ts';
import { explain } from './explain.ts';

type ProviderMetadata = Record<string, Record<string, never>>;

/** Providers without a key (a local server) still get a header, which they ignore. */
const NO_KEY = 'none';

/** The SDK and each provider are loaded at the first call: a workspace that uses none pays nothing. */
async function connect({ kind, baseUrl, key, wireName, providerName }: Connection): Promise<LanguageModel> {
  const settings = { apiKey: key ?? NO_KEY, ...(baseUrl ? { baseURL: baseUrl } : {}) };
  switch (kind) {
    case 'openai':
      return (await import('@ai-sdk/openai')).createOpenAI(settings)(wireName);
    case 'anthropic':
      return (await import('@ai-sdk/anthropic')).createAnthropic(settings)(wireName);
    case 'google':
      return (await import('@ai-sdk/google')).createGoogleGenerativeAI(settings)(wireName);
    case 'openai-compatible': {
      const { createOpenAICompatible } = await import('@ai-sdk/openai-compatible');
      const name = providerName.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-');
      return createOpenAICompatible({ ...settings, name, baseURL: baseUrl ?? '', includeUsage: true })(
        wireName,
      );
    }
  }
}

function userContent({ text, images = [] }: Extract<ModelMessage, { role: 'user' }>) {
  if (images.length === 0) return text;
  const pictures = images.map(({ mediaType, bytes }) => ({ type: 'file' as const, mediaType, data: bytes }));
  return [{ type: 'text' as const, text }, ...pictures];
}

function toSdk(message: Exclude<ModelMessage, { role: 'system' }>): SdkMessage {
  switch (message.role) {
    case 'user':
      return { role: 'user', content: userContent(message) };
    case 'assistant': {
      const text = message.text === '' ? [] : [{ type: 'text' as const, text: message.text }];
      const calls = message.toolCalls.map((call) => ({
        type: 'tool-call' as const,
        toolCallId: call.callId,
        toolName: call.tool,
        input: call.arguments,
        ...(call.providerMetadata ? { providerOptions: call.providerMetadata as ProviderMetadata } : {}),
      }));
      return { role: 'assistant', content: [...text, ...calls] };
    }
    case 'tool': {
      const { callId: toolCallId, tool: toolName, ok, output } = message;
      const type = ok ? ('text' as const) : ('error-text' as const);
      return {
        role: 'tool',
        content: [{ type: 'tool-result', toolCallId, toolName, output: { type, value: output } }],
      };
    }
  }
}

async function toolSet(specs: readonly ToolSpec[]): Promise<ToolSet> {
  const { jsonSchema, tool } = await import('ai');
  return Object.fromEntries(
    specs.map(({ name, description, parameters }) => [
      name,
      tool({ description, inputSchema: jsonSchema<unknown>(parameters) }),
    ]),
  );
}

const REASONS: Record<string, FinishReason> = {
  stop: 'stop',
  'tool-calls': 'tool-calls',
  length: 'length',
  'content-filter': 'filtered',
};

/** Retries, time-outs and fail-over are ours (`call.ts`), so the SDK's own are off. */
async function open(model: LanguageModel, request: ModelRequest) {
  const { streamText } = await import('ai');
  globalThis.AI_SDK_LOG_WARNINGS = false; // the console is for people
  const system = request.messages.flatMap((message) => (message.role === 'system' ? [message.text] : []));
  const rest = request.messages.flatMap((message) => (message.role === 'system' ? [] : [toSdk(message)]));
  const tools = request.tools.length > 0 ? await toolSet(request.tools) : undefined;
  return streamText({
    model,
    ...(system.length > 0 ? { instructions: system.join('\n\n') } : {}),
    messages: rest,
    ...(tools ? { tools, toolChoice: request.toolChoice ?? 'auto' } : {}),
    ...(request.maxOutputTokens === undefined ? {} : { maxOutputTokens: request.maxOutputTokens }),
    ...(request.temperature === undefined ? {} : { temperature: request.temperature }),
    maxRetries: 0,
    abortSignal: request.signal,
    onError: () => undefined,
  });
}

/**
 * A model that has to call a tool and writes instead: what it wrote and took is told all the same. Whoever asked can
 * often read it.
 */
const isUncalled = (error: unknown): boolean =>
  error instanceof Error && error.name === 'AI_ToolChoiceViolationError';

/** A model of a provider through the AI SDK: one call, streamed. Throws problems of the `models` catalogue. */
export function sdkModel(connection: Connection): ChatModel {
  let connected: Promise<LanguageModel> | undefined;

  async function* stream(request: ModelRequest): AsyncIterable<ModelPart> {
    let finished = false;
    try {
      connected ??= connect(connection);
      for await (const part of (await open(await connected, request)).fullStream) {
        if (part.type === 'text-delta') yield { type: 'text', text: part.text };
        if (part.type === 'reasoning-delta') yield { type: 'reasoning', text: part.text };
        if (part.type === 'error' && !isUncalled(part.error)) throw part.error;
        if (part.type === 'tool-call') {
          const { toolCallId: callId, toolName: tool, input, providerMetadata } = part;
          yield { type: 'tool-call', call: { callId, tool, arguments: input, providerMetadata } };
        }
        if (part.type === 'finish') {
          finished = true;
          const { inputTokens = 0, outputTokens = 0 } = part.totalUsage;
          const reason = REASONS[part.finishReason] ?? 'other';
          yield { type: 'finish', reason, usage: { inputTokens, outputTokens } };
        }
      }
    } catch (error) {
      request.signal.throwIfAborted();
      throw explain(error, connection.providerName);
    }
    request.signal.throwIfAborted();
    if (!finished) throw explain(undefined, connection.providerName);
  }
  return { stream };
}
