import type { Context } from '@agenticgen/orchestrator';
import type { Database } from '../db/index.ts';
import { callTool, outcome, type ToolEntry, type ToolOutcome, type ToolStep } from '../tools/index.ts';
import type { Answer, AnswerPart } from './answer.ts';
import { approveCall } from './approve-call.ts';
import { ASK_AGENT, askAgent } from './ask-agent.ts';
import { chargeCall } from './charge-call.ts';
import type { LoopNeeds } from './loop-needs.ts';
import type { Task } from './task.ts';

/** A model is told once why its arguments do not fit; after the second time the tool is taken from it. */
export const MAX_UNFIT_CALLS = 2;

export interface ToolUse extends Omit<ToolStep, 'place'> {
  task: Task;
  parts: AnswerPart[];
  answer: Answer;
}

/** Another agent's work is a run of its own; a call that a person has to approve waits for that first. */
export async function useTool(
  ctx: Context<Database>,
  needs: LoopNeeds,
  given: ToolUse,
): Promise<ToolOutcome> {
  const { call, task, refusal, step, firstCitation } = given;
  if (refusal === undefined && call.tool === ASK_AGENT) {
    ctx.emit('tool.called', { callId: call.callId, tool: call.tool, arguments: call.arguments });
    const said = await askAgent(ctx, needs, step, call, task);
    const done = outcome(call, { ...said, files: [], citations: [] }, firstCitation, 0);
    ctx.emit('tool.finished', done.part);
    return done;
  }
  const { principal, area, agent, rootRunId = ctx.runId } = task;
  const place = { principal, area, bases: agent.knowledge, account: { agentId: agent.id, rootRunId } };
  const asStep = { ...given, place };
  if (refusal !== undefined || !given.entry) return callTool(ctx, needs.toolbox, asStep);
  const asked = await askedVersion(ctx, given, given.entry);
  if (asked === null) return paid(ctx, needs, given, asStep);
  const decision = await approveCall(ctx, needs, given);
  if (decision.refusal !== undefined)
    return callTool(ctx, needs.toolbox, { ...asStep, refusal: decision.refusal });
  const decided = { ...call, arguments: decision.arguments };
  const entry = await unchanged(ctx, needs, given, { entry: given.entry, version: asked });
  if (entry) return paid(ctx, needs, given, { ...asStep, entry, call: decided });
  const refused = `Cannot call ${call.tool}: it has changed since the call was approved`;
  return callTool(ctx, needs.toolbox, { ...asStep, call: decided, refusal: refused });
}

/** What the call costs is counted before it is made; at a cap the run waits until the budget is raised. */
async function paid(
  ctx: Context<Database>,
  needs: LoopNeeds,
  { task, parts, answer }: ToolUse,
  step: ToolStep,
): Promise<ToolOutcome> {
  const { costMicros } = step.entry?.traits ?? { costMicros: 0 };
  const charged = await chargeCall(ctx, needs, { step: step.step, task, parts, costMicros });
  // Not in one expression: other calls of the turn add theirs meanwhile.
  answer.usage.costMicros += charged;
  return callTool(ctx, needs.toolbox, step);
}

/**
 * The version that people are asked about, or null where nobody is asked; the same on every replay: a rule that
 * changes meanwhile neither forgets a question that was put nor asks about a call that was made.
 */
async function askedVersion(
  ctx: Context<Database>,
  { step, task, call }: ToolUse,
  entry: ToolEntry,
): Promise<number | null> {
  const noted = `${step}~ask`;
  const asks = async () =>
    entry.asks ||
    task.agent.approvals.includes(call.tool) ||
    ((await entry.tool.asks?.(call.arguments, task.principal.workspaceId)) ?? false);
  if (!ctx.isRecorded(noted) && (ctx.isRecorded(step) || !(await asks()))) return null;
  return (await ctx.step(noted, async () => ({ version: entry.version }))).version;
}

/** People approved a call of the tool as it was: one that changed meanwhile, or was switched off, is not called. */
async function unchanged(
  ctx: Context<Database>,
  { toolbox }: Pick<LoopNeeds, 'toolbox'>,
  { step, task, call }: ToolUse,
  { entry, version: asked }: { entry: ToolEntry; version: number },
): Promise<ToolEntry | undefined> {
  if (ctx.isRecorded(step)) return entry;
  const usable = await toolbox.usable(task.principal.workspaceId, [call.tool]);
  return usable.find(({ tool, version }) => tool.name === call.tool && version === asked);
}
