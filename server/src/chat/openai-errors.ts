import { toProblem } from '../http/index.ts';
import { Problem } from '../problem/index.ts';

/** A failed run as a problem, so that the edge gives it a status. */
export function openaiError(payload: Record<string, unknown>): Problem {
  const { code, message } = payload as { code?: string; message?: string };
  return new Problem({
    status: code === 'budget_reached' ? 429 : 502,
    code: code ?? 'internal_error',
    message: message ?? 'Cannot finish answer',
  });
}

/** The shape in which OpenAI's clients expect a failure. */
export function openaiErrorBody(error: unknown) {
  const { code, message, status } = toProblem(error);
  const type = status >= 500 ? 'server_error' : 'invalid_request_error';
  return { error: { message, type, code, param: null } };
}

/** The same problem, with a member that OpenAI's clients read their message and code from. */
export function withOpenaiError(error: unknown): Problem {
  const problem = toProblem(error);
  return problem.with({ ...problem.details, ...openaiErrorBody(problem) });
}
