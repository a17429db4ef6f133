// Chooses centres (spherical k-means), puts every vector into the list of the nearest, and finds out on the vectors
// themselves how many lists a question has to look into. Where that are too many the graph is faster, and stays.
import { eightBitScale, toEightBits } from '../../lib/eight-bits.ts';
import { lowHalves } from './graph.ts';
import { type InvertedLists, searchLists } from './inverted-lists.ts';
import { native } from './native.ts';

/** Vectors by which centres are chosen, for each centre. */
const SAMPLES_PER_LIST = 64;
const ROUNDS = 6;
const MAX_LISTS = 2_048;
/** Vectors for whose list is looked at once. */
const CHUNK = 4_096;
const SCALED_BY = 2_000;
const QUESTIONS = 128;
const NEIGHBOURS = 10;
const PROBES = [1, 2, 3, 4, 6, 8, 12, 16, 24, 32];
/** Comparing so many in a row takes about as long as the way through a graph. */
const MAX_COMPARED = 4_000;
/** A sample's recall is off by a percent or so. */
const MARGIN = 0.01;
const MAX_RECALL = 0.999;

/** Prepared vectors side by side, and the key of each. */
export type Rows = { keys: Uint32Array; cells: Float32Array; width: number };

/** `depth` finds are compared again in full. `undefined` where a graph does better. */
export function makeLists(rows: Rows, recall: number, depth: number): InvertedLists | undefined {
  const { keys, cells, width } = rows;
  const scale = eightBitScale(pick(rows, SCALED_BY));
  const count = Math.min(MAX_LISTS, Math.floor(Math.sqrt(keys.length)));
  const centres = centresOf(
    eightBitsOf(pick(rows, count * SAMPLES_PER_LIST), width, scale),
    count,
    width,
    scale,
  );
  const nearest = new Uint32Array(keys.length);
  for (let from = 0; from < keys.length; from += CHUNK) {
    const end = Math.min(keys.length, from + CHUNK);
    nearest.set(
      nearestCentres(centres, eightBitsOf(cells.subarray(from * width, end * width), width, scale), width),
      from,
    );
  }
  const lists = { scale, width, centres, lists: fill(rows, nearest, count, scale), probes: 1 };
  return withProbes(lists, rows, recall, depth);
}

/** Evenly over the rows. */
function pick({ keys, cells, width }: Rows, most: number): Float32Array {
  const count = Math.min(keys.length, most);
  const picked = new Float32Array(count * width);
  for (let at = 0; at < count; at++) {
    const row = rowOfPick(at, count, keys.length);
    picked.set(cells.subarray(row * width, (row + 1) * width), at * width);
  }
  return picked;
}

const rowOfPick = (at: number, count: number, rows: number) => Math.floor((at * rows) / count);

function eightBitsOf(prepared: Float32Array, width: number, scale: number): Int8Array {
  const cells = new Int8Array(prepared.length);
  for (let start = 0; start < prepared.length; start += width)
    toEightBits(prepared.subarray(start, start + width), scale, cells, start);
  return cells;
}

const nearestCentres = (centres: Int8Array, cells: Int8Array, width: number): Uint32Array =>
  lowHalves(native().exactSearch(centres, cells, width, 1, 'ip', 1)[0]);

function centresOf(sample: Int8Array, count: number, width: number, scale: number): Int8Array {
  const rows = sample.length / width;
  const centres = new Int8Array(new SharedArrayBuffer(count * width));
  for (let list = 0; list < count; list++) {
    const row = Math.floor((list * rows) / count);
    centres.set(sample.subarray(row * width, (row + 1) * width), list * width);
  }
  for (let round = 0; round < ROUNDS; round++) {
    const sums = new Float64Array(count * width);
    const nearest = nearestCentres(centres, sample, width);
    for (let row = 0; row < rows; row++) {
      const start = (nearest[row] as number) * width;
      for (let at = 0; at < width; at++)
        sums[start + at] = (sums[start + at] as number) + (sample[row * width + at] as number);
    }
    for (let start = 0; start < sums.length; start += width)
      moveCentre(centres, start, sums.subarray(start, start + width), scale);
  }
  return centres;
}

/** One that is nearest to nothing stays where it is. */
function moveCentre(centres: Int8Array, start: number, sum: Float64Array, scale: number): void {
  const length = Math.hypot(...sum);
  if (length > 0)
    toEightBits(
      Float32Array.from(sum, (value) => value / length),
      scale,
      centres,
      start,
    );
}

function fill(
  { keys, cells, width }: Rows,
  nearest: Uint32Array,
  count: number,
  scale: number,
): InvertedLists['lists'] {
  const sizes = new Uint32Array(count);
  for (const list of nearest) sizes[list] = (sizes[list] as number) + 1;
  const lists = Array.from(sizes, (size) => ({
    keys: new Uint32Array(new SharedArrayBuffer(size * Uint32Array.BYTES_PER_ELEMENT)),
    cells: new Int8Array(new SharedArrayBuffer(size * width)),
  }));
  const ends = new Uint32Array(count);
  for (const [row, list] of nearest.entries()) {
    const place = ends[list] as number;
    const into = lists[list] as InvertedLists['lists'][number];
    into.keys[place] = keys[row] as number;
    toEightBits(cells.subarray(row * width, (row + 1) * width), scale, into.cells, place * width);
    ends[list] = place + 1;
  }
  return lists;
}

function withProbes(
  lists: InvertedLists,
  rows: Rows,
  recall: number,
  depth: number,
): InvertedLists | undefined {
  const questions = pick(rows, QUESTIONS);
  const truth = neighboursOf(rows, questions);
  const wanted = Math.min(MAX_RECALL, recall + MARGIN);
  const asked = eightBitsOf(questions, rows.width, lists.scale);
  for (const probes of PROBES) {
    if (probes > lists.lists.length || compared(lists, probes) > MAX_COMPARED) return undefined;
    const tried = { ...lists, probes };
    if (recallOf(tried, asked, truth, depth) >= wanted) return tried;
  }
  return undefined;
}

/** Vectors that a question is compared with, where questions lie as vectors do. */
function compared({ lists }: InvertedLists, probes: number): number {
  let [all, squares] = [0, 0];
  for (const { keys } of lists) {
    all += keys.length;
    squares += keys.length ** 2;
  }
  return lists.length + (probes * squares) / Math.max(1, all);
}

/** The truly nearest of each, itself not among them: that one is found is no merit. */
function neighboursOf({ keys, cells, width }: Rows, questions: Float32Array): Set<number>[] {
  const wanted = Math.min(keys.length, NEIGHBOURS + 1);
  return Array.from({ length: questions.length / width }, (_, at) => {
    const question = questions.slice(at * width, (at + 1) * width);
    const [rows] = native().exactSearch(cells, question, width, wanted, 'ip', 1);
    const own = rowOfPick(at, questions.length / width, keys.length);
    const others = Array.from(lowHalves(rows)).filter((row) => row !== own);
    return new Set(others.slice(0, NEIGHBOURS).map((row) => keys[row] as number));
  });
}

function recallOf(
  lists: InvertedLists,
  asked: Int8Array,
  truth: readonly Set<number>[],
  depth: number,
): number {
  const finds = searchLists(lists, asked, depth);
  let [right, all] = [0, 0];
  for (const [at, nearest] of truth.entries()) {
    const start = at * depth;
    for (const key of finds.keys.subarray(start, start + (finds.counts[at] as number)))
      if (nearest.has(key)) right++;
    all += nearest.size;
  }
  return right / Math.max(1, all);
}
