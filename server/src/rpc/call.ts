import { Code, ConnectError, type HandlerContext } from '@connectrpc/connect';
import type { ProblemBody } from '../http/index.ts';

export type Fetch = (request: Request) => Response | Promise<Response>;

/** What a caller may say with the metadata of a call. */
const METADATA = ['authorization', 'x-workspace-id', 'x-request-id'];

const CODES: Record<number, Code> = {
  400: Code.InvalidArgument,
  401: Code.Unauthenticated,
  403: Code.PermissionDenied,
  404: Code.NotFound,
  409: Code.FailedPrecondition,
  413: Code.ResourceExhausted,
  422: Code.InvalidArgument,
  429: Code.ResourceExhausted,
  503: Code.Unavailable,
};

/**
 * Asks the HTTP interface in the name of the caller: rights, checks, log lines and metrics stand there, once.
 * Throws the problem that it answers with as a ConnectError.
 */
export async function call(
  fetch: Fetch,
  context: Pick<HandlerContext, 'requestHeader' | 'signal'>,
  wanted: { method: string; path: string; body?: unknown },
): Promise<Response> {
  const headers = new Headers();
  for (const name of METADATA) {
    const value = context.requestHeader.get(name);
    if (value !== null) headers.set(name, value);
  }
  if (wanted.body !== undefined) headers.set('content-type', 'application/json');
  const request = new Request(`http://rpc${wanted.path}`, {
    method: wanted.method,
    headers,
    signal: context.signal,
    ...(wanted.body === undefined ? {} : { body: JSON.stringify(wanted.body) }),
  });
  const response = await fetch(request);
  if (!response.ok) throw await refusalOf(response);
  return response;
}

async function refusalOf(response: Response): Promise<ConnectError> {
  const { code, detail, ...rest } = (await response.json()) as ProblemBody & { errors?: unknown };
  const message = rest.errors === undefined ? detail : `${detail} ${JSON.stringify(rest.errors)}`;
  const metadata = new Headers({ 'problem-code': code });
  for (const name of ['retry-after', 'x-request-id']) {
    const value = response.headers.get(name);
    if (value !== null) metadata.set(name, value);
  }
  return new ConnectError(message, CODES[response.status] ?? Code.Internal, metadata);
}
