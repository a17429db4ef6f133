// The graph over the vectors (HNSW) in a file of its own beside the collection. It is made from the vectors in the
// collection's file and can always be made again. A file never changes: the next one has another name.
import { closeSync, fsyncSync, openSync, readdirSync, readSync, rmSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { crc32 } from 'node:zlib';
import { Index, type MetricKind, type ScalarKind } from 'usearch';
import type { IndexPlan } from '../../lib/index-options.ts';
import type { Metric } from '../../lib/metric.ts';

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
};

/** The values of usearch's enum, which type-only imports can't name. */
export const METRIC_KINDS = { cosine: 'cos', dot: 'ip', l2: 'l2sq' } as Record<Metric, string> as Record<
  Metric,
  MetricKind
>;
const READ_BYTES = 1 << 20;

export function makeGraph(
  width: number,
  metric: Metric,
  plan: IndexPlan & { expansionSearch: number },
): Index {
  return new Index({
    dimensions: width,
    metric: METRIC_KINDS[metric],
    quantization: plan.precision as ScalarKind,
    connectivity: plan.connectivity,
    expansion_add: plan.expansionAdd,
    expansion_search: plan.expansionSearch,
    multi: false,
  });
}

/** Mapped into memory, not read: all threads share the pages. */
export function viewGraph(folder: string, width: number, metric: Metric, meta: GraphMeta): Index {
  const graph = makeGraph(width, metric, meta);
  graph.view(join(folder, meta.file));
  return graph;
}

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
