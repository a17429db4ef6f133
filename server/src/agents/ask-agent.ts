import { type Context, procedure, StepFailed } from '@agenticgen/orchestrator';
import { z } from 'zod';
import { principalForRun } from '../access/index.ts';
import type { Database } from '../db/index.ts';
import type { ToolCall } from '../models/index.ts';
import { documentsOf, emptyAnswer, textOf } from './answer.ts';
import { type AskInput, type AskProcedure, askInput } from './ask-input.ts';
import type { AgentDefinition } from './definitions.ts';
import { agentErrors } from './errors.ts';
import type { LoopNeeds } from './loop-needs.ts';
import { tagsOf } from './tags.ts';
import type { Task } from './task.ts';

/** The tool by which an agent asks another one. */
export const ASK_AGENT = 'ask_agent';
/** Agents that ask agents that ask agents. */
export const MAX_AGENT_DEPTH = 3;

const callSchema = z.object({ agent: z.string().max(64), task: z.string().min(1).max(20_000) });

/** What the model is told of the agents that it may ask; undefined where there are none. */
export function askAgentSpec(asked: readonly AgentDefinition[]) {
  if (asked.length === 0) return undefined;
  const lines = asked.map(({ id, name, description }) => `${id}: ${name}. ${description}`);
  const agent = { type: 'string', enum: asked.map(({ id }) => id) };
  return {
    name: ASK_AGENT,
    description: `Gives a task to another agent and returns its answer.\n${lines.join('\n')}`,
    parameters: {
      type: 'object',
      properties: { agent, task: { type: 'string', description: 'All that the other agent has to know' } },
      required: ['agent', 'task'],
    },
  };
}

/** Another agent's work is a run of its own, scheduled in the pool of that agent. */
export async function askAgent(
  ctx: Context<Database>,
  needs: Pick<LoopNeeds, 'ask' | 'agents' | 'models'>,
  step: string,
  call: ToolCall,
  task: Task,
): Promise<{ ok: boolean; output: string; documents?: string[] | null }> {
  const parsed = callSchema.safeParse(call.arguments);
  if (!parsed.success) return { ok: false, output: `Cannot call ${ASK_AGENT}: agent and task are needed` };
  const { agent: agentId, task: text } = parsed.data;
  const depth = (task.depth ?? 0) + 1;
  if (!task.agent.agents.includes(agentId)) {
    return {
      ok: false,
      output: `Cannot ask agent "${agentId.slice(0, 64)}": it is none of those that may be asked`,
    };
  }
  if (depth > MAX_AGENT_DEPTH)
    return { ok: false, output: 'Cannot ask another agent: too many ask each other already' };
  const { userId, workspaceId } = task.principal;
  const rootRunId = task.rootRunId ?? ctx.runId;
  const given = { userId, workspaceId, agentId, task: text, area: task.area, rootRunId, depth };
  try {
    const tags = () => tagsOf(needs, workspaceId, { agentId });
    const options = { label: agentId, pool: `agent:${agentId}`, tags };
    const { text: output, documents = null } = await ctx.child(step, needs.ask, given, options);
    return { ok: true, output, documents };
  } catch (error) {
    if (!(error instanceof StepFailed)) throw error;
    return { ok: false, output: `The other agent did not finish: ${error.message} (${error.code})` };
  }
}

/** What a run of another agent does. `runAgent` is passed in, since it is what asks. */
export function askProcedure(
  needs: () => LoopNeeds & { db: Database },
  runAgent: (
    ctx: Context<Database>,
    needs: LoopNeeds,
    task: Task,
    answer: ReturnType<typeof emptyAnswer>,
  ) => Promise<unknown>,
): AskProcedure {
  return procedure({
    name: 'agents.ask',
    input: askInput,
    async run(
      ctx: Context<Database>,
      { userId, workspaceId, agentId, task, area, rootRunId, depth }: AskInput,
    ) {
      const parts = needs();
      const principal = await principalForRun(parts.db, userId, workspaceId);
      const agent = await parts.agents.forRun(ctx, workspaceId, { id: agentId, task });
      if (!agent) throw agentErrors.agent_unknown(agentId);
      const answer = emptyAnswer();
      const messages = [{ role: 'user', text: task } as const];
      const modelId = agent.modelId ?? undefined;
      const place = { principal, area, rootRunId, depth, startedAt: ctx.startedAt };
      await runAgent(ctx, parts, { agent, modelId, messages, ...place }, answer);
      return { text: textOf(answer.parts), documents: documentsOf(answer.parts) };
    },
  });
}
