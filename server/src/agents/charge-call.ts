import type { Context } from '@agenticgen/orchestrator';
import type { Reached } from '../budgets/index.ts';
import type { Database } from '../db/index.ts';
import type { AnswerPart } from './answer.ts';
import { type ModelStepNeeds, spenderOf, waitForRaise } from './model-step.ts';
import type { Task } from './task.ts';

interface Charge {
  step: string;
  task: Task;
  parts: AnswerPart[];
  costMicros: number;
}

/** Counts what a tool call costs against the budgets, once; at a cap waits for a raise. Answers the cost. */
export async function chargeCall(
  ctx: Context<Database>,
  needs: Pick<ModelStepNeeds, 'budgets' | 'runtime'>,
  { step, task, parts, costMicros }: Charge,
): Promise<number> {
  if (costMicros === 0) return 0;
  const name = `${step}~cost`;
  for (let round = 1; ; round++) {
    const step = round === 1 ? name : `${name}~${round}`;
    const reached = await ctx.step(step, async ({ attempt }): Promise<Reached | null> => {
      const key = { runId: ctx.runId, step, attempt };
      const spent = { tokens: 0, costMicros, steps: 0, seconds: 0 };
      const hold = await needs.budgets.reserve(key, spenderOf(ctx, task), async () => spent);
      if (hold.kind === 'reached') return hold.reached;
      await hold.settle(spent);
      return null;
    });
    if (!reached) return costMicros;
    await waitForRaise(ctx, needs, { step: name, task, parts }, reached, round);
  }
}
