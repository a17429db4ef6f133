// The vectors as a reader sees them: a graph mapped from its file, and beside it in memory what came since, compared
// one by one. A filter goes another way: only the vectors that it admits are compared, whatever the graph holds.
import { dirname } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import type { BatchMatches, Index } from 'usearch';
import type { Admission } from '../../lib/directory.ts';
import type { Ranked } from '../../lib/fusion.ts';
import type { Precision } from '../../lib/index-options.ts';
import { nearness, prepare } from '../../lib/metric.ts';
import { widthMismatch } from '../../lib/passage.ts';
import { createTop } from '../../lib/top.ts';
import { createVectorTable, type VectorTable } from '../../lib/vector-table.ts';
import { createGatherings } from './gathered.ts';
import { type GraphMeta, likeness, viewGraph } from './graph.ts';
import type { Settings } from './settings.ts';

export type Vectors = {
  /** Takes in what was committed since the last time. */
  follow(settings: Settings): void;
  get(key: number): Float32Array | undefined;
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

/** Finds of an i8 graph are compared again with the vectors themselves: so many for each that is wanted. */
const RESCORED_FACTOR = 2;
const MIN_RESCORED = 20;

/** How many finds of a graph an answer is chosen from. */
export const foundFor = (precision: Precision, limit: number): number =>
  precision === 'i8' ? Math.max(MIN_RESCORED, limit * RESCORED_FACTOR) : limit;

type Base = { graph: Index; meta: GraphMeta; gone: Set<number> };

export function createVectors(db: DatabaseSync, path: string): Vectors {
  let settings: Settings | undefined;
  let base: Base | undefined;
  let beside: VectorTable | undefined;
  let gatherings = createGatherings(db);
  let lastKey = 0;
  let lastRemoval = 0;

  const begin = (now: Settings) => {
    const { graph: meta, width = 1, metric, epoch } = now;
    const isUsable = meta !== undefined && meta.epoch === epoch && path !== ':memory:';
    base = isUsable
      ? { graph: viewGraph(dirname(path), width, metric, meta), meta, gone: new Set() }
      : undefined;
    beside = createVectorTable(width, metric);
    lastKey = base?.meta.lastKey ?? 0;
    lastRemoval = base?.meta.lastRemoval ?? 0;
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
    if (key !== lastKey || removal !== lastRemoval) gatherings = createGatherings(db);
  };
  const read = db.prepare('SELECT vector FROM vectors WHERE key = ?');
  const get = (key: number) => {
    const bytes = read.get(key)?.vector as Uint8Array | undefined;
    return bytes && toVector(bytes);
  };
  const nearest: Vectors['nearest'] = (vector, limit, admission, name) => {
    if (!settings || settings.width === undefined || !beside) return [];
    if (vector.length !== settings.width) throw widthMismatch(vector.length, settings.width);
    if (!base) return beside.nearest(vector, limit, admission);
    if (!admission.isEverything) return gatherings.nearest(vector, limit, admission, name(), settings);
    return together(beside, vector, limit, fromGraph(base, vector, limit, settings, get));
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
        gatherings = createGatherings(db);
      }
      takeIn();
    },
    get,
    nearest,
    nearestEach(vectors, limit, admission, name) {
      const one = (vector: Float32Array) => nearest(vector, limit, admission, name);
      const isOne = vectors.length < 2;
      if (isOne || !base || !beside || !settings || !admission.isEverything || base.gone.size > 0)
        return vectors.map(one);
      const now = { base, beside, settings };
      return eachFromGraph(now, vectors, limit, get).map((found, at) =>
        together(now.beside, vectors[at] as Float32Array, limit, found),
      );
    },
  };
}

function together(
  beside: VectorTable,
  vector: Float32Array,
  limit: number,
  found: readonly Ranked[],
): Ranked[] {
  const best = createTop(limit);
  for (const { key, score } of beside.nearest(vector, limit)) best.offer(key, score);
  for (const { key, score } of found) best.offer(key, score);
  return best.sorted();
}

type Get = (key: number) => Float32Array | undefined;

/** All vectors in one call: the library's work for a call is about that for a vector. */
function eachFromGraph(
  { base: { graph, meta }, settings }: { base: Base; settings: Settings },
  vectors: readonly Float32Array[],
  limit: number,
  get: Get,
): Ranked[][] {
  const { width = 1, metric } = settings;
  const flat = new Float32Array(vectors.length * width);
  for (const [at, vector] of vectors.entries()) {
    if (vector.length !== width) throw widthMismatch(vector.length, width);
    flat.set(vector, at * width);
  }
  const depth = Math.min(meta.count, foundFor(meta.precision, limit));
  const { keys, distances, counts } = graph.search(
    [flat] as unknown as Float32Array[],
    depth,
    1,
  ) as BatchMatches;
  return vectors.map((vector, at) => {
    const found: Ranked[] = [];
    for (let place = at * depth; place < at * depth + Number(counts[at]); place++)
      found.push({ key: Number(keys[place]), score: likeness(metric, distances[place] as number) });
    return meta.precision === 'i8' ? rescored(found, vector, metric, get) : found;
  });
}

function fromGraph(
  { graph, meta, gone }: Base,
  vector: Float32Array,
  limit: number,
  { metric }: Settings,
  get: Get,
): Ranked[] {
  const wanted = foundFor(meta.precision, limit);
  const most = Math.min(meta.count, wanted + gone.size);
  let found: Ranked[] = [];
  // Whatever is gone may stand before what is wanted: then it is looked further.
  for (
    let depth = Math.min(most, wanted + Math.min(gone.size, wanted));
    ;
    depth = Math.min(most, depth * 2)
  ) {
    const { keys, distances } = graph.search(vector, depth, 1);
    found = [];
    for (let at = 0; at < keys.length && found.length < wanted; at++) {
      const key = Number(keys[at]);
      if (!gone.has(key)) found.push({ key, score: likeness(metric, distances[at] as number) });
    }
    if (found.length === wanted || depth >= most) break;
  }
  return meta.precision === 'i8' ? rescored(found, vector, metric, get) : found;
}

function rescored(
  found: readonly Ranked[],
  question: Float32Array,
  metric: Settings['metric'],
  get: Get,
): Ranked[] {
  const query = prepare(question, metric);
  const compare = nearness(metric);
  return found.flatMap(({ key }) => {
    const vector = get(key);
    return vector ? [{ key, score: compare(vector, query) }] : [];
  });
}

/** SQLite's bytes need not lie where four-byte numbers may: then they are copied. */
function toVector({ buffer, byteOffset, byteLength }: Uint8Array): Float32Array {
  const isAligned = byteOffset % Float32Array.BYTES_PER_ELEMENT === 0;
  return isAligned
    ? new Float32Array(buffer, byteOffset, byteLength / Float32Array.BYTES_PER_ELEMENT)
    : new Float32Array(buffer.slice(byteOffset, byteOffset + byteLength));
}
