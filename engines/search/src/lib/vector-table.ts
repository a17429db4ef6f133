// All vectors of a collection side by side in one Float32Array, each of length 1, so that cosine is a dot product.

import type { Ranked } from './fusion.ts';
import { widthMismatch } from './passage.ts';

const FIRST_CAPACITY = 256;

export type VectorTable = {
  put(key: number, documentId: string, vector: Float32Array): void;
  remove(key: number): void;
  /** Exact: every vector that the filter admits is compared. */
  nearest(vector: Float32Array, limit: number, documentIds?: ReadonlySet<string>): Ranked[];
};

export function createVectorTable(width: number): VectorTable {
  let cells = new Float32Array(FIRST_CAPACITY * width);
  const keys: number[] = [];
  const documents: string[] = [];
  const rows = new Map<number, number>();

  const grow = () => {
    const larger = new Float32Array(cells.length * 2);
    larger.set(cells);
    cells = larger;
  };
  const dot = (row: number, query: Float32Array): number => {
    const start = row * width;
    let sum = 0;
    for (let at = 0; at < width; at++) sum += (cells[start + at] as number) * (query[at] as number);
    return sum;
  };

  return {
    put(key, documentId, vector) {
      if (vector.length !== width) throw widthMismatch(vector.length, width);
      const row = rows.get(key) ?? keys.length;
      if ((row + 1) * width > cells.length) grow();
      cells.set(toLengthOne(vector), row * width);
      keys[row] = key;
      documents[row] = documentId;
      rows.set(key, row);
    },
    remove(key) {
      const row = rows.get(key);
      if (row === undefined) return;
      const last = keys.length - 1;
      const moved = keys[last] as number;
      // The last one takes the free row.
      cells.copyWithin(row * width, last * width, (last + 1) * width);
      keys[row] = moved;
      documents[row] = documents[last] as string;
      rows.set(moved, row);
      rows.delete(key);
      keys.pop();
      documents.pop();
    },
    nearest(vector, limit, documentIds) {
      if (vector.length !== width) throw widthMismatch(vector.length, width);
      const query = toLengthOne(vector);
      const best = createTop(limit);
      for (let row = 0; row < keys.length; row++) {
        if (documentIds && !documentIds.has(documents[row] as string)) continue;
        best.offer(keys[row] as number, dot(row, query));
      }
      return best.sorted();
    },
  };
}

function toLengthOne(vector: Float32Array): Float32Array {
  let sum = 0;
  for (const value of vector) sum += value * value;
  const length = Math.sqrt(sum);
  return length > 0 && Number.isFinite(length)
    ? vector.map((value) => value / length)
    : new Float32Array(vector.length);
}

/** Keeps the best `limit` in an ascending array; most offers fall at the first comparison. */
function createTop(limit: number) {
  const kept: Ranked[] = [];
  return {
    offer(key: number, score: number): void {
      if (kept.length === limit && score <= (kept[0] as Ranked).score) return;
      let low = 0;
      let high = kept.length;
      while (low < high) {
        const middle = (low + high) >> 1;
        if ((kept[middle] as Ranked).score < score) low = middle + 1;
        else high = middle;
      }
      kept.splice(low, 0, { key, score });
      if (kept.length > limit) kept.shift();
    },
    sorted: (): Ranked[] => kept.toReversed(),
  };
}
