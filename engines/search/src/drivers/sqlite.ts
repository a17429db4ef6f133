import { mkdirSync, rmSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { basename, join } from 'node:path';
import type { SearchEvent } from '../lib/events.ts';
import type { CollectionOptions, Search } from '../lib/search.ts';
import { createChores } from './chores.ts';
import { type Channel, createClient, type Target } from './client.ts';
import { type Arguments, compact, READ_VERBS, type Result, type Verb } from './sqlite/calls.ts';
import type { Chore } from './sqlite/chore.ts';
import { connectWorker } from './sqlite/connection.ts';
import { type GraphMeta, removeGraphs } from './sqlite/graph.ts';
import { lockPath } from './sqlite/lock.ts';
import type { Learned } from './sqlite/move.ts';
import { type PackedNeighbours, packVectors, unpackNeighbours } from './sqlite/packed.ts';
import { createResidents } from './sqlite/residents.ts';

export type SearchOptions = {
  /** Holds the files of the collections; made when missing. Belongs to one process at a time. */
  folder: string;
  /** Threads that answer queries; by default as many as there are cores, at most 4. */
  readers?: number;
  /** For vectors that readers share in memory, beside the graphs; 512 MiB by default. What has no room is read from the files. */
  sharedBytes?: number;
  onEvent?: (event: SearchEvent) => void;
  /** Monotonic milliseconds. */
  now?: () => number;
};

const MAX_DEFAULT_READERS = 4;
const DEFAULT_SHARED_BYTES = 512 * 2 ** 20;
/** The words of what was removed are wiped out of a large collection when nothing was written for so long. */
const QUIET_MS = 2_000;

/** Collections on disk: one thread writes, others read, and one more makes graphs. */
export function createSearch({
  folder,
  readers = Math.min(MAX_DEFAULT_READERS, availableParallelism()),
  sharedBytes = DEFAULT_SHARED_BYTES,
  onEvent = () => {},
  now = () => performance.now(),
}: SearchOptions): Search {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  return createClient(createThreads({ folder, readers, sharedBytes, onEvent }), { onEvent, now });
}

type Threads = Required<Pick<SearchOptions, 'folder' | 'readers' | 'sharedBytes' | 'onEvent'>>;

function createThreads({ folder, readers: readerCount, sharedBytes, onEvent }: Threads): Channel {
  const writer = connectWorker('writer');
  const builder = connectWorker('writer');
  const residents = createResidents(builder, () => readers, sharedBytes);
  const readers = Array.from({ length: readerCount }, () => connectWorker('reader', residents.greetings));
  const opened = new Map<string, { wanted: string; options: CollectionOptions; ready: Promise<unknown> }>();
  /** Makes all anew: another graph before that would be for nothing. */
  const compacting = new Set<string>();
  /** Who comes meanwhile waits, and finds an empty collection. */
  const drops = new Map<string, Promise<void>>();
  const wipes = new Map<string, NodeJS.Timeout>();
  const underWay = new Set<Promise<unknown>>();
  let isClosing = false;
  const pathOf = (collection: string) => join(folder, `${collection}.sqlite`);

  /** The writer verifies a file and makes it what is wanted before anybody reads it. */
  const open = (path: string, options: CollectionOptions): Promise<unknown> => {
    const wanted = JSON.stringify(options);
    const known = opened.get(path);
    if (known && (known.wanted === wanted || wanted === '{}')) return known.ready;
    const ready = Promise.resolve(drops.get(path)).then(() => writer.ask({ kind: 'open', path, options }));
    opened.set(path, { wanted, options, ready });
    ready.then(
      () => {
        if (known) return;
        // What was under way when the process ended goes on.
        void reside(path).then(() => chores.begin(path));
      },
      () => opened.get(path)?.ready === ready && opened.delete(path),
    );
    return ready;
  };
  /** Until it is done, and if it fails, readers ask the file. */
  const reside = async (path: string): Promise<void> => {
    const token = opened.get(path);
    const isCurrent = () => token !== undefined && opened.get(path) === token && !isClosing;
    await residents.refresh(path, isCurrent).catch(() => undefined);
  };
  const write = (path: string, verb: Verb, args: unknown[] = []) =>
    writer.ask({ kind: 'call', path, verb, args });
  const leastBusy = () =>
    readers.reduce((best, reader) => (reader.pending() < best.pending() ? reader : best));

  /** Resolves with whether there is another graph than before. */
  const build = async (path: string, options: CollectionOptions, anew: boolean): Promise<boolean> => {
    const threads = Math.max(1, Math.floor(availableParallelism() / 2));
    const token = opened.get(path);
    const graph = (await builder.ask({
      kind: 'build',
      path,
      options: { ...options.index, anew, threads },
    })) as GraphMeta | undefined;
    // The collection of that name may be another by now.
    if (!graph || !token || opened.get(path) !== token) return false;
    await write(path, 'adopt', [graph]);
    await reside(path);
    return true;
  };
  const learn = async (path: string): Promise<boolean> => {
    const token = opened.get(path);
    const learned = (await builder.ask({ kind: 'learn', path })) as Learned;
    if (!token || opened.get(path) !== token) return false;
    await write(path, 'beginMove', [learned]);
    return true;
  };
  const chores = createChores({
    async due(path) {
      const token = opened.get(path);
      await token?.ready;
      // The writer would make anew what was dropped.
      if (!token || opened.get(path) !== token) return undefined;
      return (await write(path, 'chore')) as Chore | undefined;
    },
    async act(path, chore) {
      if (chore === 'graph') return build(path, opened.get(path)?.options ?? {}, false);
      if (chore === 'learn') return learn(path);
      await write(path, chore === 'move' ? 'moveSome' : 'clearSome');
      return true;
    },
    hold(path) {
      const token = opened.get(path);
      return () => isClosing || compacting.has(path) || opened.get(path) !== token;
    },
    onFailed(path) {
      if (!isClosing && opened.has(path))
        onEvent({ type: 'failed', collection: basename(path, '.sqlite'), code: 'search_failed' });
    },
  });
  const wipeWhenQuiet = (path: string): void => {
    clearTimeout(wipes.get(path));
    const wipe = async () => {
      wipes.delete(path);
      if (isClosing || !opened.has(path)) return;
      if (await write(path, 'isWipingDue')) await write(path, 'wipe');
    };
    const timer = setTimeout(() => tracked(wipe()).catch(() => undefined), QUIET_MS);
    wipes.set(path, timer.unref());
  };
  const nearest = async (path: string, [vectors, limit, filter]: Arguments<'nearest'>) => {
    const asked = { kind: 'nearest', path, vectors: packVectors(vectors), limit, filter } as const;
    return unpackNeighbours((await leastBusy().ask(asked)) as PackedNeighbours);
  };
  const perform = async ({ name, options }: Target, verb: Verb, args: unknown[]): Promise<unknown> => {
    const path = pathOf(name);
    await open(path, options);
    if (verb === 'nearest') return nearest(path, args as Arguments<'nearest'>);
    if (READ_VERBS.includes(verb)) return leastBusy().ask({ kind: 'call', path, verb, args });
    return write(path, verb, args);
  };
  const tracked = <T>(work: Promise<T>): Promise<T> => {
    underWay.add(work);
    const done = () => underWay.delete(work);
    work.then(done, done);
    return work;
  };

  return {
    async call<V extends Verb>(target: Target, verb: V, args: Arguments<V>) {
      const result = await tracked(perform(target, verb, verb === 'nearest' ? args : compact(args)));
      if (!READ_VERBS.includes(verb)) {
        chores.begin(pathOf(target.name));
        wipeWhenQuiet(pathOf(target.name));
      }
      return result as Result<V>;
    },
    async compact(target) {
      const path = pathOf(target.name);
      compacting.add(path);
      const compaction = async () => {
        await open(path, target.options);
        await chores.rest(path);
        await build(path, target.options, true);
        await write(path, 'shrink');
      };
      await tracked(compaction().finally(() => compacting.delete(path)));
      chores.begin(path);
    },
    async drop(collection) {
      const path = pathOf(collection);
      opened.delete(path);
      residents.forget(path);
      const dropping = (async () => {
        await Promise.all([...readers, writer].map((worker) => worker.ask({ kind: 'release', path })));
        removeFiles(path);
      })();
      drops.set(path, dropping);
      await dropping.finally(() => drops.delete(path));
    },
    async close() {
      isClosing = true;
      for (const timer of wipes.values()) clearTimeout(timer);
      await Promise.allSettled(underWay);
      await builder.stop();
      await Promise.all(readers.map((reader) => reader.close()));
      await writer.close();
    },
  };
}

/** The log first: left behind, it would be replayed into the next file of this name. */
function removeFiles(path: string): void {
  for (const suffix of ['-wal', '-shm', '-journal', '']) rmSync(path + suffix, { force: true });
  rmSync(lockPath(path), { force: true });
  removeGraphs(path);
}
