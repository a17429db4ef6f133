// Steps that call models which cost: at a cap the run waits until the budget is raised, and does the step again. What was
// paid for until then is kept with the document and is not asked for again.
import type { Context, StepContext } from '@agenticgen/orchestrator';
import { BudgetReachedError, type Budgets, type Payer, RAISED, type Reached } from '../budgets/index.ts';
import type { Database } from '../db/index.ts';
import { findOwner } from '../runs/index.ts';

/** What a call that costs is made with. */
export interface Paying {
  signal: AbortSignal;
  /** Absent: nobody waits at a cap, and the workspace pays. */
  payer?: Payer | undefined;
}

export interface PaidStepNeeds {
  db: Database;
  budgets: Pick<Budgets, 'noteWait'>;
}

export async function paidStep<T extends number | object | null>(
  ctx: Context<Database>,
  { db, budgets }: PaidStepNeeds,
  name: string,
  act: (step: StepContext, paying: Paying) => Promise<T>,
): Promise<T> {
  for (let round = 1; ; round++) {
    const step = round === 1 ? name : `${name}~${round}`;
    const done = await ctx.step(step, async (context): Promise<T | { reached: Reached }> => {
      const payer = await payerOf(db, { runId: ctx.runId, step, attempt: context.attempt });
      try {
        return await act(context, { signal: context.signal, payer });
      } catch (error) {
        if (error instanceof BudgetReachedError) return { reached: error.reached };
        throw error;
      }
    });
    if (!isReached(done)) return done;
    await waitForRaise(ctx, budgets, `${name}~${round}`, done.reached);
  }
}

const isReached = (done: unknown): done is { reached: Reached } =>
  typeof done === 'object' && done !== null && 'reached' in done;

async function payerOf(db: Database, key: Payer['key']): Promise<Payer | undefined> {
  const owner = await findOwner(db, key.runId);
  if (!owner) return undefined;
  const { workspace_id: workspaceId, created_by: userId } = owner;
  return { key, spender: { workspaceId, userId, agentId: '', rootRunId: key.runId } };
}

/** The wait is noted before it begins, so that a raise finds it; what was raised meanwhile ends it at once. */
async function waitForRaise(
  ctx: Context<Database>,
  budgets: PaidStepNeeds['budgets'],
  name: string,
  reached: Reached,
): Promise<void> {
  ctx.emit('budget.reached', reached);
  const isNoted = await ctx.commit(`${name}-wait`, async (tx) => {
    const payer = await payerOf(tx, { runId: ctx.runId, step: name, attempt: 1 });
    return payer !== undefined && (await budgets.noteWait(tx, ctx.runId, payer.spender, reached));
  });
  if (isNoted) await ctx.waitFor(`${name}-raised`, { signals: [RAISED] });
  ctx.emit('budget.raised', { budgetId: reached.budgetId });
}
