// The graph over the vectors (HNSW) in a file of its own beside the collection. It is made from the vectors in the
// collection's file and can always be made again. A file never changes: the next one has another name.
import { closeSync, fsyncSync, openSync, readdirSync, readSync, rmSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { crc32 } from 'node:zlib';
import { eightBitScale, toEightBits } from '../../lib/eight-bits.ts';
import type { IndexPlan, Precision } from '../../lib/index-options.ts';
import { type Metric, prepare } from '../../lib/metric.ts';
import { type Cells, type MetricKind, type NativeGraph, native } from './native.ts';

/** What the collection knows of its graph. */
export type GraphMeta = IndexPlan & {
  file: string;
  checksum: number;
  bytes: number;
  /** Of the collection when it was made: with another the vectors are others too. */
  epoch: number;
  /** Every vector up to this key is in the graph, unless its removal comes later than `lastRemoval`. */
  lastKey: number;
  lastRemoval: number;
  count: number;
  expansionSearch: number;
  /** Of eight-bit numbers; graphs from before there was one are made anew. */
  scale?: number;
};

export const METRIC_KINDS: Record<Metric, MetricKind> = { cosine: 'cos', dot: 'ip', l2: 'l2sq' };
const READ_BYTES = 1 << 20;

type GraphPlan = Pick<GraphMeta, 'precision' | 'connectivity' | 'expansionAdd' | 'expansionSearch' | 'scale'>;

/** Of the question `at` the finds stand from `at * wanted` on, `counts[at]` of them. */
export type Finds = { keys: Uint32Array; distances: Float32Array; counts: Uint32Array; wanted: number };

/** Vectors and questions lie side by side. */
export type Graph = {
  size(): number;
  add(keys: BigUint64Array, vectors: Float32Array, threads: number): void;
  remove(keys: BigUint64Array): void;
  search(questions: Float32Array, wanted: number): Finds;
  save(path: string): void;
  load(path: string): void;
  view(path: string): void;
};

export function makeGraph(width: number, metric: Metric, plan: GraphPlan): Graph {
  const graph = nativeGraph(width, metric, plan);
  const { scale } = plan;
  const cellsOf = (vectors: Float32Array): Cells => (scale ? eightBits(vectors, width, scale) : vectors);
  return {
    size: () => graph.size(),
    add: (keys, vectors, threads) => graph.add(keys, cellsOf(vectors), threads),
    remove: (keys) => void graph.remove(keys),
    search(questions, wanted) {
      const [keys, distances, counts] = graph.search(cellsOf(questions), wanted, 1);
      return { keys: lowHalves(keys), distances, counts: lowHalves(counts), wanted };
    },
    save: (path) => graph.save(path),
    load: (path) => graph.load(path),
    view: (path) => graph.view(path),
  };
}

function nativeGraph(width: number, metric: Metric, plan: GraphPlan): NativeGraph {
  const { CompiledIndex } = native();
  const kind = plan.scale ? 'ip' : METRIC_KINDS[metric];
  const { precision, connectivity, expansionAdd, expansionSearch } = plan;
  return new CompiledIndex(width, kind, precision, connectivity, expansionAdd, expansionSearch, false);
}

/** What eight-bit numbers of such vectors are scaled by; no other precision needs it. */
export const scaleFor = (precision: Precision, sample: Float32Array, width: number): number | undefined => {
  if (precision !== 'i8') return undefined;
  const prepared = new Float32Array(sample.length);
  for (let start = 0; start < sample.length; start += width)
    prepared.set(prepare(sample.subarray(start, start + width), 'cosine'), start);
  return eightBitScale(prepared);
};

export function eightBits(vectors: Float32Array, width: number, scale: number): Int8Array {
  const cells = new Int8Array(vectors.length);
  for (let start = 0; start < vectors.length; start += width)
    toEightBits(prepare(vectors.subarray(start, start + width), 'cosine'), scale, cells, start);
  return cells;
}

/** Keys and counts are below 2^32, and every other half of their numbers is 0: no machine of ours is big-endian. */
export function lowHalves({ buffer, byteOffset, length }: BigUint64Array): Uint32Array {
  const halves = new Uint32Array(buffer, byteOffset, length * 2);
  const low = new Uint32Array(length);
  for (let at = 0; at < length; at++) low[at] = halves[at * 2] as number;
  return low;
}

/** Mapped into memory, not read: all threads share the pages. */
export function viewGraph(folder: string, width: number, metric: Metric, meta: GraphMeta): Graph {
  const graph = makeGraph(width, metric, meta);
  graph.view(join(folder, meta.file));
  return graph;
}

/** Finds of an i8 graph are compared again with the vectors themselves: so many for each that is wanted. */
const RESCORED_FACTOR = 1.5;
const MIN_RESCORED = 16;

/** How many finds of a graph an answer is chosen from. */
export const foundFor = (precision: Precision, limit: number): number =>
  precision === 'i8' ? Math.max(MIN_RESCORED, Math.ceil(limit * RESCORED_FACTOR)) : limit;

/** What usearch calls a distance, as a likeness that is larger when nearer. */
export const likeness = (metric: Metric, distance: number): number =>
  metric === 'l2' ? 1 / (1 + distance) : 1 - distance;

export function checksumOf(path: string): { checksum: number; bytes: number } {
  const file = openSync(path, 'r');
  try {
    const buffer = new Uint8Array(READ_BYTES);
    let [checksum, bytes] = [0, 0];
    for (let read = readSync(file, buffer); read > 0; read = readSync(file, buffer)) {
      checksum = crc32(buffer.subarray(0, read), checksum);
      bytes += read;
    }
    return { checksum, bytes };
  } finally {
    closeSync(file);
  }
}

export function syncFile(path: string): void {
  const file = openSync(path, 'r');
  try {
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

/** Whether the graph is of these vectors and can be read: former ones of eight bits had no scale. */
export const isOf = ({ epoch, precision, scale }: GraphMeta, now: number): boolean =>
  epoch === now && (precision !== 'i8' || scale !== undefined);

/** Whether the file is there as it was written. */
export function isWhole(folder: string, { file, checksum, bytes }: GraphMeta): boolean {
  const path = join(folder, file);
  try {
    return statSync(path).size === bytes && checksumOf(path).checksum === checksum;
  } catch {
    return false;
  }
}

const graphsOf = (path: string): string[] => {
  const prefix = `${basename(path, '.sqlite')}.`;
  return readdirSync(dirname(path)).filter((name) => name.startsWith(prefix) && name.endsWith('.hnsw'));
};

/** A collection's name has no dot, so what begins with it and a dot is its own. */
export function removeGraphs(path: string, except?: string): void {
  for (const name of graphsOf(path)) if (name !== except) rmSync(join(dirname(path), name), { force: true });
}

export function nameGraph(path: string): string {
  const numbers = graphsOf(path).map((name) => Number(name.split('.').at(-2)) || 0);
  return `${basename(path, '.sqlite')}.${Math.max(0, ...numbers) + 1}.hnsw`;
}
