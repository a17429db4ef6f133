/** A call of a tool that a model asks for. `arguments` is JSON that the model wrote: not to be trusted. */
export interface ToolCall {
  callId: string;
  tool: string;
  arguments: unknown;
  /** What the provider wants to see again with this call, such as a signature of its thoughts. */
  providerMetadata?: Record<string, unknown> | undefined;
}

/** A picture for a model that sees. */
export interface ModelImage {
  /** Such as image/png. */
  mediaType: string;
  bytes: Uint8Array;
}

export type ModelMessage =
  | { role: 'system'; text: string }
  | { role: 'user'; text: string; images?: readonly ModelImage[] }
  | { role: 'assistant'; text: string; toolCalls: ToolCall[] }
  | { role: 'tool'; callId: string; tool: string; ok: boolean; output: string };

/** What a model is told of a tool. `parameters` is a JSON Schema (draft 2020-12) of an object. */
export interface ToolSpec {
  name: string;
  description: string;
  parameters: Record<string, unknown>;
}

export interface ModelRequest {
  messages: readonly ModelMessage[];
  tools: readonly ToolSpec[];
  /** 'required': the model has to call some tool. */
  toolChoice?: 'auto' | 'none' | 'required' | undefined;
  maxOutputTokens?: number | undefined;
  temperature?: number | undefined;
  signal: AbortSignal;
}

export interface TokenUsage {
  inputTokens: number;
  outputTokens: number;
}

export type FinishReason = 'stop' | 'tool-calls' | 'length' | 'filtered' | 'other';

/** What comes out of a model, in order; the last part is always the finish. */
export type ModelPart =
  | { type: 'text'; text: string }
  | { type: 'reasoning'; text: string }
  | { type: 'tool-call'; call: ToolCall }
  | { type: 'finish'; reason: FinishReason; usage: TokenUsage };

/** One model of one provider, or the offline model. Throws problems of the `models` catalogue. */
export interface ChatModel {
  stream(request: ModelRequest): AsyncIterable<ModelPart>;
}

/** What a call through the `Models` door ends with: which model answered after all, and what it cost. */
export interface CallSummary extends TokenUsage {
  modelId: string;
  modelName: string;
  costMicros: number;
  reason: FinishReason;
}

export type CallPart = Exclude<ModelPart, { type: 'finish' }> | ({ type: 'finish' } & CallSummary);
