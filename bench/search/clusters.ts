// Vectors that lie in clusters, as those of texts do; and what is truly nearest to each question.
import { exactSearch, type MetricKind } from 'usearch';

export const WIDTH = 384;
export const NEIGHBOURS = 10;
const CLUSTERS = 1_000;
/** Of a vector within its cluster, against the distance between clusters. */
const SPREAD = 0.7;
/** Of vectors without clusters, as texts of one subject have. */
const SPREAD_DIMENSIONS = 24;
const NOISE = 0.5;
/** Compared with all vectors in one call, which keeps a number for each pair. */
const ASKED_AT_ONCE = 16;
const SEED = 12_345;

export type Clusters = { vectors: Float32Array; questions: Float32Array; truth: Uint32Array };

export function makeClusters(count: number, questions: number): Clusters {
  const next = gaussian(SEED);
  const centres = Float32Array.from({ length: CLUSTERS * WIDTH }, next);
  const draw = gaussian(SEED + 1);
  const vectors = around(centres, count, draw);
  const asked = around(centres, questions, draw);
  return { vectors, questions: asked, truth: nearestOf(vectors, asked) };
}

/** Without any clusters: points of a space of few dimensions, laid into all of them with a little noise. */
export function makeSpread(count: number, questions: number): Clusters {
  const next = gaussian(SEED + 2);
  const axes = Float32Array.from({ length: SPREAD_DIMENSIONS * WIDTH }, next);
  const vectors = along(axes, count, next);
  const asked = along(axes, questions, next);
  return { vectors, questions: asked, truth: nearestOf(vectors, asked) };
}

function along(axes: Float32Array, count: number, next: () => number): Float32Array {
  const vectors = new Float32Array(count * WIDTH);
  const point = new Float32Array(SPREAD_DIMENSIONS);
  for (let start = 0; start < vectors.length; start += WIDTH) {
    for (let axis = 0; axis < SPREAD_DIMENSIONS; axis++) point[axis] = next();
    for (let at = 0; at < WIDTH; at++) {
      let value = NOISE * next();
      for (let axis = 0; axis < SPREAD_DIMENSIONS; axis++)
        value += (point[axis] as number) * (axes[axis * WIDTH + at] as number);
      vectors[start + at] = value;
    }
    toLengthOne(vectors, start);
  }
  return vectors;
}

function toLengthOne(vectors: Float32Array, start: number): void {
  let sum = 0;
  for (let at = start; at < start + WIDTH; at++) sum += (vectors[at] as number) ** 2;
  const length = Math.sqrt(sum);
  for (let at = start; at < start + WIDTH; at++) vectors[at] = (vectors[at] as number) / length;
}

function around(centres: Float32Array, count: number, next: () => number): Float32Array {
  const vectors = new Float32Array(count * WIDTH);
  for (let row = 0; row < count; row++) {
    const centre = Math.floor((Math.abs(next()) * 1_000_003) % CLUSTERS) * WIDTH;
    const start = row * WIDTH;
    for (let at = 0; at < WIDTH; at++)
      vectors[start + at] = (centres[centre + at] as number) + SPREAD * next();
    toLengthOne(vectors, start);
  }
  return vectors;
}

/** Of a small generator with a seed, by Box and Muller. */
function gaussian(seed: number): () => number {
  let state = seed;
  const uniform = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return (state + 1) / (2 ** 32 + 1);
  };
  return () => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform());
}

/** Rows of the nearest, `NEIGHBOURS` for each question; `allowed` leaves rows out. */
export function nearestOf(
  vectors: Float32Array,
  questions: Float32Array,
  allowed?: (row: number) => boolean,
): Uint32Array {
  const rows = Array.from({ length: vectors.length / WIDTH }, (_, row) => row).filter(
    (row) => allowed?.(row) ?? true,
  );
  const chosen = allowed ? gathered(vectors, rows) : vectors;
  const truth = new Uint32Array((questions.length / WIDTH) * NEIGHBOURS);
  for (let from = 0; from * WIDTH < questions.length; from += ASKED_AT_ONCE) {
    const some = questions.slice(from * WIDTH, (from + ASKED_AT_ONCE) * WIDTH);
    const { keys } = exactSearch(chosen, some, WIDTH, NEIGHBOURS, 'cos' as MetricKind, 0);
    truth.set(
      Uint32Array.from(keys, (key) => rows[Number(key)] as number),
      from * NEIGHBOURS,
    );
  }
  return truth;
}

function gathered(vectors: Float32Array, rows: readonly number[]): Float32Array {
  const chosen = new Float32Array(rows.length * WIDTH);
  for (const [at, row] of rows.entries())
    chosen.set(vectors.subarray(row * WIDTH, (row + 1) * WIDTH), at * WIDTH);
  return chosen;
}

/** Share of the truly nearest among what was found. */
export function recallOf(found: readonly (readonly number[])[], truth: Uint32Array): number {
  let right = 0;
  for (const [question, rows] of found.entries()) {
    const nearest = new Set(truth.subarray(question * NEIGHBOURS, (question + 1) * NEIGHBOURS));
    right += rows.slice(0, NEIGHBOURS).filter((row) => nearest.has(row)).length;
  }
  return right / (found.length * NEIGHBOURS);
}
