import { type Budgets, OUTSIDE_RUNS } from './budgets/index.ts';
import type { Rank, RankRequest, Reranker } from './knowledge/index.ts';
import { type Models, modelErrors, rankingMessages } from './models/index.ts';
import type { Runtime } from './runtime/index.ts';

const CHARACTERS_PER_TOKEN = 4;
/** That the answer of a chat model is taken to have before it is there: the numbers of the passages. */
const EXPECTED_OUTPUT_TOKENS = 200;

export interface RerankingNeeds {
  models: Models;
  budgets: Budgets;
  runtime: Pick<Runtime, 'now' | 'newId'>;
}

/** Endpoints and chat models as what puts the finds of knowledge in order. */
export function rankedBy(needs: RerankingNeeds): Rank {
  return (model, request) =>
    'modelId' in model ? byModel(needs, model, request) : byEndpoint(needs, model, request);
}

type Endpoint = Extract<Reranker, { providerId: string }>;

async function byEndpoint(
  { models }: RerankingNeeds,
  model: Endpoint,
  { question, texts, asker: { workspaceId, runId } }: RankRequest,
) {
  const scores = await models.rerank({ ...model, workspaceId, runId }, question, texts);
  return scores.map((score, place) => ({ place, score })).sort((a, b) => b.score - a.score);
}

/** Counted like all calls of chat models, for the person who asks and for the run that it is asked in. */
async function byModel(
  { models, budgets, runtime }: RerankingNeeds,
  { modelId }: { modelId: string },
  { question, texts, asker }: RankRequest,
) {
  const { workspaceId, userId, runId, rootRunId = runId ?? '', agentId = '' } = asker;
  const key = { runId: OUTSIDE_RUNS, step: runtime.newId(), attempt: 1 };
  const hold = await budgets.reserve(key, { workspaceId, userId, agentId, rootRunId }, async () => {
    const characters = JSON.stringify(rankingMessages(question, texts)).length;
    const inputTokens = Math.ceil(characters / CHARACTERS_PER_TOKEN);
    const outputTokens = EXPECTED_OUTPUT_TOKENS;
    const costMicros = await models.priceOf({ workspaceId, modelId }, { inputTokens, outputTokens });
    return { tokens: inputTokens + outputTokens, costMicros, steps: 1, seconds: 0 };
  });
  if (hold.kind === 'reached') throw modelErrors.rank_over_budget(hold.reached.kind);
  const began = runtime.now();
  try {
    const ranking = await models.rankByModel({ workspaceId, modelId, runId }, question, texts);
    const { order, inputTokens, outputTokens, costMicros } = ranking;
    const seconds = (runtime.now() - began) / 1_000;
    await hold.settle({ tokens: inputTokens + outputTokens, costMicros, steps: 1, seconds });
    if (order === null) throw modelErrors.model_answer_broken(modelId);
    return order.map((place) => ({ place, score: null }));
  } catch (error) {
    // Nothing is left of it where it was settled.
    await hold.release();
    throw error;
  }
}
