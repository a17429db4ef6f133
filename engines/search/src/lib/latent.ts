// A vector space that a collection learns from its own words: truncated SVD of the weighted term-passage matrix
// (latent semantic analysis: Deerwester et al., "Indexing by latent semantic analysis", JASIS 1990), found by
// randomised subspace iteration (Halko, Martinsson and Tropp, "Finding structure with randomness", SIAM Review 2011).
// Nothing is random but the start, and that comes from a fixed seed: the same passages give the same space.
import { orthonormalize } from './orthonormalize.ts';
import { type Cells, combine, multiply, type SparseMatrix, sparseOf, transposed } from './sparse.ts';
import { stem } from './stem.ts';
import { STOP_WORDS } from './stop-words.ts';

export const LATENT_WIDTH = 192;
/** Passages that are read for one space, evenly taken from the collection. */
export const MAX_SAMPLE = 8_192;
export const MAX_VOCABULARY = 16_384;
/** A word of one passage alone tells nothing of other words. */
const MIN_PASSAGES_WITH_TERM = 2;
/** Of so many passages one dimension is made: fewer, and every passage would have one of its own. */
const PASSAGES_PER_DIMENSION = 4;
/** Cranfield is found as well after two as after four. */
const ITERATIONS = 3;
/** Few passages may lie so that it takes more, which costs nothing there. */
const ITERATIONS_OF_FEW = 10;
const FEW = 500;
const SEED = 1;

export type LatentSpace = {
  width: number;
  /** Hashes of the terms in the order of their rows: the space keeps no word of any text. */
  terms: Float64Array;
  weights: Float32Array;
  /** Weight of a term that the space does not know. */
  unseenWeight: number;
  /** Row by row, `width` numbers each. */
  basis: Float32Array;
  rowOf: Map<number, number>;
};

type Bag = Map<string, number>;

let stops: Set<string> | undefined;

export function bagOf(terms: readonly string[]): Bag {
  stops ??= new Set([...STOP_WORDS].flatMap((word) => [word, stem(word, 'english')]));
  const bag: Bag = new Map();
  for (const term of terms) if (term !== '' && !stops.has(term)) bag.set(term, (bag.get(term) ?? 0) + 1);
  return bag;
}

/** `undefined` when there is too little to learn from. `onStep` is called some times a second, and may throw. */
export function learnSpace(
  bags: readonly Bag[],
  { width = LATENT_WIDTH, onStep = () => {} }: { width?: number; onStep?: () => void } = {},
): LatentSpace | undefined {
  const passages = new Map<string, number>();
  for (const bag of bags) for (const term of bag.keys()) passages.set(term, (passages.get(term) ?? 0) + 1);
  const vocabulary = [...passages]
    .filter(([, count]) => count >= MIN_PASSAGES_WITH_TERM)
    .sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1))
    .slice(0, MAX_VOCABULARY);
  const rank = Math.min(width, Math.floor(bags.length / PASSAGES_PER_DIMENSION), vocabulary.length);
  if (rank < 1) return undefined;
  const weightOf = (count: number) => Math.log(1 + (bags.length - count + 0.5) / (count + 0.5));
  const weights = Float32Array.from(vocabulary, ([, count]) => weightOf(count));
  const rows = new Map(vocabulary.map(([term], row) => [term, row]));
  const cells = bags.map((bag) => weighted(bag, (term) => rows.get(term), weights).cells);
  return spaceOf({
    width: rank,
    terms: Float64Array.from(vocabulary, ([term]) => hashTerm(term)),
    weights,
    unseenWeight: weightOf(1),
    basis: subspace(sparseOf(cells, vocabulary.length), rank, onStep),
  });
}

export function spaceOf(parts: Omit<LatentSpace, 'rowOf'>): LatentSpace {
  return { ...parts, rowOf: new Map(Array.from(parts.terms, (hash, row) => [hash, row])) };
}

/**
 * Where a text lies, and how much of it the space knows: 0 to 1. The vector has length 1, or is of zeros when the
 * space knows no word of it.
 */
export function locate(space: LatentSpace, bag: Bag): { vector: Float32Array; known: number } {
  const { cells, unknown } = weighted(
    bag,
    (term) => space.rowOf.get(hashTerm(term)),
    space.weights,
    space.unseenWeight,
  );
  const sums = combine(cells, space.basis, space.width);
  const length = lengthOf(sums);
  const vector = new Float32Array(space.width);
  if (length > 0) for (let at = 0; at < vector.length; at++) vector[at] = (sums[at] as number) / length;
  // What is known has length 1.
  return { vector, known: length === 0 ? 0 : Math.sqrt(1 / (1 + unknown)) };
}

/** Dampened counts times weights, together of length 1. */
function weighted(
  bag: Bag,
  rowOf: (term: string) => number | undefined,
  weights: Float32Array,
  unseenWeight = 0,
): { cells: Cells; unknown: number } {
  const cells = { places: new Uint32Array(bag.size), values: new Float64Array(bag.size) };
  let [count, known, unknown] = [0, 0, 0];
  for (const [term, times] of bag) {
    const row = rowOf(term);
    const weight = (1 + Math.log(times)) * (row === undefined ? unseenWeight : (weights[row] as number));
    if (row === undefined) unknown += weight * weight;
    else {
      cells.places[count] = row;
      cells.values[count] = weight;
      known += weight * weight;
      count++;
    }
  }
  const length = Math.sqrt(known) || 1;
  for (let at = 0; at < count; at++) cells.values[at] = (cells.values[at] as number) / length;
  return {
    cells: { places: cells.places.subarray(0, count), values: cells.values.subarray(0, count) },
    unknown: unknown / (length * length),
  };
}

/**
 * An orthonormal basis of the space that the rows of the matrix lie closest to, as many rows as the matrix has columns.
 * What is iterated is the side of the passages, of which there are fewer than terms.
 */
function subspace(matrix: SparseMatrix, width: number, onStep: () => void): Float32Array {
  const turned = transposed(matrix);
  const side = Float64Array.from({ length: matrix.height * width }, noise(SEED));
  const basis = new Float64Array(matrix.width * width);
  const iterations = matrix.height < FEW ? ITERATIONS_OF_FEW : ITERATIONS;
  for (let iteration = 0; iteration < iterations; iteration++) {
    multiply(turned, side, width, basis);
    multiply(matrix, basis, width, side);
    orthonormalize(side, width);
    onStep();
  }
  multiply(turned, side, width, basis);
  orthonormalize(basis, width);
  return Float32Array.from(basis);
}

function lengthOf(sums: Float64Array): number {
  let squares = 0;
  for (const sum of sums) squares += sum * sum;
  return Math.sqrt(squares);
}

function noise(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32 - 0.5;
  };
}

const LOW_BITS = 2 ** 21;

/** 53 bits of two FNV-1a hashes with different starts. */
export function hashTerm(term: string): number {
  let low = 0x811c9dc5;
  let high = 0xc2b2ae35;
  for (let at = 0; at < term.length; at++) {
    const code = term.charCodeAt(at);
    low = Math.imul(low ^ code, 0x01000193);
    high = Math.imul(high ^ code, 0x85ebca6b);
    high ^= high >>> 15;
  }
  return (high >>> 0) * LOW_BITS + ((low ^ (low >>> 11)) >>> 11);
}
