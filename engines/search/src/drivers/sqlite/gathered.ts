// Exact search among the vectors that a filter admits: they are gathered side by side once, and kept for the next
// queries of the same filter. Cosine compares eight-bit numbers and then the best in full.
import type { Admission } from '../../lib/directory.ts';
import { eightBitScale, toEightBits } from '../../lib/eight-bits.ts';
import type { Ranked } from '../../lib/fusion.ts';
import { prepare } from '../../lib/metric.ts';
import { createTop } from '../../lib/top.ts';
import { lowHalves, METRIC_KINDS } from './graph.ts';
import { type Cells, native } from './native.ts';
import type { FullVectors } from './resident.ts';
import type { Settings } from './settings.ts';

/** Bytes of all that are kept by one reader for one collection. */
const MAX_KEPT_BYTES = 64 * 2 ** 20;
/** Compared in full for each that is wanted: eight bits mistake only near neighbours. */
const RESCORED_FACTOR = 1.5;
const MIN_RESCORED = 16;
/** Questions that are compared in one pass over the vectors. */
const ASKED_AT_ONCE = 8;
/** Vectors that the scale of eight-bit numbers is chosen by. */
const SCALED_BY = 1_000;

/** `scale` of eight-bit numbers. */
type Gathered = { keys: Uint32Array; cells: Cells; scale?: number };

export type Gatherings = {
  /** `name` tells one admission from another. */
  nearestEach(
    vectors: readonly Float32Array[],
    limit: number,
    admission: Admission,
    name: string,
    settings: Settings,
  ): Ranked[][];
};

export function createGatherings(full: FullVectors): Gatherings {
  const kept = new Map<string, Gathered>();
  let keptBytes = 0;

  const gather = (admission: Admission, name: string, settings: Settings): Gathered => {
    const known = kept.get(name);
    if (known) {
      kept.delete(name);
      kept.set(name, known);
      return known;
    }
    const made = gatheredOf(full, admission, settings);
    for (const [oldest, { cells }] of kept) {
      if (keptBytes + made.cells.byteLength <= MAX_KEPT_BYTES) break;
      kept.delete(oldest);
      keptBytes -= cells.byteLength;
    }
    kept.set(name, made);
    keptBytes += made.cells.byteLength;
    return made;
  };
  return {
    nearestEach(vectors, limit, admission, name, settings) {
      const gathered = gather(admission, name, settings);
      const { keys, scale } = gathered;
      if (keys.length === 0) return vectors.map(() => []);
      const { metric, width = 1 } = settings;
      const depth = Math.min(keys.length, Math.max(MIN_RESCORED, Math.ceil(limit * RESCORED_FACTOR)));
      const answers: Ranked[][] = [];
      for (let from = 0; from < vectors.length; from += ASKED_AT_ONCE) {
        const questions = vectors.slice(from, from + ASKED_AT_ONCE).map((vector) => prepare(vector, metric));
        const asked = sideBySide(questions, width, scale);
        const kind = METRIC_KINDS[scale ? 'dot' : metric];
        const [rows] = native().exactSearch(gathered.cells, asked, width, depth, kind, 1);
        const found = lowHalves(rows);
        for (const [at, question] of questions.entries()) {
          const best = createTop(limit);
          for (const row of found.subarray(at * depth, (at + 1) * depth)) {
            const key = keys[row] as number;
            const score = full.score(key, question, settings);
            if (score !== undefined) best.offer(key, score);
          }
          answers.push(best.sorted());
        }
      }
      return answers;
    },
  };
}

function sideBySide(questions: readonly Float32Array[], width: number, scale: number | undefined): Cells {
  const cells = scale ? new Int8Array(questions.length * width) : new Float32Array(questions.length * width);
  for (const [at, question] of questions.entries())
    if (scale && cells instanceof Int8Array) toEightBits(question, scale, cells, at * width);
    else cells.set(question, at * width);
  return cells;
}

function gatheredOf(full: FullVectors, admission: Admission, settings: Settings): Gathered {
  const keys = admission.keys();
  const { metric, width = 1 } = settings;
  const vectorOf = (at: number) => full.prepared(keys[at] as number, settings) ?? new Float32Array(width);
  if (metric !== 'cosine') {
    const cells = new Float32Array(keys.length * width);
    for (let at = 0; at < keys.length; at++) cells.set(vectorOf(at), at * width);
    return { keys, cells };
  }
  const scale = eightBitScale(sampleOf(keys.length, width, vectorOf));
  const cells = new Int8Array(keys.length * width);
  for (let at = 0; at < keys.length; at++) toEightBits(vectorOf(at), scale, cells, at * width);
  return { keys, cells, scale };
}

/** Evenly over the rows. */
function sampleOf(rows: number, width: number, vectorOf: (row: number) => Float32Array): Float32Array {
  const count = Math.min(rows, SCALED_BY);
  const cells = new Float32Array(count * width);
  for (let at = 0; at < count; at++) cells.set(vectorOf(Math.floor((at * rows) / count)), at * width);
  return cells;
}
