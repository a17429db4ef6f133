import { z } from 'zod';
import type { Keyring } from '../data-protection/index.ts';
import type { Database } from '../db/index.ts';
import type { Runtime } from '../runtime/index.ts';
import type { CallRecord } from './call.ts';
import { modelErrors } from './errors.ts';
import { keyPlace } from './present.ts';
import { explain } from './providers/explain.ts';
import { findProvider } from './queries.ts';

/** A search does not wait longer for a better order. */
export const RERANK_TIMEOUT_MS = 5_000;
/** Of one text; what stands further down weighs little. */
const MAX_TEXT_LENGTH = 4_000;
const MAX_ANSWER_LENGTH = 1_000_000;
/** About so many characters are a token; providers do not all tell. */
const CHARACTERS_PER_TOKEN = 4;

export interface RerankWhich {
  workspaceId: string;
  providerId: string;
  wireName: string;
  runId?: string | undefined;
}

/** A score for each text, in their order; higher fits the question better. Throws `model_...` problems. */
export type RerankFor = (
  which: RerankWhich,
  question: string,
  texts: readonly string[],
  signal?: AbortSignal,
) => Promise<number[]>;

const answerSchema = z.object({
  results: z.array(z.object({ index: z.number().int().min(0), relevance_score: z.number() })),
});

export interface EndpointNeeds {
  db: Database;
  keyring: Keyring;
  runtime: Pick<Runtime, 'now'>;
}

type Record = (
  options: { workspaceId: string; runId?: string | undefined },
  call: CallRecord,
) => Promise<void>;

/**
 * The rerank endpoint that Cohere, Jina, vLLM and others offer beside OpenAI's protocol: `POST {base}/rerank` with
 * `{ model, query, documents }`. The calls are recorded.
 */
export function createRerank({ db, keyring, runtime }: EndpointNeeds, record: Record): RerankFor {
  return async ({ workspaceId, providerId, wireName, runId }, question, texts, signal) => {
    const row = await findProvider(db, providerId);
    if (row?.workspace_id !== workspaceId) throw modelErrors.provider_unknown();
    if (row.kind !== 'openai-compatible' || row.base_url === null)
      throw modelErrors.rerank_unsupported(row.name);
    const key = row.key_cipher === null ? null : keyring.open(row.key_cipher, keyPlace(row.id));
    const documents = texts.map((text) => text.slice(0, MAX_TEXT_LENGTH).toWellFormed());
    const body = JSON.stringify({ model: wireName, query: question, documents });
    const began = performance.now();
    const call: CallRecord = {
      ...{ modelId: wireName, outcome: 'ok', inputTokens: Math.ceil(body.length / CHARACTERS_PER_TOKEN) },
      ...{ outputTokens: 0, costMicros: 0, firstTokenMs: null, durationMs: 0, startedAt: runtime.now() },
    };
    try {
      const text = await post(`${row.base_url.replace(/\/+$/, '')}/rerank`, key, body, signal);
      return scoresOf(text, texts.length) ?? brokenAnswer(row.name);
    } catch (error) {
      const problem = explain(error, row.name);
      call.outcome = problem.code;
      throw problem;
    } finally {
      call.durationMs = Math.round(performance.now() - began);
      await record({ workspaceId, runId }, call);
    }
  };
}

async function post(url: string, key: string | null, body: string, signal?: AbortSignal): Promise<string> {
  const timeout = AbortSignal.timeout(RERANK_TIMEOUT_MS);
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(key ? { authorization: `Bearer ${key}` } : {}) },
    body,
    signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
    redirect: 'error',
  });
  const text = await response.text();
  if (!response.ok) throw { statusCode: response.status };
  return text;
}

function brokenAnswer(provider: string): never {
  throw modelErrors.model_answer_broken(provider);
}

/** Null for what is no answer to so many texts. */
function scoresOf(text: string, count: number): number[] | null {
  if (text.length > MAX_ANSWER_LENGTH) return null;
  const parsed = answerSchema.safeParse(parseJson(text));
  if (!parsed.success) return null;
  const scores = new Map(parsed.data.results.map(({ index, relevance_score }) => [index, relevance_score]));
  // Some answer only with the best: what they leave out is below those.
  const lowest = Math.min(0, ...scores.values());
  return Array.from({ length: count }, (_, index) => scores.get(index) ?? lowest - 1);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
