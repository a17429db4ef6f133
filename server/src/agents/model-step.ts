import type { Context, StepContext } from '@agenticgen/orchestrator';
import { type Amounts, type Budgets, RAISED, type Reached, type Spender } from '../budgets/index.ts';
import type { Database } from '../db/index.ts';
import type { CallPart, CallSummary, ModelMessage, Models, ToolCall, ToolSpec } from '../models/index.ts';
import type { Runtime } from '../runtime/index.ts';
import { type AnswerPart, addBudgetWait, type Spent } from './answer.ts';
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
  /** Where a wait at a cap is noted. */
  parts: AnswerPart[];
}

export interface ModelStepNeeds {
  models: Models;
  budgets: Budgets;
  runtime: Pick<Runtime, 'now'>;
}

/** Tokens that an answer is taken to have before it is there. */
const EXPECTED_OUTPUT_TOKENS = 1_000;
const CHARS_PER_TOKEN = 4;

/** What one step gives: the reply, or the cap that keeps it from being asked. */
type Asked = { reply: ModelReply } | { reached: Reached };

/**
 * Time-outs, retries and fail-over are the business of `models`; here one call is one step. At a cap the run
 * says so and waits until the budget is raised.
 */
export async function callModel(
  ctx: Context<Database>,
  needs: ModelStepNeeds,
  call: ModelStep,
): Promise<ModelReply> {
  for (let round = 1; ; round++) {
    const name = round === 1 ? call.step : `${call.step}~${round}`;
    const asked = await ctx.step(name, (step) => ask(ctx, needs, call, step, name));
    if ('reply' in asked) return asked.reply;
    await waitForRaise(ctx, needs, call, asked.reached, round);
  }
}

async function ask(
  ctx: Context<Database>,
  { models, budgets, runtime }: ModelStepNeeds,
  call: ModelStep,
  step: StepContext,
  name: string,
): Promise<Asked> {
  const { task, messages, tools, toolChoice } = call;
  // In the step: a replay takes what is recorded, however late it comes.
  assertInTime(runtime.now(), task);
  const key = { runId: ctx.runId, step: name, attempt: step.attempt };
  const hold = await budgets.reserve(key, spenderOf(ctx, task), () =>
    expectedOf(models, { workspaceId: task.principal.workspaceId, modelId: task.modelId }, messages),
  );
  if (hold.kind === 'reached') return { reached: hold.reached };
  const began = runtime.now();
  try {
    const request = { messages, tools, toolChoice, signal: step.signal };
    const options = { workspaceId: task.principal.workspaceId, modelId: task.modelId, runId: ctx.runId };
    const reply = await collect(models.call(options, request), step, call.onPartial);
    await hold.settle(spentOf(reply, runtime.now() - began));
    return { reply };
  } catch (error) {
    await hold.release();
    throw error;
  }
}

export function spenderOf(ctx: Context<Database>, { principal, agent, rootRunId }: Task): Spender {
  const { workspaceId, userId } = principal;
  return { workspaceId, userId, agentId: agent.id, rootRunId: rootRunId ?? ctx.runId };
}

/** What a call will probably take, before it is made. */
export async function expectedOf(
  models: Models,
  which: { workspaceId: string; modelId: string | undefined },
  messages: readonly ModelMessage[],
): Promise<Amounts> {
  const characters = messages.reduce(
    (sum, message) => sum + ('text' in message ? message.text : message.output).length,
    0,
  );
  const inputTokens = Math.ceil(characters / CHARS_PER_TOKEN);
  const costMicros = await models.priceOf(which, { inputTokens, outputTokens: EXPECTED_OUTPUT_TOKENS });
  return { tokens: inputTokens + EXPECTED_OUTPUT_TOKENS, costMicros, steps: 1, seconds: 0 };
}

function spentOf({ usage, toolCalls }: ModelReply, durationMs: number): Amounts {
  const { inputTokens, outputTokens, costMicros } = usage;
  return {
    tokens: inputTokens + outputTokens,
    costMicros,
    steps: 1 + toolCalls.length,
    seconds: durationMs / 1000,
  };
}

/** The wait is noted before it begins, so that a raise finds it; what was raised meanwhile ends it at once. */
export async function waitForRaise(
  ctx: Context<Database>,
  { budgets, runtime }: Pick<ModelStepNeeds, 'budgets' | 'runtime'>,
  { step, task, parts }: Pick<ModelStep, 'step' | 'task' | 'parts'>,
  reached: Reached,
  round: number,
): Promise<void> {
  const wait = addBudgetWait(parts, reached);
  ctx.emit('budget.reached', reached);
  const isNoted = await ctx.commit(`${step}~wait${round}`, (tx) =>
    budgets.noteWait(tx, ctx.runId, spenderOf(ctx, task), reached),
  );
  // Logs of earlier versions don't say.
  if (isNoted !== false) await ctx.waitFor(`${step}~raised${round}`, { signals: [RAISED] });
  wait.raised = true;
  ctx.emit('budget.raised', { budgetId: reached.budgetId });
  task.startedAt = await ctx.step(`${step}~resumed${round}`, async () => runtime.now());
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
