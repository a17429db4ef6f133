import type { RouteInput, RouteKey, RouteOutput } from './api-types.ts';
import { networkProblem, problemOf } from './problem.ts';
import { type RefreshNeeds, refreshAccessToken } from './refresh.ts';

export interface ApiNeeds extends RefreshNeeds {
  /** The workspace that calls are for; null for the person's first one. */
  workspace(): string | null;
  /** Told of every request whether it reached the server. */
  onReach(reached: boolean): void;
}

type Options = { signal?: AbortSignal | undefined };
type Given<K extends RouteKey> = RouteInput<K> & Options;
/** The input may be left out where nothing in it is required. */
type Arguments<K extends RouteKey> = object extends Given<K> ? [given?: Given<K>] : [given: Given<K>];

export interface Api {
  /** Calls a route by its name, 'GET /api/v1/me'. Throws ApiProblem. */
  call<K extends RouteKey>(route: K, ...given: Arguments<K>): Promise<RouteOutput<K>>;
  /** A request with the caller's token; refreshes it once when it is refused. Throws ApiProblem unless it is 2xx. */
  fetch(path: string, init?: RequestInit): Promise<Response>;
  /** Headers that name the caller, for requests that fetch() cannot make. */
  headers(): Record<string, string>;
  /** A newer access token than the one refused, or null when the session is over. */
  refresh(refused: string): Promise<string | null>;
}

interface LooseInput extends Options {
  params?: Record<string, string>;
  query?: Record<string, unknown>;
  body?: unknown;
}

export function createApi(needs: ApiNeeds): Api {
  const token = () => needs.sessions.read()?.accessToken ?? null;
  const refresh = (refused: string) => refreshAccessToken(needs, refused);

  function headers(): Record<string, string> {
    const workspace = needs.workspace();
    const bearer = token();
    return {
      ...(bearer ? { authorization: `Bearer ${bearer}` } : {}),
      ...(workspace ? { 'x-workspace-id': workspace } : {}),
    };
  }

  async function reach(path: string, init: RequestInit): Promise<Response> {
    try {
      const response = await needs.fetch(path, { ...init, headers: { ...init.headers, ...headers() } });
      needs.onReach(true);
      return response;
    } catch (error) {
      if (init.signal?.aborted) throw error;
      needs.onReach(false);
      throw networkProblem();
    }
  }

  async function authorized(path: string, init: RequestInit = {}): Promise<Response> {
    const used = token();
    const response = await reach(path, init);
    if (response.ok) return response;
    const problem = await problemOf(response);
    if (response.status !== 401 || !used || !problem.code.startsWith('token_')) throw problem;
    if ((await refresh(used)) === null) throw problem;
    const second = await reach(path, init);
    if (second.ok) return second;
    throw await problemOf(second);
  }

  async function call<K extends RouteKey>(route: K, ...[given]: Arguments<K>): Promise<RouteOutput<K>> {
    const { method, path, init } = requestOf(route, (given ?? {}) as LooseInput);
    const response = await authorized(path, { ...init, method });
    const text = await response.text();
    return (text === '' ? undefined : JSON.parse(text)) as RouteOutput<K>;
  }

  return { call, fetch: authorized, headers, refresh };
}

/** The request that a route's name and input stand for. */
export function requestOf(route: string, { params, query, body, signal }: LooseInput) {
  const [method = 'GET', pattern = '/'] = route.split(' ');
  const path = pattern.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(params?.[name] ?? ''));
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query ?? {})) {
    if (value !== undefined && value !== null && value !== '') search.set(name, String(value));
  }
  const init: RequestInit = { signal: signal ?? null };
  if (body !== undefined) {
    init.body = JSON.stringify(body);
    init.headers = { 'content-type': 'application/json' };
  }
  return { method, path: search.size > 0 ? `${path}?${search}` : path, init };
}
