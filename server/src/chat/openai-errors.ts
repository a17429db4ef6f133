import { isProblem, Problem } from '../problem/index.ts';

/** A failed run as a problem, so that the edge gives it a status. */
export function openaiError(payload: Record<string, unknown>): Problem {
  const { code, message } = payload as { code?: string; message?: string };
  return new Problem({
    status: 502,
    code: code ?? 'internal_error',
    message: message ?? 'Cannot finish answer',
  });
}

/** The shape in which OpenAI's clients expect a failure inside a stream. */
export function openaiErrorBody(error: unknown) {
  const code = isProblem(error) ? error.code : 'internal_error';
  const message = isProblem(error) ? error.message : 'Cannot finish answer: the server failed';
  return { error: { message, type: 'server_error', code, param: null } };
}
