import type { Context } from '@agenticgen/orchestrator';
import type { Budgets } from '../budgets/index.ts';
import type { Database } from '../db/index.ts';
import type { ModelMessage, Models, ToolCall, ToolSpec } from '../models/index.ts';
import type { Runtime } from '../runtime/index.ts';
import type { Tool } from '../tools/index.ts';
import { type Answer, type AnswerPart, addSpent } from './answer.ts';
import { callModel, type ModelReply } from './model-step.ts';
import type { Task } from './task.ts';
import { callTool } from './tool-step.ts';

export interface LoopNeeds {
  models: Models;
  budgets: Budgets;
  /** Every tool there is; the agent's list picks from it. */
  tools: readonly Tool[];
  toolSpecs(tools: readonly Tool[]): ToolSpec[];
  runtime: Pick<Runtime, 'now'>;
}

/**
 * The agent loop: model call, tool calls, model call, ... until the model calls no tool.
 * Each call is a recorded step, so a run that is taken up again goes on where the record ends:
 * nothing that finished is called twice. `answer` is filled as it grows, so that a stopped run
 * can still save what was said. Source: the ReAct pattern (Yao et al. 2023) on durable steps.
 */
export async function runAgent(
  ctx: Context<Database>,
  needs: LoopNeeds,
  task: Task,
  answer: Answer,
): Promise<Answer> {
  const { agent } = task;
  const tools = needs.tools.filter((tool) => agent.tools.includes(tool.name));
  const messages: ModelMessage[] = [{ role: 'system', text: agent.instructions }, ...task.messages];
  let toolCalls = 0;
  for (let turn = 1; turn <= agent.limits.modelCalls; turn++) {
    const last = turn === agent.limits.modelCalls || toolCalls >= agent.limits.toolCalls;
    const reply = await callModel(ctx, needs, {
      step: `model-${turn}`,
      task,
      messages,
      tools: needs.toolSpecs(tools),
      toolChoice: last ? 'none' : 'auto',
      onPartial: (parts) => replaceTail(answer, parts, `model-${turn}`),
    });
    settleReply(answer, reply, `model-${turn}`);
    messages.push({ role: 'assistant', text: reply.text, toolCalls: reply.toolCalls });
    if (reply.toolCalls.length === 0 || last) return answer;
    await callTools(ctx, { task, tools, answer, turn, done: toolCalls }, reply.toolCalls, messages);
    toolCalls += reply.toolCalls.length;
  }
  return answer;
}

/** Where the parts of the model call under way begin in the answer. */
const tails = new WeakMap<Answer, { step: string; from: number }>();

/** Replaces what the model call under way has said so far. */
function replaceTail(answer: Answer, parts: readonly AnswerPart[], step: string): void {
  const known = tails.get(answer);
  const from = known?.step === step ? known.from : answer.parts.length;
  tails.set(answer, { step, from });
  answer.parts.splice(from, answer.parts.length - from, ...parts);
}

function settleReply(answer: Answer, reply: ModelReply, step: string): void {
  const parts: AnswerPart[] = [];
  if (reply.reasoning) parts.push({ type: 'reasoning', text: reply.reasoning });
  if (reply.text) parts.push({ type: 'text', text: reply.text });
  replaceTail(answer, parts, step);
  answer.modelName = reply.modelName;
  addSpent(answer.usage, reply.usage);
}

interface Turn {
  task: Task;
  tools: readonly Tool[];
  answer: Answer;
  turn: number;
  /** Tool calls of the turns before. */
  done: number;
}

/**
 * One after the other: a later call may need the files of an earlier one. However many a reply asks for, no more
 * are run than the agent may make; the model is told so of each of the others.
 */
async function callTools(
  ctx: Context<Database>,
  { task, tools, answer, turn, done: before }: Turn,
  calls: readonly ToolCall[],
  messages: ModelMessage[],
): Promise<void> {
  const { toolCalls: most } = task.agent.limits;
  for (const [index, call] of calls.entries()) {
    const refusal =
      before + index < most ? undefined : `Cannot call tool: the limit of ${most} calls is reached`;
    const tool = tools.find((candidate) => candidate.name === call.tool);
    const firstCitation = answer.citations.length + 1;
    const step = `tool-${turn}-${index + 1}`;
    const done = await callTool(ctx, { step, tool, call, task, firstCitation, refusal });
    answer.parts.push(done.part);
    answer.citations.push(...done.citations);
    if (done.citations.length > 0) ctx.emit('citations.found', { citations: answer.citations });
    const { ok, output } = done.part;
    messages.push({ role: 'tool', callId: call.callId, tool: call.tool, ok, output });
  }
}
