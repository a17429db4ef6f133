import type { Context } from '@agenticgen/orchestrator';
import type { Database } from '../db/index.ts';
import type { ModelMessage } from '../models/index.ts';
import { type ToolEntry, toolSpecs } from '../tools/index.ts';
import { type Answer, type AnswerPart, addSpent } from './answer.ts';
import { askAgentSpec } from './ask-agent.ts';
import { callTools } from './call-tools.ts';
import { checkStep } from './check-step.ts';
import type { LoopNeeds } from './loop-needs.ts';
import { callModel, type ModelReply } from './model-step.ts';
import { searchFirst } from './search-first.ts';
import { recordResult } from './statistics.ts';
import type { Task } from './task.ts';
import { MAX_UNFIT_CALLS } from './use-tool.ts';

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
  try {
    await answerTask(ctx, needs, task, answer);
    await checkStep(ctx, needs, task, answer);
  } catch (error) {
    if (!ctx.signal.aborted) await recordResult(ctx, needs.runtime, task, answer, false);
    throw error;
  }
  await recordResult(ctx, needs.runtime, task, answer, true);
  return answer;
}

async function answerTask(
  ctx: Context<Database>,
  needs: LoopNeeds,
  task: Task,
  answer: Answer,
): Promise<void> {
  const { agent } = task;
  const entries = await needs.toolbox.usable(task.principal.workspaceId, agent.tools);
  const asked = await askSpecs(ctx, needs, task);
  const unfit = new Map<string, number>();
  const isLeft = ({ tool }: ToolEntry) => (unfit.get(tool.name) ?? 0) < MAX_UNFIT_CALLS;
  const messages: ModelMessage[] = [{ role: 'system', text: agent.instructions }, ...task.messages];
  let toolCalls = await searchFirst(ctx, needs, { task, entries, unfit, answer }, messages);
  for (let turn = 1; turn <= agent.limits.modelCalls; turn++) {
    const last = turn === agent.limits.modelCalls || toolCalls >= agent.limits.toolCalls;
    const reply = await callModel(ctx, needs, {
      step: `model-${turn}`,
      task,
      messages,
      tools: [...toolSpecs(entries.filter(isLeft).map(({ tool }) => tool)), ...asked],
      toolChoice: last ? 'none' : 'auto',
      onPartial: (parts) => replaceTail(answer, parts, `model-${turn}`),
      parts: answer.parts,
    });
    settleReply(answer, reply, `model-${turn}`);
    messages.push({ role: 'assistant', text: reply.text, toolCalls: reply.toolCalls });
    if (reply.toolCalls.length === 0 || last) return;
    await callTools(
      ctx,
      needs,
      { task, entries, unfit, answer, turn, done: toolCalls },
      reply.toolCalls,
      messages,
    );
    toolCalls += reply.toolCalls.length;
  }
}

/** The agents that may be asked, as they were when the run began. */
async function askSpecs(ctx: Context<Database>, { agents }: LoopNeeds, { agent, principal }: Task) {
  if (agent.agents.length === 0) return [];
  const spec = await ctx.step('ask-agents', async () => {
    const all = await agents.list(principal.workspaceId);
    return (
      askAgentSpec(all.filter(({ id, state }) => agent.agents.includes(id) && state === 'enabled')) ?? null
    );
  });
  return spec ? [spec] : [];
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
