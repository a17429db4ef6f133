import { LRUCache } from 'lru-cache';
import type { Keyring } from '../data-protection/index.ts';
import type { Database } from '../db/index.ts';
import type { Runtime } from '../runtime/index.ts';
import { type CallRecord, type Candidate, callChain, costOf } from './call.ts';
import type { CallPart, ChatModel, ModelRequest, TokenUsage } from './chat-model.ts';
import type { ModelView, ProviderKind } from './contract.ts';
import { createEmbedding, type EmbeddingCostOf, type EmbedFor, embeddingCost } from './create-embedding.ts';
import { modelErrors } from './errors.ts';
import { offlineModel } from './offline/offline-model.ts';
import { keyPlace, OFFLINE_ID, offlineView, presentModel } from './present.ts';
import { sdkModel } from './providers/ai-sdk.ts';
import {
  defaultModelId,
  findModel,
  findModelNamed,
  type ModelRow,
  pageOfModels,
  type RunUsage,
  usageOfRuns,
} from './queries.ts';
import { type RankByModel, rankByModel } from './rank-by-model.ts';
import { createRerank, type RerankFor } from './rerank.ts';

/** Models that are tried one after the other; a fallback of a fallback counts. */
const MAX_CHAIN_LENGTH = 3;
export const MAX_MODELS = 500;
/** Clients of providers kept in memory. */
const MAX_CONNECTIONS = 100;

export interface ModelNeeds {
  db: Database;
  runtime: Runtime;
  keyring: Keyring;
  /** Told of each call, for metrics. */
  onCall?(call: CallRecord): void;
}

export interface Which {
  workspaceId: string;
  /** Undefined for the workspace's default. */
  modelId?: string | undefined;
}

export interface Models {
  /** One call with time-out, retries and fail-over; its cost is recorded. Throws `model_...` problems. */
  call(options: Which & { runId?: string | undefined }, request: ModelRequest): AsyncIterable<CallPart>;
  /** What so many tokens would cost at most, in millionths: of the model or one of its fallbacks. */
  priceOf(which: Which, tokens: TokenUsage): Promise<number>;
  /** Whether the model is the built-in one. Throws `model_unknown`. */
  isOffline(which: Which): Promise<boolean>;
  /** The model that is meant, whether it is there or not. */
  idOf(which: Which): Promise<string>;
  /** Vectors of texts; the calls are recorded. Throws `provider_unknown`, `embeddings_unsupported`, `model_...`. */
  embed: EmbedFor;
  /** What that will take. */
  embeddingCostOf: EmbeddingCostOf;
  /** How well texts fit a question. Throws `provider_unknown`, `rerank_unsupported`, `model_...`. */
  rerank: RerankFor;
  /** The order in which a chat model puts texts. Throws `rank_offline`, `model_...`. */
  rankByModel: RankByModel;
  list(workspaceId: string): Promise<ModelView[]>;
  /** The model that sees pictures: the default one if it does, else the newest that does; null for none. */
  seeing(workspaceId: string): Promise<ModelView | null>;
  /** By id or by name. Throws `model_unknown`. */
  resolve(workspaceId: string, idOrName: string): Promise<ModelView>;
  /** What the calls of each run took; runs without calls are missing. */
  usageOfRuns(runIds: readonly string[]): Promise<Map<string, RunUsage>>;
}

