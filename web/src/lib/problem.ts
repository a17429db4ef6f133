/** A failure of a call to the server. `code` is stable: pages translate by it. */
export class ApiProblem extends Error {
  override readonly name = 'ApiProblem';
  readonly status: number;
  readonly code: string;
  readonly requestId: string | null;
  readonly fields: readonly { path: string; message: string }[];
  /** The whole answer, for what one kind of problem tells beside that. */
  readonly body: Readonly<Record<string, unknown>>;

  constructor(given: {
    status: number;
    code: string;
    detail: string;
    requestId?: string | null;
    fields?: readonly { path: string; message: string }[];
    body?: Readonly<Record<string, unknown>>;
  }) {
    super(given.detail);
    this.status = given.status;
    this.code = given.code;
    this.requestId = given.requestId ?? null;
    this.fields = given.fields ?? [];
    this.body = given.body ?? {};
  }
}

/** The code of a request that never reached the server. */
export const NETWORK = 'network_unreachable';

export function networkProblem(): ApiProblem {
  return new ApiProblem({ status: 0, code: NETWORK, detail: 'Cannot reach the server' });
}

/** Reads a problem+json body; whatever else came becomes a problem with a code of its own. */
export async function problemOf(response: Response): Promise<ApiProblem> {
  const body = await response.json().catch(() => null);
  return problemFrom(response.status, body);
}

export function problemFrom(status: number, body: unknown): ApiProblem {
  const { code, detail, requestId, errors } = (body ?? {}) as Record<string, unknown>;
  return new ApiProblem({
    status,
    code: typeof code === 'string' ? code : 'answer_unreadable',
    detail: typeof detail === 'string' ? detail : `Cannot read answer: status ${status} without a problem`,
    requestId: typeof requestId === 'string' ? requestId : null,
    fields: Array.isArray(errors) ? errors : [],
    body: (body ?? {}) as Record<string, unknown>,
  });
}

export function asProblem(error: unknown): ApiProblem {
  if (error instanceof ApiProblem) return error;
  const detail = error instanceof Error ? error.message : String(error);
  return new ApiProblem({ status: 0, code: 'page_failed', detail });
}

/** Worth another try by itself: the network, or a server that stops or is overloaded. */
export function isPassing(error: unknown): boolean {
  if (!(error instanceof ApiProblem)) return false;
  return error.status === 0 || error.status === 408 || error.status === 429 || error.status >= 500;
}
