import type { Context, StepContext } from '@agenticgen/orchestrator';
import type { z } from 'zod';
import type { Database } from '../db/index.ts';
import { jsonIn, type ModelMessage } from '../models/index.ts';
import type { Spent } from './answer.ts';
import { expectedOf, type ModelStepNeeds, spenderOf } from './model-step.ts';
import type { Task } from './task.ts';

/** A small question to the model beside the answer. */
export interface JsonQuestion<T> {
  task: Task;
  /** Of the step that it is asked in: what it costs is reserved under it. */
  step: string;
  instructions: string;
  text: string;
  /** The tool by which the model answers; its arguments have to fit `schema`. */
  tool: { name: string; description: string; parameters: Record<string, unknown> };
  schema: z.ZodType<T>;
  maxOutputTokens: number;
  limitMs: number;
}

export interface JsonAnswer<T> {
  /** Null where the model is rules itself, failed, was late, said something else, or would cost too much. */
  value: T | null;
  usage: Spent;
}

/** Not every model keeps to its limit of tokens. */
const CHARS_PER_TOKEN = 8;

/**
 * Asks within a bound of time, tokens and budget. Whatever goes wrong the answer is null: whoever asks has rules to
 * fall back to. Only the end of the run itself is thrown.
 */
export async function askJson<T>(
  ctx: Context<Database>,
  needs: ModelStepNeeds,
  step: StepContext,
  question: JsonQuestion<T>,
): Promise<JsonAnswer<T>> {
  const usage: Spent = { inputTokens: 0, outputTokens: 0, costMicros: 0 };
  const { task, instructions, text } = question;
  const which = { workspaceId: task.principal.workspaceId, modelId: task.modelId };
  const messages: ModelMessage[] = [
    { role: 'system', text: instructions },
    { role: 'user', text },
  ];
  try {
    if (await needs.models.isOffline(which)) return { value: null, usage };
    const key = { runId: ctx.runId, step: question.step, attempt: step.attempt };
    const held = await needs.budgets.reserve(key, spenderOf(ctx, task), () =>
      expectedOf(needs.models, which, messages),
    );
    if (held.kind === 'reached') return { value: null, usage };
    try {
      const began = needs.runtime.now();
      const said = await collect(ctx, needs, step, question, messages, usage);
      const tokens = usage.inputTokens + usage.outputTokens;
      const seconds = (needs.runtime.now() - began) / 1_000;
      await held.settle({ tokens, costMicros: usage.costMicros, steps: 1, seconds });
      return { value: question.schema.safeParse(said).data ?? null, usage };
    } catch (error) {
      await held.release();
      throw error;
    }
  } catch {
    step.signal.throwIfAborted();
    return { value: null, usage };
  }
}

async function collect<T>(
  ctx: Context<Database>,
  { models }: ModelStepNeeds,
  step: StepContext,
  { task, tool, maxOutputTokens, limitMs }: JsonQuestion<T>,
  messages: readonly ModelMessage[],
  usage: Spent,
): Promise<unknown> {
  const which = { workspaceId: task.principal.workspaceId, modelId: task.modelId, runId: ctx.runId };
  const signal = AbortSignal.any([step.signal, AbortSignal.timeout(limitMs)]);
  const request = { messages, tools: [tool], toolChoice: 'required' as const, maxOutputTokens, signal };
  let said = '';
  let given: unknown;
  for await (const part of models.call(which, request)) {
    if (part.type === 'text') said += part.text;
    if (part.type === 'tool-call' && part.call.tool === tool.name) given ??= part.call.arguments;
    if (part.type === 'finish') {
      const { modelId, modelName, inputTokens, outputTokens, costMicros } = part;
      Object.assign(usage, { inputTokens, outputTokens, costMicros });
      step.emit('usage.recorded', { model: modelName, modelId, inputTokens, outputTokens, costMicros });
    }
    if (said.length > maxOutputTokens * CHARS_PER_TOKEN) break;
  }
  return given ?? jsonIn(said);
}
