// What the workers are asked and how they answer, as plain data that can cross threads.
import { SearchError, type SearchErrorCode } from '../../lib/errors.ts';
import type { Passage } from '../../lib/passage.ts';
import type { Filter } from '../../lib/query.ts';
import type { CollectionOptions } from '../../lib/search.ts';
import { type BuildOptions, buildGraph } from './build-graph.ts';
import { type CollectionFile, openCollectionFile } from './collection-file.ts';
import { learnBeside } from './learn.ts';
import { type PackedVectors, packNeighbours, unpackVectors } from './packed.ts';
import { openReader, type Reader } from './reader.ts';
import { loadResident, type Resident } from './resident.ts';

type Verbs = Omit<CollectionFile, 'close' | 'prepare' | 'share'>;
export type Verb = keyof Verbs;
export type Result<V extends Verb> = ReturnType<Verbs[V]>;
export type Arguments<V extends Verb> = Parameters<Verbs[V]>;

export const READ_VERBS: readonly Verb[] = [
  'get',
  'listDocument',
  'count',
  'query',
  'nearest',
] satisfies (keyof Reader)[];

export type Request =
  | { kind: 'call'; call: number; path: string; verb: Verb; args: unknown[] }
  | { kind: 'open'; call: number; path: string; options: CollectionOptions }
  /** Answered with what was learned from the passages of this moment. */
  | { kind: 'learn'; call: number; path: string }
  | { kind: 'build'; call: number; path: string; options: BuildOptions }
  | {
      kind: 'nearest';
      call: number;
      path: string;
      vectors: PackedVectors;
      limit: number;
      filter: Filter | undefined;
    }
  /** Answered with what fits into so many bytes, or nothing. */
  | { kind: 'reside'; call: number; path: string; maxBytes: number }
  | { kind: 'share'; call: number; path: string; resident: Resident }
  | { kind: 'release'; call: number; path: string }
  | { kind: 'close'; call: number };
export type Reply =
  | { call: number; value: unknown }
  | { call: number; error: { code: SearchErrorCode; message: string } };

/** A writer opens files for itself alone; readers look into what it has opened. */
export const WORKER_ROLES = ['writer', 'reader'] as const;
export type WorkerRole = (typeof WORKER_ROLES)[number];

type OpenFile = { close(): void } & Partial<Record<Verb, unknown>> &
  Partial<Pick<CollectionFile, 'prepare' | 'replaceDocuments'>> &
  Pick<Reader, 'nearest' | 'share'>;

/** Documents that are put into a collection in one transaction, if so many wait. */
export const MAX_TOGETHER = 64;
/** Passages of them, unless one document has more: what waits behind waits no longer than for one such. */
export const MAX_PASSAGES_TOGETHER = 2_000;

/** Answers requests that came together, in order; files stay open between them. */
export function createResponder(role: WorkerRole = 'writer'): (...requests: Request[]) => Iterable<Reply> {
  const open = new Map<string, OpenFile>();

  const fileAt = (path: string): OpenFile => {
    const file = open.get(path) ?? (role === 'writer' ? openCollectionFile(path) : openReader(path));
    open.set(path, file);
    return file;
  };
  const release = (path: string) => {
    open.get(path)?.close();
    open.delete(path);
  };
  const perform = (request: Request): unknown => {
    switch (request.kind) {
      case 'call': {
        const act = fileAt(request.path)[request.verb] as (...args: unknown[]) => unknown;
        return act(...request.args);
      }
      case 'open':
        return fileAt(request.path).prepare?.(request.options);
      case 'learn':
        return learnBeside(request.path);
      case 'build':
        return buildGraph(request.path, request.options);
      case 'nearest': {
        const { vectors, limit, filter } = request;
        return packNeighbours(fileAt(request.path).nearest(unpackVectors(vectors), limit, filter));
      }
      case 'reside':
        return loadResident(request.path, request.maxBytes);
      case 'share':
        return fileAt(request.path).share(request.resident);
      case 'release':
        return release(request.path);
      case 'close':
        for (const path of [...open.keys()]) release(path);
        return undefined;
    }
  };
  const answer = (request: Request): Reply => {
    try {
      return { call: request.call, value: perform(request) };
    } catch (error) {
      return { call: request.call, error: describe(error) };
    }
  };
  /** What a transaction costs, above all to reach the disk, is paid once for all of them. */
  const answerTogether = (requests: readonly Replacement[]): Reply[] => {
    const [first] = requests;
    const file = first && fileAt(first.path);
    const failures = file?.replaceDocuments?.(requests.map(({ args }) => args)) ?? [];
    return requests.map(({ call }, index) =>
      failures[index] === undefined ? { call, value: undefined } : { call, error: describe(failures[index]) },
    );
  };
  return function* (...requests) {
    for (const group of together(requests)) {
      if (group.length > 1 && group.every(isReplacement)) yield* answerTogether(group);
      else yield* group.map(answer);
    }
  };
}

type Replacement = Extract<Request, { kind: 'call' }> & { args: Arguments<'replaceDocument'> };

const isReplacement = (request: Request): request is Replacement =>
  request.kind === 'call' && request.verb === 'replaceDocument';

/** Neighbours that replace documents of one collection make a group; everything else is one by itself. */
function together(requests: readonly Request[]): Request[][] {
  const groups: Request[][] = [];
  let passages = 0;
  for (const request of requests) {
    const group = groups.at(-1);
    const last = group?.at(-1);
    const size = isReplacement(request) ? request.args[1].length : 0;
    const fits =
      last &&
      isReplacement(last) &&
      isReplacement(request) &&
      last.path === request.path &&
      passages + size <= MAX_PASSAGES_TOGETHER;
    if (group && fits) group.push(request);
    else groups.push([request]);
    passages = fits ? passages + size : size;
  }
  return groups;
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
  return args.map((arg: unknown) => (Array.isArray(arg) ? arg.map(compactItem) : arg));
}

function compactItem(item: string | Passage | Float32Array): string | Passage | Float32Array {
  if (typeof item === 'string') return item;
  if (item instanceof Float32Array) return isWhole(item) ? item : item.slice();
  return !item.vector || isWhole(item.vector) ? item : { ...item, vector: item.vector.slice() };
}

const isWhole = ({ byteLength, buffer }: Float32Array) => byteLength === buffer.byteLength;
