// The vectors as a reader sees them: a graph mapped from its file, and beside it in memory what came since, compared
// one by one. A filter goes another way: only the vectors that it admits are compared, whatever the graph holds.
import { dirname } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import type { Index } from 'usearch';
import type { Admission } from '../../lib/directory.ts';
import type { Ranked } from '../../lib/fusion.ts';
import { prepare, similarity } from '../../lib/metric.ts';
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
};

/** Finds of an i8 graph are compared again with the vectors themselves: so many for each that is wanted. */
const RESCORED_FACTOR = 2;
const MIN_RESCORED = 20;

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
    nearest(vector, limit, admission, name) {
      if (!settings || settings.width === undefined || !beside) return [];
      if (vector.length !== settings.width) throw widthMismatch(vector.length, settings.width);
      if (!base) return beside.nearest(vector, limit, admission);
      if (!admission.isEverything) return gatherings.nearest(vector, limit, admission, name(), settings);
      const best = createTop(limit);
      for (const { key, score } of beside.nearest(vector, limit)) best.offer(key, score);
      for (const { key, score } of fromGraph(base, vector, limit, settings, get)) best.offer(key, score);
      return best.sorted();
    },
  };
}

function fromGraph(
  { graph, meta, gone }: Base,
  vector: Float32Array,
  limit: number,
  { metric }: Settings,
  get: (key: number) => Float32Array | undefined,
): Ranked[] {
  const isRough = meta.precision === 'i8';
  const wanted = isRough ? Math.max(MIN_RESCORED, limit * RESCORED_FACTOR) : limit;
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
  return isRough ? rescored(found, prepare(vector, metric), metric, get) : found;
}

function rescored(
  found: readonly Ranked[],
  query: Float32Array,
  metric: Settings['metric'],
  get: (key: number) => Float32Array | undefined,
): Ranked[] {
  const compare = similarity(metric);
  return found.flatMap(({ key }) => {
    const vector = get(key);
    return vector ? [{ key, score: compare(prepare(vector, metric), 0, query) }] : [];
  });
}

/** Copied: SQLite's bytes need not lie where four-byte numbers may. */
function toVector(bytes: Uint8Array): Float32Array {
  return new Float32Array(Uint8Array.from(bytes).buffer);
}
