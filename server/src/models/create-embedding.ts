import type { Keyring } from '../data-protection/index.ts';
import type { Database } from '../db/index.ts';
import { isProblem } from '../problem/index.ts';
import type { Runtime } from '../runtime/index.ts';
import type { CallRecord } from './call.ts';
import type { ProviderKind } from './contract.ts';
import { createPace, type Embed, embedder, type Pace } from './embedding.ts';
import { modelErrors } from './errors.ts';
import { keyPlace } from './present.ts';
import { findProvider, inputPriceOf, type ProviderRow } from './queries.ts';

/** About so many characters are a token; providers do not all tell. */
const CHARACTERS_PER_TOKEN = 4;
const MICROS_PER_MILLION = 1_000_000;

/** A model of a provider that makes vectors. */
export interface EmbeddingWhich {
  workspaceId: string;
  providerId: string;
  wireName: string;
  runId?: string | undefined;
}

export type EmbedFor = (
  which: EmbeddingWhich,
  texts: readonly string[],
  signal: AbortSignal,
) => Promise<Float32Array[]>;

export interface EmbeddingNeeds {
  db: Database;
  runtime: Runtime;
  keyring: Keyring;
}

type Record = (
  options: { workspaceId: string; runId?: string | undefined },
  call: CallRecord,
) => Promise<void>;

/** What the embedding of texts takes. */
export interface EmbeddingCost {
  inputTokens: number;
  costMicros: number;
}

export type EmbeddingCostOf = (which: EmbeddingWhich, texts: readonly string[]) => Promise<EmbeddingCost>;

/** By the price of the model's input where the workspace has the model among its models; nothing where it has not. */
export function embeddingCost(db: Database): EmbeddingCostOf {
  return async ({ workspaceId, providerId, wireName }, texts) => {
    const length = texts.reduce((sum, text) => sum + text.length, 0);
    const inputTokens = Math.ceil(length / CHARACTERS_PER_TOKEN);
    const micros = await inputPriceOf(db, workspaceId, providerId, wireName);
    return { inputTokens, costMicros: Math.ceil((inputTokens * micros) / MICROS_PER_MILLION) };
  };
}

/** The embeddings of all providers: connections are kept while their settings stay, and one pace for each provider. */
export function createEmbedding({ db, keyring, runtime }: EmbeddingNeeds, record: Record): EmbedFor {
  const connections = new Map<string, { settings: string; embed: Embed }>();
  const paces = new Map<string, Pace>();

  function paceOf(providerId: string): Pace {
    const pace = paces.get(providerId) ?? createPace();
    paces.set(providerId, pace);
    return pace;
  }

  function connected(row: ProviderRow, wireName: string): Embed {
    const place = `${row.id} ${wireName}`;
    const settings = JSON.stringify([row.name, row.base_url, row.key_cipher]);
    const known = connections.get(place);
    if (known?.settings === settings) return known.embed;
    const key = row.key_cipher === null ? null : keyring.open(row.key_cipher, keyPlace(row.id));
    const connection = {
      kind: row.kind as ProviderKind,
      providerName: row.name,
      baseUrl: row.base_url,
      key,
      wireName,
    };
    const embed = embedder(connection, paceOf(row.id));
    connections.set(place, { settings, embed });
    return embed;
  }

  const costOf = embeddingCost(db);

  return async ({ workspaceId, providerId, wireName, runId }: EmbeddingWhich, texts, signal) => {
    const row = await findProvider(db, providerId);
    if (row?.workspace_id !== workspaceId) throw modelErrors.provider_unknown();
    const began = performance.now();
    const { inputTokens, costMicros } = await costOf({ workspaceId, providerId, wireName }, texts);
    const call: CallRecord = {
      ...{ modelId: wireName, outcome: 'ok', inputTokens, costMicros },
      ...{ outputTokens: 0, firstTokenMs: null, durationMs: 0, startedAt: runtime.now() },
    };
    try {
      return await connected(row, wireName)(texts, signal);
    } catch (error) {
      call.costMicros = 0;
      call.outcome = isProblem(error) ? error.code : signal.aborted ? 'cancelled' : 'internal_error';
      throw error;
    } finally {
      call.durationMs = Math.round(performance.now() - began);
      await record({ workspaceId, runId }, call);
    }
  };
}
