// Passages as they cross from the thread that read them: one text and one array of numbers. Thousands of small objects
// would each be taken apart there and put together here, while nobody else is answered.
import type { SplitPassage } from '../split.ts';

export interface PackedPassages {
  /** The texts of all, one behind the other. */
  text: string;
  /** Each that there is, once. */
  headings: string[];
  /** Of each passage: length of its text, place of its heading, page, start, end; -1 for none. */
  numbers: Int32Array;
}

const COLUMNS = 5;
const NONE = -1;

export function packPassages(passages: readonly SplitPassage[]): PackedPassages {
  const places = new Map<string, number>();
  const numbers = new Int32Array(passages.length * COLUMNS);
  for (const [index, { text, heading, page, start, end }] of passages.entries()) {
    if (heading !== null && !places.has(heading)) places.set(heading, places.size);
    const place = heading === null ? NONE : (places.get(heading) ?? NONE);
    numbers.set([text.length, place, page ?? NONE, start, end], index * COLUMNS);
  }
  return { text: passages.map(({ text }) => text).join(''), headings: [...places.keys()], numbers };
}

export function unpackPassages({ text, headings, numbers }: PackedPassages): SplitPassage[] {
  const passages: SplitPassage[] = [];
  let from = 0;
  for (let at = 0; at < numbers.length; at += COLUMNS) {
    const [length = 0, heading = NONE, page = NONE, start = 0, end = 0] = numbers.subarray(at, at + COLUMNS);
    passages.push({
      text: text.slice(from, from + length),
      heading: headings[heading] ?? null,
      page: page === NONE ? null : page,
      ...{ start, end },
    });
    from += length;
  }
  return passages;
}
