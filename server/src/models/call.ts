import { setTimeout as pause } from 'node:timers/promises';
import { isProblem, type Problem } from '../problem/index.ts';
import type { CallPart, ChatModel, ModelPart, ModelRequest } from './chat-model.ts';
import type { ModelView } from './contract.ts';
import { modelErrors } from './errors.ts';
import { isRetryable } from './providers/explain.ts';

/** Further tries of one model before the next of the chain is asked. */
export const MAX_RETRIES = 2;
export const BACKOFF_MS = 400;
/** Longer waits that a provider asks for are not waited: the fallback, or the person, decides. */
export const MAX_WAIT_MS = 10_000;
const MICROS_PER_MILLION = 1_000_000;

export interface Candidate {
  view: ModelView;
  model: ChatModel;
}

/** How one try went. */
export interface CallRecord {
  modelId: string;
  outcome: string;
  inputTokens: number;
  outputTokens: number;
  costMicros: number;
  firstTokenMs: number | null;
  durationMs: number;
  startedAt: number;
}

export interface CallNeeds {
  now(): number;
  /** 0 to 1, for the jitter of pauses. */
  random(): number;
  record(call: CallRecord): Promise<void>;
}

export function costOf(view: ModelView, inputTokens: number, outputTokens: number): number {
  const micros = inputTokens * view.inputMicrosPerMillion + outputTokens * view.outputMicrosPerMillion;
  return Math.round(micros / MICROS_PER_MILLION);
}

interface Try {
  record: CallRecord;
  /** Something was said: it cannot be said again by another try. */
  spoke: boolean;
}

function newTry(view: ModelView, startedAt: number): Try {
  const record: CallRecord = {
    modelId: view.id,
    outcome: 'ok',
    inputTokens: 0,
    outputTokens: 0,
    costMicros: 0,
    firstTokenMs: null,
    durationMs: 0,
    startedAt,
  };
  return { record, spoke: false };
}

function toCallPart(part: ModelPart, { view }: Candidate, { record }: Try): CallPart {
  if (part.type !== 'finish') return part;
  const { reason, usage } = part;
  record.inputTokens = usage.inputTokens;
  record.outputTokens = usage.outputTokens;
  record.costMicros = costOf(view, usage.inputTokens, usage.outputTokens);
  const { costMicros } = record;
  return { type: 'finish', reason, ...usage, costMicros, modelId: view.id, modelName: view.name };
}

/** One try within the model's time. Whatever way it ends, it is recorded. */
async function* once(needs: CallNeeds, candidate: Candidate, request: ModelRequest, attempt: Try) {
  const { view, model } = candidate;
  const { record } = attempt;
  const timeout = AbortSignal.timeout(view.timeoutMs);
  const signal = AbortSignal.any([request.signal, timeout]);
  const began = performance.now();
  try {
    for await (const part of model.stream({ ...request, signal })) {
      record.firstTokenMs ??= Math.round(performance.now() - began);
      attempt.spoke = true;
      yield toCallPart(part, candidate, attempt);
    }
  } catch (error) {
    const timedOut = timeout.aborted && !request.signal.aborted;
    const cause = timedOut ? modelErrors.model_timeout(Math.round(view.timeoutMs / 1000)) : error;
    record.outcome = isProblem(cause) ? cause.code : request.signal.aborted ? 'cancelled' : 'internal_error';
    throw cause;
  } finally {
    record.durationMs = Math.round(performance.now() - began);
    await needs.record(record);
  }
}

function waitOf(problem: Problem, retry: number, random: number): number {
  const asked = (problem.retryAfterSeconds ?? 0) * 1000;
  return Math.max(asked, BACKOFF_MS * 2 ** retry * (0.5 + random));
}

/**
 * Calls the first model of the chain, tries again where that may help, and goes on to the next model when it
 * does not: but never once something was said, for the reader has it already.
 * Throws the last problem.
 */
export async function* callChain(
  needs: CallNeeds,
  chain: readonly Candidate[],
  request: ModelRequest,
): AsyncIterable<CallPart> {
  let last: unknown = modelErrors.model_unknown('');
  for (const candidate of chain) {
    for (let retry = 0; retry <= MAX_RETRIES; retry++) {
      const attempt = newTry(candidate.view, needs.now());
      try {
        yield* once(needs, candidate, request, attempt);
        return;
      } catch (error) {
        request.signal.throwIfAborted();
        if (attempt.spoke) throw error;
        last = error;
        if (!isRetryable(error) || retry === MAX_RETRIES) break;
        const waitMs = waitOf(error, retry, needs.random());
        if (waitMs > MAX_WAIT_MS) break;
        await pause(waitMs, undefined, { signal: request.signal });
      }
    }
  }
  throw last;
}
