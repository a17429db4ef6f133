import { HTTPException } from 'hono/http-exception';
import { Problem } from '../problem/index.ts';
import type { ProblemBody } from './contract.ts';
import { httpErrors } from './errors.ts';

function fromHttpException(error: HTTPException): Problem {
  if (error.status === 413) return httpErrors.body_too_large(0);
  if (/json/i.test(error.message)) return httpErrors.json_malformed();
  if (error.status === 400) return httpErrors.body_malformed();
  return httpErrors.request_refused(error.message.toLowerCase());
}

/** Every error as a problem. What is not one of ours becomes `internal_error` and says nothing of its cause. */
export function toProblem(error: unknown): Problem {
  if (error instanceof Problem) return error;
  if (error instanceof HTTPException) return fromHttpException(error);
  return httpErrors.internal_error();
}

function title(status: number): string {
  if (status >= 500) return 'Server failure';
  const titles: Record<number, string> = {
    401: 'Not signed in',
    403: 'Not allowed',
    404: 'Not found',
    409: 'Conflict',
    413: 'Too large',
    429: 'Too many requests',
  };
  return titles[status] ?? 'Request refused';
}

export function problemBody(problem: Problem, requestId: string): ProblemBody {
  return {
    type: `urn:agenticgen:problem:${problem.code}`,
    title: title(problem.status),
    status: problem.status,
    code: problem.code,
    detail: problem.message,
    requestId,
    ...problem.details,
  };
}

/** Renders any error as `application/problem+json` (RFC 9457). The only place where errors become responses. */
export function renderError(
  error: unknown,
  requestId: string,
  headers: Record<string, string> = {},
): Response {
  const problem = toProblem(error);
  const response = new Response(JSON.stringify(problemBody(problem, requestId)), {
    status: problem.status,
    headers,
  });
  response.headers.set('content-type', 'application/problem+json; charset=utf-8');
  if (problem.retryAfterSeconds) response.headers.set('retry-after', String(problem.retryAfterSeconds));
  if (problem.status === 401) response.headers.set('www-authenticate', 'Bearer');
  return response;
}
