import { type Context, type Procedure, procedure } from '@agenticgen/orchestrator';
import { z } from 'zod';
import { principalForRun } from '../access/index.ts';
import { type Answer, emptyAnswer, type LoopNeeds, runAgent, textOf } from '../agents/index.ts';
import type { Database } from '../db/index.ts';
import { areaOf } from '../files/index.ts';
import { isProblem } from '../problem/index.ts';
import { askModelForRoute } from './ask-route.ts';
import { ROUTES } from './contract.ts';
import { chatErrors } from './errors.ts';
import { saveAnswer } from './finish.ts';
import { type History, historyOf } from './history.ts';
import { type Choice, chooseRoute } from './route.ts';

export const turnInput = z.object({
  conversationId: z.string(),
  questionId: z.string(),
  answerId: z.string(),
  workspaceId: z.string(),
  userId: z.string(),
  startedAt: z.number(),
  agent: z.string().nullable(),
  route: z.enum(ROUTES).nullable(),
  model: z.string().nullable(),
  flags: z.array(z.string()),
});
export type TurnInput = z.infer<typeof turnInput>;
export type TurnProcedure = Procedure<TurnInput, { messageId: string }, Database>;

export interface TurnNeeds extends LoopNeeds {
  db: Database;
  /** Whether the person may search any document in the workspace. */
  hasKnowledge(reader: { workspaceId: string; userId: string }): Promise<boolean>;
  /** Told in the transaction that saves a complete answer. */
  onAnswered?(tx: Database, input: TurnInput, text: string): Promise<void>;
}

async function choose(
  ctx: Context<Database>,
  needs: TurnNeeds,
  input: TurnInput,
  history: History,
): Promise<Choice> {
  const choice = await ctx.step('route', async () => {
    const rules = chooseRoute({
      text: history.question.text,
      attachments: history.attachments,
      hasKnowledge: await needs.hasKnowledge(input),
      route: input.route ?? undefined,
      agent: input.agent ?? undefined,
    });
    if (rules.sure) return rules;
    return askModelForRoute(needs.models, { ...input, runId: ctx.runId, signal: ctx.signal }, history, rules);
  });
  const { route, agent, reason, pinned } = choice;
  ctx.emit('route.chosen', { route, agent, reason, pinned });
  return choice;
}

async function answerTurn(
  ctx: Context<Database>,
  needs: TurnNeeds,
  input: TurnInput,
  answer: Answer,
): Promise<Choice> {
  const history = await historyOf(needs.db, input.conversationId, input.questionId);
  if (!history) throw chatErrors.message_unknown();
  const principal = await principalForRun(needs.db, input.userId, input.workspaceId);
  if (input.flags.length > 0) ctx.emit('message.flagged', { flags: input.flags });
  const choice = await choose(ctx, needs, input, history);
  const wanted = { id: choice.agent, task: history.question.text, accepted: true };
  const agent = await needs.agents.forRun(ctx, input.workspaceId, wanted);
  const task = {
    agent,
    modelId: input.model ?? agent.modelId ?? undefined,
    messages: history.messages.slice(-agent.memoryMessages),
    principal,
    asksKnowledge: choice.route === 'knowledge',
    area: areaOf.conversation(input.conversationId),
    startedAt: input.startedAt,
  };
  await runAgent(ctx, needs, task, answer);
  return choice;
}

/** What ended the answer short: a stop that was asked for, or a failure with its code. */
function endOf(
  ctx: Context<Database>,
  error: unknown,
): { state: 'stopped' | 'failed'; code: string | null } | null {
  const reason = ctx.signal.aborted ? (ctx.signal.reason as { kind?: string } | undefined) : undefined;
  if (reason?.kind === 'cancel') return { state: 'stopped', code: null };
  if (reason) return null;
  const { code } = error as { code?: unknown };
  return {
    state: 'failed',
    code: isProblem(error) || typeof code === 'string' ? String(code) : 'internal_error',
  };
}

/**
 * The run of a message: prepared when it was received, then route -> path -> finish, each recorded.
 * Whatever ends it, the answer's row is settled with what was said so far. A run that is parked or lost
 * leaves the row alone: another worker goes on with it.
 */
export function turnProcedure(needs: TurnNeeds): TurnProcedure {
  return procedure({
    name: 'chat.turn',
    input: turnInput,
    async run(ctx: Context<Database>, input: TurnInput) {
      const answer = emptyAnswer();
      try {
        const choice = await answerTurn(ctx, needs, input, answer);
        await ctx.commit('save', async (tx) => {
          await saveAnswer(tx, input.answerId, answer, { state: 'complete', choice });
          await needs.onAnswered?.(tx, input, textOf(answer.parts));
        });
        ctx.emit('message.saved', { messageId: input.answerId, state: 'complete' });
        return { messageId: input.answerId };
      } catch (error) {
        const end = endOf(ctx, error);
        if (end) {
          const { state, code } = end;
          await ctx.commit('save-partial', (tx) => saveAnswer(tx, input.answerId, answer, { state, code }));
        }
        throw error;
      }
    },
  });
}
