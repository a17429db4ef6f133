// The public face over a channel that answers requests: checks what comes in, keeps time, tells of what happened.

import { SearchError } from '../lib/errors.ts';
import type { SearchEvent } from '../lib/events.ts';
import { MAX_IDS } from '../lib/limits.ts';
import { checkPassages, isId } from '../lib/passage.ts';
import { checkQuery } from '../lib/query.ts';
import type { Collection, Search } from '../lib/search.ts';
import type { Arguments, Result, Verb } from './sqlite/calls.ts';

/** What differs between drivers. */
export type Channel = {
  call<V extends Verb>(collection: string, verb: V, args: Arguments<V>): Promise<Result<V>>;
  drop(collection: string): Promise<void>;
  close(): Promise<void>;
};
export type Observer = { onEvent: (event: SearchEvent) => void; now: () => number };

const COLLECTION_NAME = /^[a-z0-9][a-z0-9_-]{0,63}$/;

export function createClient(channel: Channel, { onEvent, now }: Observer): Search {
  let closed: Promise<void> | undefined;

  const call = async <V extends Verb>(
    collection: string,
    verb: V,
    ...args: Arguments<V>
  ): Promise<Result<V>> => {
    if (closed) throw new SearchError('search_closed', 'Cannot search: it is closed');
    const startedAt = now();
    try {
      const result = await channel.call(collection, verb, args);
      const event = eventOf(collection, verb, args, result, now() - startedAt);
      if (event) onEvent(event);
      return result;
    } catch (error) {
      onEvent({ type: 'failed', collection, code: error instanceof SearchError ? error.code : 'unknown' });
      throw error;
    }
  };
  return {
    collection: (name) => openCollection(checkedName(name), call),
    async drop(name) {
      await channel.drop(checkedName(name));
      onEvent({ type: 'collection-dropped', collection: name });
    },
    close: () => (closed ??= channel.close()),
  };
}

type Call = <V extends Verb>(collection: string, verb: V, ...args: Arguments<V>) => Promise<Result<V>>;

function openCollection(name: string, call: Call): Collection {
  return {
    name,
    async upsert(passages) {
      checkPassages(passages);
      if (passages.length > 0) await call(name, 'upsert', passages);
    },
    async replaceDocument(documentId, passages) {
      checkPassages(passages, documentId);
      await call(name, 'replaceDocument', checkedId(documentId), passages);
    },
    deleteDocument: async (documentId) => call(name, 'deleteDocument', checkedId(documentId)),
    async get(ids) {
      if (ids.length > MAX_IDS)
        throw new SearchError(
          'search_batch_too_large',
          `Cannot get passages: got ${ids.length} ids, at most ${MAX_IDS}`,
        );
      return call(name, 'get', ids);
    },
    listDocument: async (documentId) => call(name, 'listDocument', checkedId(documentId)),
    count: () => call(name, 'count'),
    async query(query) {
      checkQuery(query);
      return call(name, 'query', query);
    },
  };
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
