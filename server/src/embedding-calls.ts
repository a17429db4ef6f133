import { BudgetReachedError, type Budgets, charge, OUTSIDE_RUNS, type Payer } from './budgets/index.ts';
import type { EmbeddingFor, Paying } from './knowledge/index.ts';
import { type Models, modelErrors } from './models/index.ts';
import type { Runtime } from './runtime/index.ts';

export interface EmbeddingCallNeeds {
  models: Pick<Models, 'embed' | 'embeddingCostOf'>;
  budgets: Pick<Budgets, 'reserve'>;
  runtime: Pick<Runtime, 'now' | 'newId'>;
}

/**
 * Embeddings that budgets allow. A run is told of a cap by `BudgetReachedError`, since it can wait until that is
 * raised; whoever asks a question is refused with `embedding_over_budget`.
 */
export function embeddingWithin({ models, budgets, runtime }: EmbeddingCallNeeds) {
  return async (
    which: EmbeddingFor,
    texts: readonly string[],
    { signal, payer }: Paying,
  ): Promise<Float32Array[]> => {
    const expected = async () => {
      const { inputTokens, costMicros } = await models.embeddingCostOf(which, texts);
      return { tokens: inputTokens, costMicros, steps: 1, seconds: 0 };
    };
    const runId = payer?.key.runId;
    try {
      return await charge(
        { budgets, runtime },
        payer ?? nobody(which.workspaceId, runtime.newId()),
        expected,
        async () => ({
          result: await models.embed({ ...which, runId }, texts, signal),
          spent: await expected(),
        }),
      );
    } catch (error) {
      if (error instanceof BudgetReachedError && !payer)
        throw modelErrors.embedding_over_budget(error.reached.kind);
      throw error;
    }
  };
}

/** Outside of runs the workspace pays. */
const nobody = (workspaceId: string, step: string): Payer => ({
  key: { runId: OUTSIDE_RUNS, step, attempt: 1 },
  spender: { workspaceId, userId: '', agentId: '', rootRunId: '' },
});
