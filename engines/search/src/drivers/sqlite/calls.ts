// What the worker is asked and how it answers, as plain data that can cross threads.
import { SearchError, type SearchErrorCode } from '../../lib/errors.ts';
import type { Passage } from '../../lib/passage.ts';
import type { CollectionOptions } from '../../lib/search.ts';
import { type CollectionFile, openCollectionFile } from './collection-file.ts';

type Verbs = Omit<CollectionFile, 'close' | 'prepare'>;
export type Verb = keyof Verbs;
export type Result<V extends Verb> = ReturnType<Verbs[V]>;
export type Arguments<V extends Verb> = Parameters<Verbs[V]>;

export type Request =
  | {
      kind: 'call';
      call: number;
      path: string;
      options?: CollectionOptions;
      verb: Verb;
      args: unknown[];
    }
  | { kind: 'release'; call: number; path: string }
  | { kind: 'close'; call: number };
export type Reply =
  | { call: number; value: unknown }
  | { call: number; error: { code: SearchErrorCode; message: string } };

/** Answers requests one by one; files stay open between them. */
export function createResponder(): (request: Request) => Reply {
  const open = new Map<string, PreparedFile>();

  const fileAt = (path: string, options: CollectionOptions): CollectionFile => {
    const file = open.get(path) ?? preparedFile(openCollectionFile(path));
    open.set(path, file);
    return file.as(options);
  };
  const release = (path: string) => {
    open.get(path)?.as({}).close();
    open.delete(path);
  };
  const perform = (request: Request): unknown => {
    switch (request.kind) {
      case 'call': {
        const file = fileAt(request.path, request.options ?? {});
        const act = file[request.verb] as (...args: unknown[]) => unknown;
        return act(...request.args);
      }
      case 'release':
        return release(request.path);
      case 'close':
        for (const path of [...open.keys()]) release(path);
        return undefined;
    }
  };
  return (request) => {
    try {
      return { call: request.call, value: perform(request) };
    } catch (error) {
      return { call: request.call, error: describe(error) };
    }
  };
}

export type PreparedFile = { as(options: CollectionOptions): CollectionFile };

/** Options are settled when they are first told and when others come, not at each call. */
export function preparedFile(file: CollectionFile): PreparedFile {
  let settled = '{}';
  return {
    as(options) {
      const wanted = JSON.stringify(options);
      if (wanted !== '{}' && wanted !== settled) {
        file.prepare(options);
        settled = wanted;
      }
      return file;
    },
  };
}

function describe(error: unknown): { code: SearchErrorCode; message: string } {
  if (error instanceof SearchError) return { code: error.code, message: error.message };
  return {
    code: 'search_failed',
    message: `Cannot search: ${error instanceof Error ? error.message : error}`,
  };
}

/** A view on a large buffer would take the whole buffer along when it is cloned. */
export function compact<V extends Verb>(args: Arguments<V>): unknown[] {
  return args.map((arg: unknown) => (Array.isArray(arg) ? arg.map(compactPassage) : arg));
}

function compactPassage(item: string | Passage): string | Passage {
  if (typeof item === 'string' || !item.vector || item.vector.byteLength === item.vector.buffer.byteLength)
    return item;
  return { ...item, vector: item.vector.slice() };
}
