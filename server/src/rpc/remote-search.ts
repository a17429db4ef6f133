import {
  type Collection,
  SEARCH_ERROR_CODES,
  type Search,
  SearchError,
  type SearchEvent,
  searchThrough,
  type Target,
} from '@agenticgen/search';
import { Code, ConnectError, createClient } from '@connectrpc/connect';
import { createGrpcTransport } from '@connectrpc/connect-node';
import { SearchService } from './generated/agenticgen/search/v1/search_pb.ts';
import { MAX_SEARCH_MESSAGE_BYTES } from './listen.ts';
import { fromHit, toQuery } from './search-hits.ts';
import { fromStored, given, toFilter, toPassage, toTarget, toVector } from './search-messages.ts';

export interface RemoteSearchOptions {
  /** http://host:port of a process with ROLES=search. */
  url: string;
  token: string;
  onEvent?: (event: SearchEvent) => void;
}

/** What a collection is asked for, each act over the wire. */
type Acts = {
  [V in Exclude<keyof Collection, 'name' | 'compact'>]: (
    target: Target,
    ...args: Parameters<Collection[V]>
  ) => ReturnType<Collection[V]>;
};

/** The collections of a process of its own. What is asked is checked here, before it crosses the wire. */
export function remoteSearch({ url, token, onEvent = () => undefined }: RemoteSearchOptions): Search {
  const limits = { readMaxBytes: MAX_SEARCH_MESSAGE_BYTES, writeMaxBytes: MAX_SEARCH_MESSAGE_BYTES };
  const client = createClient(SearchService, createGrpcTransport({ baseUrl: url, ...limits }));
  const underWay = new Set<Promise<unknown>>();
  const options = { headers: { authorization: `Bearer ${token}` } };
  const tracked = async <T>(work: Promise<T>): Promise<T> => {
    underWay.add(work);
    try {
      return await work;
    } catch (error) {
      throw searchError(url, error);
    } finally {
      underWay.delete(work);
    }
  };
  const at = ({ name, options: wanted }: Target) => toTarget(name, wanted);

  const acts: Acts = {
    async upsert(target, passages) {
      await client.upsert({ target: at(target), passages: passages.map(toPassage) }, options);
    },
    async replaceDocument(target, documentId, passages) {
      const wanted = { target: at(target), documentId, passages: passages.map(toPassage) };
      await client.replaceDocument(wanted, options);
    },
    deleteDocument: async (target, documentId) =>
      (await client.deleteDocument({ target: at(target), documentId }, options)).passages,
    get: async (target, ids) =>
      (await client.get({ target: at(target), ids }, options)).passages.map(fromStored),
    listDocument: async (target, documentId) =>
      (await client.listDocument({ target: at(target), documentId }, options)).passages.map(fromStored),
    count: async (target, filter) =>
      (await client.count({ target: at(target), ...given({ filter: filter && toFilter(filter) }) }, options))
        .passages,
    query: async (target, query) =>
      (await client.query(toQuery(at(target), query), options)).hits.map(fromHit),
    async nearest(target, vectors, limit, filter = {}) {
      const wanted = { target: at(target), vectors: vectors.map(toVector), limit, filter: toFilter(filter) };
      const { answers } = await client.nearest(wanted, options);
      return answers.map(({ neighbours }) =>
        neighbours.map(({ id, documentId, score }) => ({ id, documentId, score })),
      );
    },
  };
  return searchThrough(
    {
      call: async (target, verb, args) => {
        const act = acts[verb as keyof Acts] as (target: Target, ...all: typeof args) => Promise<unknown>;
        return (await tracked(act(target, ...args))) as never;
      },
      compact: async (target) => {
        await tracked(client.compact({ target: at(target) }, options));
      },
      drop: async (name) => {
        await tracked(client.drop({ name }, options));
      },
      close: async () => {
        await Promise.allSettled(underWay);
      },
    },
    { onEvent, now: () => performance.now() },
  );
}

/** The engine's own refusal, or that the other process is not to be had. */
function searchError(url: string, error: unknown): SearchError {
  if (error instanceof SearchError) return error;
  const { rawMessage, metadata, code } = ConnectError.from(error);
  const told = SEARCH_ERROR_CODES.find((known) => known === metadata.get('problem-code'));
  if (told) return new SearchError(told, rawMessage, error);
  if (code === Code.ResourceExhausted)
    return new SearchError('search_batch_too_large', `Cannot send to search: ${rawMessage}`, error);
  return new SearchError(
    'search_failed',
    `Cannot search: the search at ${url} does not answer (${rawMessage})`,
    error,
  );
}
