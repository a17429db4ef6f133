import { type Context, type Procedure, procedure } from '@agenticgen/orchestrator';
import { z } from 'zod';
import { principalForRun } from '../access/index.ts';
import type { Database } from '../db/index.ts';
import { areaOf } from '../files/index.ts';
import { type Answer, emptyAnswer, textOf } from './answer.ts';
import { runAgent } from './loop.ts';
import type { LoopNeeds } from './loop-needs.ts';
import { SEARCH_KNOWLEDGE } from './search-first.ts';

const AGENT = 'research';
const MARK = /\[(\d{1,4})\]/g;

const answerInput = z.object({
  workspaceId: z.string(),
  userId: z.string(),
  /** The one base that is searched. */
  baseId: z.string(),
  question: z.string(),
  modelId: z.string().nullable(),
});

export interface MeasuredAnswer {
  text: string;
  isUnknown: boolean;
  /** Marks in sentences that claim something, and of those the ones whose passage says it. */
  citations: { marks: number; right: number };
}
export type AnswerProcedure = Procedure<z.infer<typeof answerInput>, MeasuredAnswer, Database>;

/** One question to one base, answered as the person who asks, for who measures how well. */
export function answerProcedure(needs: LoopNeeds & { db: Database }): AnswerProcedure {
  return procedure({
    name: 'agents.answer',
    input: answerInput,
    async run(ctx: Context<Database>, { workspaceId, userId, baseId, question, modelId }) {
      const principal = await principalForRun(needs.db, userId, workspaceId);
      const agent = await needs.agents.forRun(ctx, workspaceId, { id: AGENT, task: question });
      const answer = emptyAnswer();
      await runAgent(
        ctx,
        needs,
        {
          agent: { ...agent, tools: [SEARCH_KNOWLEDGE], knowledge: [baseId], agents: [] },
          modelId: modelId ?? agent.modelId ?? undefined,
          messages: [{ role: 'user', text: question }],
          asksKnowledge: true,
          ...{ principal, area: areaOf.conversation(ctx.runId), startedAt: ctx.startedAt },
        },
        answer,
      );
      return measured(answer);
    },
  });
}

function measured({ parts }: Answer): MeasuredAnswer {
  const text = textOf(parts);
  const claims = parts.flatMap((part) => (part.type === 'check' ? part.claims : []));
  const counts = claims.map(({ start, end, state, wrong }) => {
    const own = new Set([...text.slice(start, end).matchAll(MARK)].map(([, mark]) => Number(mark)));
    const right = [...own].filter((mark) => state === 'supported' && !wrong.includes(mark));
    return { marks: own.size, right: right.length };
  });
  const sum = (pick: (one: { marks: number; right: number }) => number) =>
    counts.reduce((total, one) => total + pick(one), 0);
  return {
    text,
    isUnknown: parts.some(({ type }) => type === 'unknown'),
    citations: { marks: sum(({ marks }) => marks), right: sum(({ right }) => right) },
  };
}
