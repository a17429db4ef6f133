import { type Context, type Procedure, procedure, type StepContext } from '@agenticgen/orchestrator';
import { z } from 'zod';
import { principalForRun } from '../access/index.ts';
import { emptyAnswer, expectedOf, runAgent } from '../agents/index.ts';
import type { Reservation } from '../budgets/index.ts';
import type { Database } from '../db/index.ts';
import { areaOf } from '../files/index.ts';
import type { ModelMessage, ToolSpec } from '../models/index.ts';
import { chatErrors } from './errors.ts';
import { chooseRoute } from './route.ts';
import type { TurnNeeds } from './turn.ts';

/** Models of the OpenAI surface that are agents are called by this prefix and the agent's id. */
export const AGENT_PREFIX = 'agent:';

export const completionInput = z.object({
  workspaceId: z.string(),
  userId: z.string(),
  startedAt: z.number(),
  model: z.string(),
  messages: z.custom<ModelMessage[]>((value) => Array.isArray(value)),
  tools: z.custom<ToolSpec[]>((value) => Array.isArray(value)),
  toolChoice: z.enum(['auto', 'none', 'required']),
  maxOutputTokens: z.number().nullable(),
  temperature: z.number().nullable(),
});
export type CompletionInput = z.infer<typeof completionInput>;
export type CompletionProcedure = Procedure<CompletionInput, { finish: string }, Database>;

/** An agent answers with its own tools; the client's are not offered to it. */
async function byAgent(ctx: Context<Database>, needs: TurnNeeds, input: CompletionInput): Promise<void> {
  const id = input.model.slice(AGENT_PREFIX.length);
  const task = input.messages.findLast(({ role }) => role === 'user');
  const wanted = { id, task: task?.role === 'user' ? task.text : '', accepted: true };
  const agent = await needs.agents.forRun(ctx, input.workspaceId, wanted);
  const principal = await principalForRun(needs.db, input.userId, input.workspaceId);
  const system = input.messages.flatMap((message) => (message.role === 'system' ? [message.text] : []));
  // With instructions of its own a client may give the answer's sources itself: then only marks are held to them.
  const asksKnowledge = system.length === 0 && (await isQuestion(ctx, needs, input, wanted.task));
  const asked = {
    asksKnowledge,
    agent: { ...agent, instructions: [agent.instructions, ...system].join('\n\n') },
    modelId: agent.modelId ?? undefined,
    messages: input.messages.filter((message) => message.role !== 'system'),
    principal,
    area: areaOf.conversation(ctx.runId),
    startedAt: input.startedAt,
  };
  const answer = emptyAnswer();
  await runAgent(ctx, needs, asked, answer);
}

/** By the rules that choose the route of a message in chat; recorded, since documents come and go. */
function isQuestion(
  ctx: Context<Database>,
  needs: TurnNeeds,
  input: CompletionInput,
  text: string,
): Promise<boolean> {
  return ctx.step('route', async () => {
    const hasKnowledge = await needs.hasKnowledge(input);
    return chooseRoute({ text, attachments: [], hasKnowledge }).route === 'knowledge';
  });
}

const STEP = 'model-1';

type Held = Extract<Reservation, { kind: 'held' }>;

/** A model answers by itself; calls of the client's tools are handed back to the client. */
function byModel(ctx: Context<Database>, needs: TurnNeeds, input: CompletionInput): Promise<string> {
  return ctx.step(STEP, async (step) => {
    const held = await hold(ctx, needs, input, step.attempt);
    try {
      return await say(ctx, needs, input, step, held);
    } catch (error) {
      await held.release();
      throw error;
    }
  });
}

/** The client waits for its answer, so at a cap it is told, where a chat would wait. */
async function hold(
  ctx: Context<Database>,
  { budgets, models }: TurnNeeds,
  { workspaceId, userId, model, messages }: CompletionInput,
  attempt: number,
): Promise<Held> {
  const spender = { workspaceId, userId, agentId: '', rootRunId: ctx.runId };
  const expected = () => expectedOf(models, { workspaceId, modelId: model }, messages);
  const held = await budgets.reserve({ runId: ctx.runId, step: STEP, attempt }, spender, expected);
  if (held.kind === 'held') return held;
  throw chatErrors.budget_reached(held.reached.kind, held.reached.dimension);
}

async function say(
  ctx: Context<Database>,
  { models, runtime }: TurnNeeds,
  input: CompletionInput,
  step: StepContext,
  held: Held,
): Promise<string> {
  const began = runtime.now();
  const { workspaceId, messages, tools, toolChoice } = input;
  const request = {
    messages,
    tools,
    toolChoice,
    maxOutputTokens: input.maxOutputTokens ?? undefined,
    temperature: input.temperature ?? undefined,
    signal: step.signal,
  };
  let finish = 'stop';
  for await (const part of models.call({ workspaceId, modelId: input.model, runId: ctx.runId }, request)) {
    if (part.type === 'text') step.delta('text.delta', part.text);
    if (part.type === 'reasoning') step.delta('reasoning.delta', part.text);
    if (part.type === 'tool-call') step.emit('client-tool.called', part.call);
    if (part.type === 'finish') {
      const { modelName, inputTokens, outputTokens, costMicros, reason } = part;
      step.emit('usage.recorded', { model: modelName, inputTokens, outputTokens, costMicros });
      const tokens = inputTokens + outputTokens;
      await held.settle({ tokens, costMicros, steps: 1, seconds: (runtime.now() - began) / 1_000 });
      finish = reason;
    }
  }
  return finish;
}

/** The run behind `POST /v1/chat/completions`. */
export function completionProcedure(needs: TurnNeeds): CompletionProcedure {
  return procedure({
    name: 'chat.completion',
    input: completionInput,
    async run(ctx: Context<Database>, input: CompletionInput) {
      if (!input.model.startsWith(AGENT_PREFIX)) return { finish: await byModel(ctx, needs, input) };
      await byAgent(ctx, needs, input);
      return { finish: 'stop' };
    },
  });
}
