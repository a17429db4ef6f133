import type { Context, StepContext } from '@agenticgen/orchestrator';
import type { Database } from '../db/index.ts';
import type { CallPart, CallSummary, ModelMessage, Models, ToolCall, ToolSpec } from '../models/index.ts';
import type { Runtime } from '../runtime/index.ts';
import type { AnswerPart, Spent } from './answer.ts';
import { agentErrors } from './errors.ts';
import type { Task } from './task.ts';

/** What is recorded of a model call. */
export interface ModelReply {
  text: string;
  reasoning: string;
  toolCalls: ToolCall[];
  modelName: string;
  usage: Spent;
}

export interface ModelStep {
  step: string;
  task: Task;
  messages: readonly ModelMessage[];
  tools: readonly ToolSpec[];
  toolChoice: 'auto' | 'none' | 'required';
  /** Told the whole of what this call has said, each time that grows. */
  onPartial(parts: AnswerPart[]): void;
}

export interface ModelStepNeeds {
  models: Models;
  runtime: Pick<Runtime, 'now'>;
}

/** Time-outs, retries and fail-over are the business of `models`; here one call is one step. */
export function callModel(
  ctx: Context<Database>,
  { models, runtime }: ModelStepNeeds,
  call: ModelStep,
): Promise<ModelReply> {
  return ctx.step(call.step, async (step) => {
    const { task } = call;
    // In the step: a replay takes what is recorded, however late it comes.
    assertInTime(runtime.now(), task);
    const request = {
      messages: call.messages,
      tools: call.tools,
      toolChoice: call.toolChoice,
      signal: step.signal,
    };
    const options = { workspaceId: task.principal.workspaceId, modelId: task.modelId, runId: ctx.runId };
    return collect(models.call(options, request), step, call.onPartial);
  });
}

function assertInTime(now: number, { agent, startedAt }: Task): void {
  const { seconds } = agent.limits;
  if (now - startedAt > seconds * 1000) throw agentErrors.agent_out_of_time(seconds);
}

const NOTHING_SPENT: Spent = { inputTokens: 0, outputTokens: 0, costMicros: 0 };

async function collect(
  parts: AsyncIterable<CallPart>,
  step: StepContext,
  onPartial: (parts: AnswerPart[]) => void,
): Promise<ModelReply> {
  const reply: ModelReply = { text: '', reasoning: '', toolCalls: [], modelName: '', usage: NOTHING_SPENT };
  for await (const part of parts) {
    switch (part.type) {
      case 'text':
        reply.text += part.text;
        step.delta('text.delta', part.text);
        break;
      case 'reasoning':
        reply.reasoning += part.text;
        step.delta('reasoning.delta', part.text);
        break;
      case 'tool-call':
        reply.toolCalls.push(part.call);
        break;
      case 'finish':
        finish(reply, part, step);
        break;
    }
    onPartial(partial(reply));
  }
  return reply;
}

function finish(reply: ModelReply, summary: CallSummary, step: StepContext): void {
  reply.modelName = summary.modelName;
  const { modelId, modelName, inputTokens, outputTokens, costMicros } = summary;
  reply.usage = { inputTokens, outputTokens, costMicros };
  step.emit('usage.recorded', { model: modelName, modelId, inputTokens, outputTokens, costMicros });
}

function partial(reply: ModelReply): AnswerPart[] {
  const parts: AnswerPart[] = [];
  if (reply.reasoning) parts.push({ type: 'reasoning', text: reply.reasoning });
  if (reply.text) parts.push({ type: 'text', text: reply.text });
  return parts;
}
