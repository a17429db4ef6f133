import type { Keyring } from '../data-protection/index.ts';
import type { Database } from '../db/index.ts';
import type { Runtime } from '../runtime/index.ts';
import { type CallRecord, type Candidate, callChain } from './call.ts';
import type { CallPart, ModelRequest } from './chat-model.ts';
import type { ModelView, ProviderKind } from './contract.ts';
import { modelErrors } from './errors.ts';
import { offlineModel } from './offline/offline-model.ts';
import { keyPlace, OFFLINE_ID, offlineView, presentModel } from './present.ts';
import { sdkModel } from './providers/ai-sdk.ts';
import { defaultModelId, findModel, findModelNamed, type ModelRow, pageOfModels } from './queries.ts';

/** Models that are tried one after the other; a fallback of a fallback counts. */
const MAX_CHAIN_LENGTH = 3;
export const MAX_MODELS = 500;

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
  /** Whether the model is the built-in one. Throws `model_unknown`. */
  isOffline(which: Which): Promise<boolean>;
  list(workspaceId: string): Promise<ModelView[]>;
  /** By id or by name. Throws `model_unknown`. */
  resolve(workspaceId: string, idOrName: string): Promise<ModelView>;
}

export function createModels(needs: ModelNeeds): Models {
  const { db, runtime, keyring } = needs;
  const offline: Candidate = { view: offlineView(''), model: offlineModel() };

  function candidate(row: ModelRow): Candidate {
    const key = row.key_cipher === null ? null : keyring.open(row.key_cipher, keyPlace(row.provider_id));
    const connection = {
      kind: row.kind as ProviderKind,
      providerName: row.provider_name,
      baseUrl: row.base_url,
      key,
      wireName: row.wire_name,
    };
    return { view: presentModel(row, ''), model: sdkModel(connection) };
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
      chain.push(candidate(row));
      id = row.fallback_id;
    }
    return chain;
  }

  async function* call(options: Which & { runId?: string | undefined }, request: ModelRequest) {
    const record = async (made: CallRecord) => {
      needs.onCall?.(made);
      await db
        .insertInto('model_calls')
        .values(toRow(runtime.newId(), options, made))
        .execute();
    };
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

  return {
    call,
    list,
    resolve,
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
