// The public face over a channel that answers requests: checks what comes in, keeps time, tells of what happened.

import { SearchError } from '../lib/errors.ts';
import type { SearchEvent } from '../lib/events.ts';
import { checkIndexOptions } from '../lib/index-options.ts';
import { MAX_IDS } from '../lib/limits.ts';
import { checkPassages, isId } from '../lib/passage.ts';
import { checkNearest, checkQuery, filterProblem, type Hit, type Rerank } from '../lib/query.ts';
import type { Collection, CollectionOptions, Search } from '../lib/search.ts';
import type { Arguments, Result, Verb } from './sqlite/calls.ts';

/** A collection and what it was asked to be. */
export type Target = { name: string; options: CollectionOptions };
/** What differs between drivers. */
export type Channel = {
  call<V extends Verb>(target: Target, verb: V, args: Arguments<V>): Promise<Result<V>>;
  /** Makes the graph anew and the file small. */
  compact(target: Target): Promise<void>;
  drop(collection: string): Promise<void>;
  close(): Promise<void>;
};
export type Observer = { onEvent: (event: SearchEvent) => void; now: () => number };

const DEFAULT_RERANK_DEPTH = 50;
const COLLECTION_NAME = /^[a-z0-9][a-z0-9_-]{0,63}$/;

export function createClient(channel: Channel, { onEvent, now }: Observer): Search {
  let closed: Promise<void> | undefined;

  const call = async <V extends Verb>(target: Target, verb: V, ...args: Arguments<V>): Promise<Result<V>> => {
    const collection = target.name;
    if (closed) throw new SearchError('search_closed', 'Cannot search: it is closed');
    const startedAt = now();
    try {
      const result = await channel.call(target, verb, args);
      const event = eventOf(collection, verb, args, result, now() - startedAt);
      if (event) onEvent(event);
      return result;
    } catch (error) {
      onEvent({ type: 'failed', collection, code: error instanceof SearchError ? error.code : 'unknown' });
      throw error;
    }
  };
  const compact = async (target: Target): Promise<void> => {
    if (closed) throw new SearchError('search_closed', 'Cannot compact: search is closed');
    await channel.compact(target);
  };
  return {
    collection(name, options = {}) {
      checkIndexOptions(options.index ?? {});
      return openCollection({ name: checkedName(name), options }, { call, compact, onEvent });
    },
    async drop(name) {
      await channel.drop(checkedName(name));
      onEvent({ type: 'collection-dropped', collection: name });
    },
    close: () => (closed ??= channel.close()),
  };
}

type Call = <V extends Verb>(target: Target, verb: V, ...args: Arguments<V>) => Promise<Result<V>>;

type Acts = { call: Call; compact(target: Target): Promise<void>; onEvent: Observer['onEvent'] };

function openCollection(target: Target, { call, compact, onEvent }: Acts): Collection {
  return {
    name: target.name,
    async upsert(passages) {
      checkPassages(passages);
      if (passages.length > 0) await call(target, 'upsert', passages);
    },
    async replaceDocument(documentId, passages) {
      checkPassages(passages, documentId);
      await call(target, 'replaceDocument', checkedId(documentId), passages);
    },
    deleteDocument: async (documentId) => call(target, 'deleteDocument', checkedId(documentId)),
    async get(ids) {
      if (ids.length > MAX_IDS)
        throw new SearchError(
          'search_batch_too_large',
          `Cannot get passages: got ${ids.length} ids, at most ${MAX_IDS}`,
        );
      return call(target, 'get', ids);
    },
    listDocument: async (documentId) => call(target, 'listDocument', checkedId(documentId)),
    async count(filter) {
      const problem = filterProblem(filter ?? {});
      if (problem) throw new SearchError('search_query_invalid', `Cannot count: ${problem}`);
      return call(target, 'count', filter);
    },
    async query(query, options = {}) {
      checkQuery(query, options);
      const { rerank } = options;
      if (!rerank) return call(target, 'query', query);
      const limit = Math.max(query.limit, options.rerankDepth ?? DEFAULT_RERANK_DEPTH);
      const hits = await call(target, 'query', { ...query, limit });
      const order = await reranked(hits, query.text ?? '', rerank).catch(() => undefined);
      if (!order) onEvent({ type: 'rerank-failed', collection: target.name });
      return (order ?? hits).slice(0, query.limit);
    },
    async nearest(vectors, limit, filter) {
      checkNearest(vectors, limit, filter ?? {});
      return vectors.length === 0 ? [] : call(target, 'nearest', vectors, limit, filter);
    },
    compact: () => compact(target),
  };
}

/** A reranker that fails must not take the answer along: the order stays as it was. */
async function reranked(hits: Hit[], question: string, rerank: Rerank): Promise<Hit[] | undefined> {
  const scores = await rerank(question, hits);
  if (scores.length !== hits.length || !scores.every(Number.isFinite)) return undefined;
  return hits
    .map((hit, index) => ({ ...hit, score: scores[index] as number }))
    .sort((a, b) => b.score - a.score || (a.id < b.id ? -1 : 1));
}

function eventOf(
  collection: string,
  verb: Verb,
  args: unknown[],
  result: unknown,
  durationMs: number,
): SearchEvent | undefined {
  const sizeOf = (value: unknown) => (Array.isArray(value) ? value.length : Number(value));
  switch (verb) {
    case 'upsert':
      return { type: 'passages-changed', collection, verb, passages: sizeOf(args[0]), durationMs };
    case 'replaceDocument':
      return { type: 'passages-changed', collection, verb, passages: sizeOf(args[1]), durationMs };
    case 'deleteDocument':
      return { type: 'passages-changed', collection, verb, passages: sizeOf(result), durationMs };
    case 'query': {
      const [{ mode }] = args as Arguments<'query'>;
      return { type: 'queried', collection, mode, hits: sizeOf(result), durationMs };
    }
    default:
      return undefined;
  }
}

/** A name becomes a file name, so it is narrow: no dots, no slashes, no upper case that two file systems see differently. */
function checkedName(name: string): string {
  if (COLLECTION_NAME.test(name)) return name;
  throw new SearchError(
    'search_collection_name_invalid',
    `Cannot open collection ${JSON.stringify(String(name).slice(0, 80))}: wanted 1 to 64 of a-z, 0-9, "_" and "-"`,
  );
}

function checkedId(documentId: string): string {
  if (isId(documentId)) return documentId;
  throw new SearchError(
    'search_passage_invalid',
    `Cannot use document ${JSON.stringify(String(documentId).slice(0, 80))}: no id`,
  );
}
