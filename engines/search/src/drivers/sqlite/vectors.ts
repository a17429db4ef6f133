// The vectors as a reader sees them: a graph mapped from its file, and beside it in memory what came since, compared
// one by one. A filter goes another way: only the vectors that it admits are compared, whatever the graph holds.
import { dirname } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import type { Admission } from '../../lib/directory.ts';
import type { Ranked } from '../../lib/fusion.ts';
import { prepare } from '../../lib/metric.ts';
import { widthMismatch } from '../../lib/passage.ts';
import { createTop } from '../../lib/top.ts';
import { createVectorTable, type VectorTable } from '../../lib/vector-table.ts';
import { createGatherings } from './gathered.ts';
import {
  eightBits,
  type Finds,
  foundFor,
  type Graph,
  type GraphMeta,
  isOf,
  likeness,
  viewGraph,
} from './graph.ts';
import { searchLists } from './inverted-lists.ts';
import { createFullVectors, type FullVectors, type Place, type Resident, toVector } from './resident.ts';
import type { Settings } from './settings.ts';

export type Vectors = {
  /** Takes in what was committed since the last time. */
  follow(settings: Settings): void;
  get(key: number): Float32Array | undefined;
  /** Copies in memory, for the graph that they were made for. */
  share(resident: Resident): void;
  /** Where a passage is, if that is known without asking the file. */
  placeOf(key: number): Place | undefined;
  /** `name` tells one filter from another. */
  nearest(vector: Float32Array, limit: number, admission: Admission, name: () => string): Ranked[];
  /** The same for many, which the graph is asked for at once. */
  nearestEach(
    vectors: readonly Float32Array[],
    limit: number,
    admission: Admission,
    name: () => string,
  ): Ranked[][];
};

type Base = { graph: Graph; meta: GraphMeta; gone: Set<number> };

export function createVectors(db: DatabaseSync, path: string): Vectors {
  const full = createFullVectors(db);
  let settings: Settings | undefined;
  let base: Base | undefined;
  let beside: VectorTable | undefined;
  let gatherings = createGatherings(full);
  let shared: Resident | undefined;
  let lastKey = 0;
  let lastRemoval = 0;

  const isOfGraph = () =>
    base !== undefined && shared?.file === base.meta.file && shared.checksum === base.meta.checksum;
  const begin = (now: Settings) => {
    const { graph: meta, width = 1, metric, epoch } = now;
    const isUsable = meta !== undefined && isOf(meta, epoch) && path !== ':memory:';
    base = isUsable
      ? { graph: viewGraph(dirname(path), width, metric, meta), meta, gone: new Set() }
      : undefined;
    beside = createVectorTable(width, metric);
    lastKey = base?.meta.lastKey ?? 0;
    lastRemoval = base?.meta.lastRemoval ?? 0;
    // What was shared for this graph came before it was seen here; anything else is of a former one.
    if (!isOfGraph()) shared = undefined;
    full.share(shared);
  };
  const takeIn = () => {
    const [key, removal] = [lastKey, lastRemoval];
    for (const row of db
      .prepare('SELECT key, vector FROM vectors WHERE key > ? ORDER BY key')
      .iterate(lastKey)) {
      lastKey = Number(row.key);
      beside?.put(lastKey, toVector(row.vector as Uint8Array));
    }
    for (const row of db
      .prepare('SELECT sequence, key FROM removals WHERE sequence > ? ORDER BY sequence')
      .iterate(lastRemoval)) {
      lastRemoval = Number(row.sequence);
      if (base && Number(row.key) <= base.meta.lastKey) base.gone.add(Number(row.key));
      else beside?.remove(Number(row.key));
    }
    if (key !== lastKey || removal !== lastRemoval) gatherings = createGatherings(full);
  };
  const nearestEach: Vectors['nearestEach'] = (vectors, limit, admission, name) => {
    if (!settings || settings.width === undefined || !beside) return vectors.map(() => []);
    const { width } = settings;
    for (const { length } of vectors) if (length !== width) throw widthMismatch(length, width);
    const [now, table, graph] = [settings, beside, base];
    if (!graph) return vectors.map((vector) => table.nearest(vector, limit, admission));
    if (!admission.isEverything) return gatherings.nearestEach(vectors, limit, admission, name(), now);
    const found = eachFromGraph(graph, vectors, limit, now, full);
    if (table.size() === 0) return found.map((ranked) => best(limit, ranked));
    return found.map((ranked, at) => best(limit, table.nearest(vectors[at] as Float32Array, limit), ranked));
  };

  return {
    follow(now) {
      const isAnew =
        !settings ||
        now.epoch !== settings.epoch ||
        now.width !== settings.width ||
        now.metric !== settings.metric ||
        now.graph?.file !== settings.graph?.file;
      settings = now;
      if (isAnew) {
        begin(now);
        gatherings = createGatherings(full);
      }
      takeIn();
    },
    get: full.get,
    share(resident) {
      shared = resident;
      full.share(isOfGraph() ? shared : undefined);
    },
    placeOf: full.placeOf,
    nearest: (vector, limit, admission, name) => nearestEach([vector], limit, admission, name)[0] ?? [],
    nearestEach,
  };
}

function best(limit: number, ...lists: readonly (readonly Ranked[])[]): Ranked[] {
  const top = createTop(limit);
  for (const list of lists) for (const { key, score } of list) top.offer(key, score);
  return top.sorted();
}

/** All vectors in one call: the library's work for a call is about that for a vector. */
function eachFromGraph(
  base: Base,
  vectors: readonly Float32Array[],
  limit: number,
  settings: Settings,
  full: FullVectors,
): Ranked[][] {
  const { graph, meta, gone } = base;
  const { width = 1, metric } = settings;
  const flat = new Float32Array(vectors.length * width);
  for (const [at, vector] of vectors.entries()) flat.set(vector, at * width);
  const wanted = Math.min(meta.count, foundFor(meta.precision, limit));
  const depth = Math.min(meta.count, wanted + Math.min(gone.size, wanted));
  const lists = full.lists();
  const finds = lists
    ? searchLists(lists, eightBits(flat, width, lists.scale), depth)
    : graph.search(flat, depth);
  return vectors.map((vector, at) => {
    const keys = keysOf(finds, at, wanted, gone);
    const places = keys.length < wanted ? deeper(base, vector, wanted, depth) : keys;
    if (meta.precision !== 'i8')
      return places.map(({ key, distance }) => ({ key, score: likeness(metric, distance) }));
    const question = prepare(vector, metric);
    return places.flatMap(({ key }) => {
      const score = full.score(key, question, settings);
      return score === undefined ? [] : [{ key, score }];
    });
  });
}

type Find = { key: number; distance: number };

/** The best of a question's finds that still exist. */
function keysOf(finds: Finds, at: number, wanted: number, gone: ReadonlySet<number>): Find[] {
  const found: Find[] = [];
  const start = at * finds.wanted;
  const end = start + (finds.counts[at] as number);
  for (let place = start; place < end && found.length < wanted; place++) {
    const key = finds.keys[place] as number;
    if (!gone.has(key)) found.push({ key, distance: finds.distances[place] as number });
  }
  return found;
}

/** Whatever is gone may stand before what is wanted: then it is looked further. */
function deeper({ graph, meta, gone }: Base, vector: Float32Array, wanted: number, from: number): Find[] {
  const most = Math.min(meta.count, wanted + gone.size);
  let found: Find[] = [];
  for (let depth = from; ; ) {
    found = keysOf(graph.search(vector, depth), 0, wanted, gone);
    if (found.length >= wanted || depth >= most) return found;
    depth = Math.min(most, depth * 2);
  }
}
