import type { Context } from '@agenticgen/orchestrator';
import type { Database } from '../db/index.ts';
import type { ModelMessage, ToolCall } from '../models/index.ts';
import type { ToolEntry } from '../tools/index.ts';
import type { Answer } from './answer.ts';
import type { LoopNeeds } from './loop-needs.ts';
import type { Task } from './task.ts';
import { MAX_UNFIT_CALLS, useTool } from './use-tool.ts';

export interface Turn {
  task: Task;
  entries: readonly ToolEntry[];
  /** How often the arguments for a tool did not fit, one time after the other. */
  unfit: Map<string, number>;
  answer: Answer;
  turn: number;
  /** Tool calls of the turns before. */
  done: number;
}

/**
 * One after the other: a later call may need the files of an earlier one. However many a reply asks for, no more
 * are run than the agent may make; the model is told so of each of the others.
 */
export async function callTools(
  ctx: Context<Database>,
  needs: LoopNeeds,
  { task, entries, unfit, answer, turn, done: before }: Turn,
  calls: readonly ToolCall[],
  messages: ModelMessage[],
): Promise<void> {
  const { toolCalls: most } = task.agent.limits;
  for (const [index, call] of calls.entries()) {
    const wrong = unfit.get(call.tool) ?? 0;
    const refusal =
      before + index < most
        ? refusalOf(call, wrong)
        : `Cannot call tool: the limit of ${most} calls is reached`;
    const done = await useTool(ctx, needs, {
      step: `tool-${turn}-${index + 1}`,
      entry: entries.find(({ tool }) => tool.name === call.tool),
      call,
      task,
      answer,
      parts: answer.parts,
      firstCitation: answer.citations.length + 1,
      refusal,
    });
    if (refusal === undefined) unfit.set(call.tool, done.isUnfit ? wrong + 1 : 0);
    answer.parts.push(done.part);
    answer.citations.push(...done.citations);
    if (done.citations.length > 0) ctx.emit('citations.found', { citations: answer.citations });
    const { ok, output } = done.part;
    messages.push({ role: 'tool', callId: call.callId, tool: call.tool, ok, output });
  }
}

/** What fits after all is refused no more than what did not: the model was told to leave the tool. */
function refusalOf({ tool }: ToolCall, wrong: number): string | undefined {
  if (wrong < MAX_UNFIT_CALLS) return undefined;
  return `Cannot call ${tool}: its arguments did not fit ${wrong} times; do without it`;
}
