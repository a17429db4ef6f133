// An inverted file: vectors in lists around centres, of which a question looks into the few whose centres are nearest.
// Where vectors lie in clusters that is several times as fast as a graph, since a list is read from end to end. Of
// eight-bit numbers, so what is found is compared again in full. Jégou, Douze and Schmid, "Product quantization for
// nearest neighbor search", 2011, section IV, without the product quantisation.
import type { Finds } from './graph.ts';
import { lowHalves } from './graph.ts';
import { native } from './native.ts';

/** In memory that threads share. The binding wants each list at the beginning of a buffer of its own. */
export type InvertedLists = {
  scale: number;
  width: number;
  /** Side by side. */
  centres: Int8Array;
  lists: { keys: Uint32Array; cells: Int8Array }[];
  /** Lists that a question looks into. */
  probes: number;
};

/** Questions as they are compared, side by side from the beginning of their buffer. */
export function searchLists(lists: InvertedLists, questions: Int8Array, wanted: number): Finds {
  const { width, centres, probes } = lists;
  const count = questions.length / width;
  const [near] = native().exactSearch(centres, questions, width, probes, 'ip', 1);
  const nearest = lowHalves(near);
  const finds: Finds = {
    keys: new Uint32Array(count * wanted),
    distances: new Float32Array(count * wanted),
    counts: new Uint32Array(count),
    wanted,
  };
  for (let at = 0; at < count; at++) {
    const question = questions.slice(at * width, (at + 1) * width);
    for (let probe = 0; probe < probes; probe++)
      searchList(lists, nearest[at * probes + probe] as number, question, finds, at);
  }
  return finds;
}

function searchList(
  { lists, width }: InvertedLists,
  list: number,
  question: Int8Array,
  finds: Finds,
  at: number,
): void {
  const { keys, cells } = lists[list] ?? { keys: new Uint32Array(), cells: new Int8Array() };
  const depth = Math.min(finds.wanted, keys.length);
  if (depth === 0) return;
  const [found, distances] = native().exactSearch(cells, question, width, depth, 'ip', 1);
  const rows = lowHalves(found);
  for (let place = 0; place < depth; place++)
    if (!insert(finds, at, keys[rows[place] as number] as number, distances[place] as number)) return;
}

/** Into the ascending finds of a question; not if all of them are nearer, and there are as many as are wanted. */
function insert(
  { keys, distances, counts, wanted }: Finds,
  at: number,
  key: number,
  distance: number,
): boolean {
  const start = at * wanted;
  const count = counts[at] as number;
  let place = start + count;
  if (count < wanted) counts[at] = count + 1;
  else if (distance >= (distances[place - 1] as number)) return false;
  else place--;
  for (; place > start && (distances[place - 1] as number) > distance; place--) {
    keys[place] = keys[place - 1] as number;
    distances[place] = distances[place - 1] as number;
  }
  keys[place] = key;
  distances[place] = distance;
  return true;
}
