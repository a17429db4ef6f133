// How many candidates a search needs for the recall that is asked for, found out on the collection itself: some of
// its vectors, which are not in the graph yet, are looked up there and among all others.
import type { DatabaseSync } from 'node:sqlite';
import type { Precision } from '../../lib/index-options.ts';
import { createTop } from '../../lib/top.ts';
import { type Finds, foundFor, type Graph, lowHalves, METRIC_KINDS } from './graph.ts';
import { native } from './native.ts';
import type { Settings } from './settings.ts';
import { chunksOf } from './vector-chunks.ts';

export const SAMPLES = 128;
const NEIGHBOURS = 10;
const STEPS = [12, 16, 20, 24, 28, 32, 40, 48, 64, 96, 128, 192, 256, 384, 512];
/** A sample's recall is off by a percent or so. */
const MARGIN = 0.01;
const MAX_RECALL = 0.999;

export type Sample = { keys: number[]; vectors: Float32Array };
export type Calibration = { open(expansionSearch: number): Graph; recall: number; precision: Precision };

/** The smallest number of candidates that finds enough for a sample that is not in the graph, or the largest that is tried. */
export function calibrate(
  db: DatabaseSync,
  settings: Settings,
  { keys, vectors }: Sample,
  { open, recall, precision }: Calibration,
): number {
  const truth = neighboursOf(db, keys, vectors, settings);
  const wanted = Math.min(MAX_RECALL, recall + MARGIN);
  // What is compared again in full comes out in the right order: it only has to be among what was found.
  const depth = foundFor(precision, NEIGHBOURS);
  for (const step of STEPS) {
    const found = open(step).search(vectors, depth + 1);
    if (recallOf(keys, found, truth, depth) >= wanted) return step;
  }
  return STEPS.at(-1) as number;
}

/** Evenly over the keys. */
export function sampleOf(db: DatabaseSync, width: number, samples: number): Sample {
  const last = Number(db.prepare('SELECT max(key) key FROM vectors').get()?.key ?? 0);
  const read = db.prepare('SELECT key, vector FROM vectors WHERE key >= ? ORDER BY key LIMIT 1');
  const found = new Map<number, Uint8Array>();
  for (let at = 0; at < samples; at++) {
    const row = read.get(Math.floor((last * at) / samples));
    if (row) found.set(Number(row.key), row.vector as Uint8Array);
  }
  const vectors = new Float32Array(found.size * width);
  const bytes = new Uint8Array(vectors.buffer);
  for (const [at, vector] of [...found.values()].entries()) bytes.set(vector, at * width * 4);
  return { keys: [...found.keys()], vectors };
}

/** The true neighbours of each sample, itself not among them. */
function neighboursOf(
  db: DatabaseSync,
  keys: readonly number[],
  vectors: Float32Array,
  { width = 1, metric }: Settings,
): Set<number>[] {
  const best = keys.map(() => createTop(NEIGHBOURS + 1));
  for (const chunk of chunksOf(db, 0, width)) {
    const depth = Math.min(NEIGHBOURS + 1, chunk.keys.length);
    const [found, distances] = native().exactSearch(
      chunk.vectors,
      vectors,
      width,
      depth,
      METRIC_KINDS[metric],
      1,
    );
    const rows = lowHalves(found);
    for (const [sample, top] of best.entries())
      for (let at = sample * depth; at < (sample + 1) * depth; at++)
        top.offer(Number(chunk.keys[rows[at] as number]), -(distances[at] as number));
  }
  return best.map((top, sample) =>
    neighbours(
      top.sorted().map(({ key }) => key),
      keys[sample] as number,
    ),
  );
}

function recallOf(
  keys: readonly number[],
  found: Finds,
  truth: readonly Set<number>[],
  depth: number,
): number {
  const shares = keys.map((key, sample) => {
    const start = sample * found.wanted;
    const all = [...found.keys.subarray(start, start + (found.counts[sample] as number))];
    const mine = truth[sample] as Set<number>;
    return (
      [...neighbours(all, key, depth)].filter((neighbour) => mine.has(neighbour)).length /
      Math.max(1, mine.size)
    );
  });
  return shares.reduce((sum, share) => sum + share, 0) / Math.max(1, shares.length);
}

const neighbours = (keys: readonly number[], own: number, depth = NEIGHBOURS) =>
  new Set(keys.filter((key) => key !== own).slice(0, depth));
