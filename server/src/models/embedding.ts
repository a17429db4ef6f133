import { setTimeout as pause } from 'node:timers/promises';
import type { EmbeddingModel } from 'ai';
import { isProblem } from '../problem/index.ts';
import { modelErrors } from './errors.ts';
import type { Connection } from './providers/connection.ts';
import { explain, isRetryable } from './providers/explain.ts';

/** Texts of one request. */
export const TEXTS_AT_ONCE = 64;
/** Requests to one provider at a time, of the whole process. */
export const CALLS_AT_ONCE = 2;
const MAX_RETRIES = 6;
const FIRST_WAIT_MS = 500;
/** A provider that asks for a longer wait is not waited for. */
const MAX_WAIT_MS = 60_000;
const NO_KEY = 'none';

/** Makes vectors of texts. Throws `model_...` problems. */
export type Embed = (texts: readonly string[], signal: AbortSignal) => Promise<Float32Array[]>;

async function connect({ kind, baseUrl, key, wireName, providerName }: Connection): Promise<EmbeddingModel> {
  const settings = { apiKey: key ?? NO_KEY, ...(baseUrl ? { baseURL: baseUrl } : {}) };
  switch (kind) {
    case 'openai':
      return (await import('@ai-sdk/openai')).createOpenAI(settings).embeddingModel(wireName);
    case 'google':
      return (await import('@ai-sdk/google')).createGoogleGenerativeAI(settings).embeddingModel(wireName);
    case 'openai-compatible': {
      const { createOpenAICompatible } = await import('@ai-sdk/openai-compatible');
      const name = providerName.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-');
      return createOpenAICompatible({ ...settings, name, baseURL: baseUrl ?? '' }).embeddingModel(wireName);
    }
    case 'anthropic':
      throw modelErrors.embeddings_unsupported(providerName);
  }
}

/**
 * The embeddings of a provider, in batches, no more than CALLS_AT_ONCE at a time; one that asks to be left alone for a
 * while (429 with Retry-After) is left alone by all of them.
 */
export function embedder(connection: Connection, pace: Pace): Embed {
  let connected: Promise<EmbeddingModel> | undefined;

  async function once(values: string[], signal: AbortSignal): Promise<number[][]> {
    const { embedMany } = await import('ai');
    globalThis.AI_SDK_LOG_WARNINGS = false; // the console is for people
    try {
      connected ??= connect(connection);
      const { embeddings } = await embedMany({
        ...{ model: await connected, values, maxRetries: 0, maxParallelCalls: 1, abortSignal: signal },
      });
      return embeddings;
    } catch (error) {
      signal.throwIfAborted();
      throw isProblem(error) ? error : explain(error, connection.providerName);
    }
  }

  async function patiently(values: string[], signal: AbortSignal): Promise<number[][]> {
    for (let retry = 0; ; retry++) {
      try {
        return await pace.run(() => once(values, signal), signal);
      } catch (error) {
        if (!isRetryable(error) || retry >= MAX_RETRIES) throw error;
        const asked = (error.retryAfterSeconds ?? 0) * 1_000;
        if (asked > MAX_WAIT_MS) throw error;
        pace.rest(Math.max(asked, FIRST_WAIT_MS * 2 ** retry));
      }
    }
  }

  return async (texts, signal) => {
    const vectors: Float32Array[] = [];
    for (let at = 0; at < texts.length; at += TEXTS_AT_ONCE) {
      const some = texts.slice(at, at + TEXTS_AT_ONCE);
      const made = await patiently(some, signal);
      const width = made[0]?.length ?? 0;
      if (made.length !== some.length || width === 0 || made.some((vector) => vector.length !== width))
        throw modelErrors.model_answer_broken(connection.providerName);
      vectors.push(...made.map((vector) => Float32Array.from(vector)));
    }
    return vectors;
  };
}

export interface Pace {
  run<T>(act: () => Promise<T>, signal: AbortSignal): Promise<T>;
  /** Nobody begins before so long. */
  rest(ms: number): void;
}

export function createPace(now: () => number = Date.now): Pace {
  const waiting: (() => void)[] = [];
  let [running, until] = [0, 0];

  async function begin(signal: AbortSignal): Promise<void> {
    if (running >= CALLS_AT_ONCE) await new Promise<void>((resolve) => waiting.push(resolve));
    else running++;
    try {
      for (let left = until - now(); left > 0; left = until - now()) await pause(left, undefined, { signal });
      signal.throwIfAborted();
    } catch (error) {
      end();
      throw error;
    }
  }
  /** The place goes to whoever waits longest. */
  function end(): void {
    const next = waiting.shift();
    if (next) next();
    else running--;
  }

  return {
    async run(act, signal) {
      await begin(signal);
      try {
        return await act();
      } finally {
        end();
      }
    },
    rest(ms) {
      until = Math.max(until, now() + ms);
    },
  };
}