export function createModels(needs: ModelNeeds): Models {
  const { db, runtime, keyring } = needs;
  const connections = new LRUCache<string, ChatModel>({ max: MAX_CONNECTIONS });
  const offline: Candidate = { view: offlineView(''), model: offlineModel() };

  /** A connection is made once for as long as its settings stay: a provider's client costs half a millisecond. */
  function connected(row: ModelRow): ChatModel {
    const { provider_id, provider_name, kind, base_url, key_cipher, wire_name } = row;
    const settings = JSON.stringify([provider_id, provider_name, kind, base_url, key_cipher, wire_name]);
    const known = connections.get(settings);
    if (known) return known;
    const model = connect(row);
    connections.set(settings, model);
    return model;
  }

  function connect(row: ModelRow): ChatModel {
    const key = row.key_cipher === null ? null : keyring.open(row.key_cipher, keyPlace(row.provider_id));
    return sdkModel({
      kind: row.kind as ProviderKind,
      providerName: row.provider_name,
      baseUrl: row.base_url,
      key,
      wireName: row.wire_name,
    });
  }

  async function chosen({ workspaceId, modelId }: Which): Promise<string> {
    return modelId ?? (await defaultModelId(db, workspaceId)) ?? OFFLINE_ID;
  }

  /** The model and its fallbacks. A default that was deleted meanwhile leads to the offline model. */
  async function chainOf(which: Which): Promise<Candidate[]> {
    const chain: Candidate[] = [];
    let id: string | null = await chosen(which);
    while (id !== null && chain.length < MAX_CHAIN_LENGTH) {
      if (id === OFFLINE_ID) return [...chain, offline];
      const row: ModelRow | undefined = await findModel(db, which.workspaceId, id);
      if (!row && chain.length === 0) {
        if (which.modelId === undefined) return [offline];
        throw modelErrors.model_unknown(id);
      }
      if (!row || chain.some((known) => known.view.id === row.id)) break;
      chain.push({ view: presentModel(row, ''), model: connected(row) });
      id = row.fallback_id;
    }
    return chain;
  }

  async function recordIn(options: Which & { runId?: string | undefined }, made: CallRecord): Promise<void> {
    needs.onCall?.(made);
    await db
      .insertInto('model_calls')
      .values(toRow(runtime.newId(), options, made))
      .execute();
  }

  async function* call(options: Which & { runId?: string | undefined }, request: ModelRequest) {
    const record = (made: CallRecord) => recordIn(options, made);
    const callNeeds = { now: runtime.now, random: () => (runtime.randomBytes(1)[0] ?? 0) / 256, record };
    yield* callChain(callNeeds, await chainOf(options), request);
  }

  async function list(workspaceId: string): Promise<ModelView[]> {
    const defaultId = await chosen({ workspaceId });
    const rows = await pageOfModels(db, workspaceId, undefined, MAX_MODELS);
    return [offlineView(defaultId), ...rows.map((row) => presentModel(row, defaultId))];
  }

  async function resolve(workspaceId: string, idOrName: string): Promise<ModelView> {
    if (idOrName === OFFLINE_ID) return offlineView(await chosen({ workspaceId }));
    const row =
      (await findModel(db, workspaceId, idOrName)) ?? (await findModelNamed(db, workspaceId, idOrName));
    if (!row) throw modelErrors.model_unknown(idOrName);
    return presentModel(row, await chosen({ workspaceId }));
  }

  async function seeing(workspaceId: string): Promise<ModelView | null> {
    const all = (await list(workspaceId)).filter(({ seesImages }) => seesImages);
    return all.find(({ isDefault }) => isDefault) ?? all.at(-1) ?? null;
  }

  return {
    call,
    embed: createEmbedding(needs, recordIn),
    embeddingCostOf: embeddingCost(db),
    rerank: createRerank(needs, recordIn),
    rankByModel: (which, question, texts, signal) => rankByModel({ call }, which, question, texts, signal),
    idOf: chosen,
    list,
    seeing,
    resolve,
    usageOfRuns: (runIds) => usageOfRuns(db, runIds),
    async priceOf(which, { inputTokens, outputTokens }) {
      const prices = (await chainOf(which)).map(({ view }) => costOf(view, inputTokens, outputTokens));
      return Math.max(0, ...prices);
    },
    isOffline: async (which) => (await chainOf(which))[0]?.view.id === OFFLINE_ID,
  };
}

function toRow(id: string, { workspaceId, runId }: Which & { runId?: string | undefined }, made: CallRecord) {
  return {
    id,
    workspace_id: workspaceId,
    run_id: runId ?? null,
    model_id: made.modelId,
    outcome: made.outcome,
    input_tokens: made.inputTokens,
    output_tokens: made.outputTokens,
    cost_micros: made.costMicros,
    first_token_ms: made.firstTokenMs,
    duration_ms: made.durationMs,
    started_at: made.startedAt,
  };
}
