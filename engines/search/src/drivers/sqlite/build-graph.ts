// Makes the next graph from the vectors of a collection, in a thread that does nothing else: the last one and what
// came since, or all anew.

import { rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { type IndexOptions, type IndexPlan, planIndex } from '../../lib/index-options.ts';
import { calibrate, SAMPLES, sampleOf } from './calibrate.ts';
import {
  checksumOf,
  type Graph,
  type GraphMeta,
  isOf,
  makeGraph,
  nameGraph,
  scaleFor,
  syncFile,
} from './graph.ts';
import { readSettings, type Settings } from './settings.ts';
import { chunksOf } from './vector-chunks.ts';

/** Fewer vectors than these are compared one by one. */
export const MIN_GRAPH = 5_000;
/** Vectors beside the graph, compared one by one, until the next is made. */
const MAX_BESIDE = 20_000;
const BESIDE_SHARE = 0.1;
/** Of the graph's vectors may be gone before it is made anew. */
const MAX_GONE_SHARE = 0.2;
/** Vectors that the scale of eight-bit numbers is chosen by. */
const SCALED_BY = 2_000;

export type BuildOptions = IndexOptions & {
  /** Builds all anew, so that nothing of removed vectors is left. */
  anew?: boolean;
  /** Threads that add vectors. */
  threads: number;
};

/** How far a graph may lag behind its collection. */
export const maxBeside = (count: number): number =>
  Math.min(MAX_BESIDE, Math.max(MIN_GRAPH, Math.floor(count * BESIDE_SHARE)));

/** `undefined` where there is too little for a graph. */
export function buildGraph(path: string, options: BuildOptions): GraphMeta | undefined {
  const db = new DatabaseSync(path, { readOnly: true });
  try {
    // One transaction: the graph is that of one moment, however long it takes.
    db.exec('BEGIN');
    const settings = readSettings(db);
    if (settings.width === undefined) return undefined;
    const count = number(db, 'SELECT count(*) FROM passages WHERE is_context = 0');
    if (count < MIN_GRAPH) return undefined;
    const lastKey = number(db, 'SELECT max(key) FROM vectors');
    const lastRemoval = number(db, 'SELECT max(sequence) FROM removals');
    const former = options.anew ? undefined : usable(settings.graph, settings, db, count);
    const made = former ? extend(db, path, settings, former) : begin(db, settings, options, count);
    const known =
      options.expansionSearch ?? (former && former.count * 2 > count ? former.expansionSearch : undefined);
    const file = nameGraph(path);
    const whole = join(dirname(path), file);
    const expansionSearch = fill(db, made, { settings, threads: options.threads, known, path: whole });
    made.graph.save(whole);
    syncFile(whole);
    return {
      ...made.plan,
      ...checksumOf(whole),
      file,
      epoch: settings.epoch,
      lastKey,
      lastRemoval,
      count: made.graph.size(),
      expansionSearch,
    };
  } finally {
    db.close();
  }
}

function usable(
  graph: GraphMeta | undefined,
  { epoch }: Settings,
  db: DatabaseSync,
  count: number,
): GraphMeta | undefined {
  if (!graph || !isOf(graph, epoch)) return undefined;
  const gone = number(db, `SELECT count(*) FROM removals WHERE sequence > ${graph.lastRemoval}`);
  return gone > graph.count * MAX_GONE_SHARE || graph.count > 2 * count ? undefined : graph;
}

type Begun = { graph: Graph; plan: IndexPlan & Pick<GraphMeta, 'scale'>; after: number };

function begin(
  db: DatabaseSync,
  { width = 1, metric }: Settings,
  options: BuildOptions,
  count: number,
): Begun {
  const planned = planIndex(options, count, metric);
  const scale = scaleFor(planned.precision, sampleOf(db, width, SCALED_BY).vectors, width);
  const plan = { ...planned, ...(scale ? { scale } : {}) };
  return { graph: makeGraph(width, metric, { ...plan, expansionSearch: plan.expansionAdd }), plan, after: 0 };
}

function extend(db: DatabaseSync, path: string, { width = 1, metric }: Settings, former: GraphMeta): Begun {
  const graph = makeGraph(width, metric, former);
  graph.load(join(dirname(path), former.file));
  const gone = db
    .prepare('SELECT key FROM removals WHERE sequence > ? AND key <= ?')
    .all(former.lastRemoval, former.lastKey)
    .map(({ key }) => BigInt(Number(key)));
  if (gone.length > 0) graph.remove(BigUint64Array.from(gone));
  const { precision, connectivity, expansionAdd, recall, scale } = former;
  const plan = { precision, connectivity, expansionAdd, recall, ...(scale ? { scale } : {}) };
  return { graph, plan, after: former.lastKey };
}

type Filling = { settings: Settings; threads: number; known: number | undefined; path: string };

/**
 * Adds all vectors, and answers how many candidates a search needs. Where that is not known some vectors are held back
 * until it is: one that is in the graph is found there, with all its neighbours, far more easily than a question that is
 * not.
 */
function fill(db: DatabaseSync, made: Begun, { settings, threads, known, path }: Filling): number {
  const { width = 1, metric } = settings;
  const sample = known ? undefined : sampleOf(db, width, SAMPLES);
  const heldBack = new Set(sample?.keys);
  for (const { keys, vectors } of chunksOf(db, made.after, width)) {
    const rows = [...keys.keys()].filter((row) => !heldBack.has(Number(keys[row])));
    if (rows.length === keys.length) made.graph.add(keys, vectors, threads);
    else if (rows.length > 0) made.graph.add(...rowsOf(rows, keys, vectors, width), threads);
  }
  if (!sample) return known ?? made.plan.expansionAdd;
  // Ends as graphs do, so that what a crash leaves of it goes with former ones.
  const trial = path.replace(/hnsw$/, 'trial.hnsw');
  made.graph.save(trial);
  const open = (expansionSearch: number): Graph => {
    const view = makeGraph(width, metric, { ...made.plan, expansionSearch });
    view.view(trial);
    return view;
  };
  const { recall, precision } = made.plan;
  const needed = calibrate(db, settings, sample, { open, recall, precision });
  rmSync(trial, { force: true });
  const late = sample.keys.map((key, row) => ({ key, row })).filter(({ key }) => key > made.after);
  if (late.length > 0) {
    const keys = BigUint64Array.from(late, ({ key }) => BigInt(key));
    const [, vectors] = rowsOf(
      late.map(({ row }) => row),
      BigUint64Array.from(sample.keys, BigInt),
      sample.vectors,
      width,
    );
    made.graph.add(keys, vectors, threads);
  }
  return needed;
}

function rowsOf(
  rows: readonly number[],
  keys: BigUint64Array,
  vectors: Float32Array,
  width: number,
): [BigUint64Array, Float32Array] {
  const chosen = new Float32Array(rows.length * width);
  for (const [at, row] of rows.entries())
    chosen.set(vectors.subarray(row * width, (row + 1) * width), at * width);
  return [BigUint64Array.from(rows, (row) => keys[row] as bigint), chosen];
}

function number(db: DatabaseSync, sql: string): number {
  return Number(Object.values(db.prepare(sql).get() ?? {})[0] ?? 0);
}
