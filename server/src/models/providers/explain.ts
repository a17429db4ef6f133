import { isProblem, type Problem } from '../../problem/index.ts';
import { modelErrors } from '../errors.ts';

interface ApiFailure {
  statusCode?: number;
  responseHeaders?: Record<string, string>;
}

function retryAfterSeconds(failure: ApiFailure): number | undefined {
  const value = failure.responseHeaders?.['retry-after'] ?? '';
  const seconds = Number(value) || (Date.parse(value) - Date.now()) / 1000;
  return Number.isFinite(seconds) && seconds > 0 ? seconds : undefined;
}

/** Keeps the wait that the provider asks for: seconds or a date (RFC 9110, 10.2.3). */
function waiting(problem: Problem, failure: ApiFailure): Problem {
  const seconds = retryAfterSeconds(failure);
  return seconds === undefined ? problem : problem.retryAfter(seconds);
}

/** Refusals that say nothing against the request: time-out, conflict, too early. */
const PASSING = new Set([408, 409, 425]);

/**
 * What went wrong in a call, as a problem. What the provider said is not passed on: it may quote the request,
 * and with it secrets.
 */
export function explain(error: unknown, provider: string): Problem {
  if (isProblem(error)) return error;
  const failure = (error ?? {}) as ApiFailure;
  const status = failure.statusCode;
  if (status === 401 || status === 403) return modelErrors.model_key_refused(provider);
  if (status === 429) return waiting(modelErrors.model_rate_limited(provider), failure);
  if (status !== undefined && status >= 400 && status < 500 && !PASSING.has(status)) {
    return modelErrors.model_request_refused(provider, status);
  }
  if (status !== undefined) return waiting(modelErrors.model_unavailable(provider), failure);
  return error === undefined
    ? modelErrors.model_answer_broken(provider)
    : modelErrors.model_unavailable(provider);
}

const RETRYABLE = new Set(['model_rate_limited', 'model_unavailable', 'model_answer_broken']);

/** True where the same request may do better a moment later. */
export function isRetryable(error: unknown): error is Problem {
  return isProblem(error) && RETRYABLE.has(error.code);
}
