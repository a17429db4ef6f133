// All vectors of a collection side by side in one Float32Array; every admitted one is compared.
import type { Admission } from './directory.ts';
import type { Ranked } from './fusion.ts';
import { type Metric, prepare, similarity } from './metric.ts';
import { widthMismatch } from './passage.ts';
import { createTop } from './top.ts';

const FIRST_CAPACITY = 256;

export type VectorTable = {
  size(): number;
  put(key: number, vector: Float32Array): void;
  remove(key: number): void;
  get(key: number): Float32Array | undefined;
  nearest(vector: Float32Array, limit: number, admission?: Admission): Ranked[];
};

export function createVectorTable(width: number, metric: Metric = 'cosine'): VectorTable {
  let cells = new Float32Array(FIRST_CAPACITY * width);
  const keys: number[] = [];
  const rows = new Map<number, number>();
  const compare = similarity(metric);

  const grow = () => {
    const larger = new Float32Array(cells.length * 2);
    larger.set(cells);
    cells = larger;
  };

  return {
    size: () => keys.length,
    put(key, vector) {
      if (vector.length !== width) throw widthMismatch(vector.length, width);
      const row = rows.get(key) ?? keys.length;
      if ((row + 1) * width > cells.length) grow();
      cells.set(prepare(vector, metric), row * width);
      keys[row] = key;
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
      rows.set(moved, row);
      rows.delete(key);
      keys.pop();
    },
    get(key) {
      const row = rows.get(key);
      return row === undefined ? undefined : cells.slice(row * width, (row + 1) * width);
    },
    nearest(vector, limit, admission) {
      if (vector.length !== width) throw widthMismatch(vector.length, width);
      const query = prepare(vector, metric);
      const best = createTop(limit);
      for (let row = 0; row < keys.length; row++) {
        const key = keys[row] as number;
        if (admission && !admission.has(key)) continue;
        best.offer(key, compare(cells, row * width, query));
      }
      return best.sorted();
    },
  };
}
