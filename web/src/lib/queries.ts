import { queryOptions, useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { can } from './ability.ts';
import { allPages, type Page } from './all-pages.ts';
import type { Api } from './api.ts';
import type { Me, RouteInput, RouteKey, RouteOutput } from './api-types.ts';
import { useApi } from './client.tsx';
import { isPassing } from './problem.ts';

const MAX_RETRIES = 2;

/** Passing failures are tried again by themselves, refusals are not. */
export function retry(failures: number, error: Error): boolean {
  return failures < MAX_RETRIES && isPassing(error);
}

export function meQuery(api: Api) {
  return queryOptions({
    queryKey: ['GET /api/v1/me'],
    queryFn: ({ signal }) => api.call('GET /api/v1/me', { signal }),
    staleTime: 60_000,
  });
}

/** Who is signed in. Only for pages below the shell, which loads it first. */
export function useMe(): Me {
  const { data } = useQuery(meQuery(useApi()));
  if (!data) throw new TypeError('Cannot use me: nobody is signed in here');
  return data;
}

export function useCan(): (action: string, subject: string, record?: object) => boolean {
  const { rules } = useMe();
  return (action, subject, record) => can(rules, action, subject, record);
}

type Given<K extends RouteKey> = RouteInput<K>;

interface ReadOptions {
  /** In ms, or told by what is known so far. */
  refetchInterval?: number | false | ((query: { state: { data: unknown } }) => number | false);
  enabled?: boolean;
  staleTime?: number;
  /** For what may come a moment later: how often, and after how many ms. */
  retry?: number;
  retryDelay?: number;
}

/** A read by its route's name. The name and the input are the cache key. */
export function useRead<K extends RouteKey>(route: K, given: Given<K>, options: ReadOptions = {}) {
  const api = useApi();
  const call = api.call as (route: K, given: object) => Promise<RouteOutput<K>>;
  return useQuery({
    queryKey: [route, given],
    queryFn: ({ signal }) => call(route, { ...(given as object), signal }),
    ...options,
  });
}

type ItemOf<P> = P extends Page<infer I> ? I : never;

/** A paged list, read to its end. */
export function useList<K extends RouteKey>(
  route: K,
  given: Given<K>,
  options: { refetchInterval?: number | false; enabled?: boolean } = {},
) {
  const api = useApi();
  const call = api.call as unknown as (route: K, given: object) => Promise<Page<ItemOf<RouteOutput<K>>>>;
  return useQuery({
    queryKey: [route, given],
    queryFn: ({ signal }) =>
      allPages((cursor) => {
        const { query, ...rest } = given as { query?: object };
        return call(route, { ...rest, query: { limit: PAGE_SIZE, ...query, cursor }, signal });
      }),
    ...options,
  });
}

/** A paged list, read page by page as far as it is wanted; `items` has what was read so far. */
export function usePages<K extends RouteKey>(
  route: K,
  given: Given<K>,
  options: { refetchInterval?: number | false; enabled?: boolean } = {},
) {
  const api = useApi();
  const call = api.call as unknown as (route: K, given: object) => Promise<Page<ItemOf<RouteOutput<K>>>>;
  const { query, ...rest } = given as { query?: object };
  const pages = useInfiniteQuery({
    queryKey: [route, 'pages', given],
    queryFn: ({ pageParam, signal }) =>
      call(route, { ...rest, query: { ...query, ...(pageParam ? { cursor: pageParam } : {}) }, signal }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
    ...options,
  });
  return { ...pages, data: pages.data?.pages.flatMap((page) => page.items) };
}

const PAGE_SIZE = 200;

/** A write; what it changes is read again. `touches` names routes. */
export function useWrite<K extends RouteKey>(route: K, touches: readonly RouteKey[] = []) {
  const api = useApi();
  const queries = useQueryClient();
  const call = api.call as (route: K, given: object) => Promise<RouteOutput<K>>;
  return useMutation({
    mutationFn: (given: Given<K>) => call(route, given as object),
    onSuccess: () => Promise.all(touches.map((key) => queries.invalidateQueries({ queryKey: [key] }))),
  });
}
