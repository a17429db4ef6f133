// Exact search among the vectors that a filter admits: they are gathered side by side once, and kept for the next
// queries of the same filter. Cosine compares eight-bit numbers and then the best in full.
import type { DatabaseSync } from 'node:sqlite';
import { exactSearch } from 'usearch';
import type { Admission } from '../../lib/directory.ts';
import type { Ranked } from '../../lib/fusion.ts';
import { prepare, similarity } from '../../lib/metric.ts';
import { createTop } from '../../lib/top.ts';
import { METRIC_KINDS } from './graph.ts';
import { prepared } from './prepared.ts';
import type { Settings } from './settings.ts';

/** Bytes of all that are kept by one reader for one collection. */
const MAX_KEPT_BYTES = 64 * 2 ** 20;
/** Compared in full for each that is wanted: eight bits mistake only near neighbours. */
const RESCORED_FACTOR = 2;
const MIN_RESCORED = 24;
const I8_SCALE = 127;

type Gathered = { keys: Uint32Array; cells: Int8Array | Float32Array };

export type Gatherings = {
  /** `name` tells one admission from another. */
  nearest(
    vector: Float32Array,
    limit: number,
    admission: Admission,
    name: string,
    settings: Settings,
  ): Ranked[];
};

export function createGatherings(db: DatabaseSync): Gatherings {
  const kept = new Map<string, Gathered>();
  let keptBytes = 0;

  const gather = (admission: Admission, name: string, settings: Settings): Gathered => {
    const known = kept.get(name);
    if (known) {
      kept.delete(name);
      kept.set(name, known);
      return known;
    }
    const made = gatheredOf(db, admission, settings);
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
    nearest(vector, limit, admission, name, settings) {
      const { keys, cells } = gather(admission, name, settings);
      if (keys.length === 0) return [];
      const { metric, width = 1 } = settings;
      const query = prepare(vector, metric);
      const depth = Math.min(keys.length, Math.max(MIN_RESCORED, limit * RESCORED_FACTOR));
      const isRough = cells instanceof Int8Array;
      const found = exactSearch(
        cells,
        isRough ? rough(query) : query.slice(),
        width,
        depth,
        METRIC_KINDS[isRough ? 'dot' : metric],
        1,
      );
      const read = prepared(db, 'SELECT vector FROM vectors WHERE key = ?');
      const compare = similarity(metric);
      const best = createTop(limit);
      for (const at of found.keys) {
        const key = keys[Number(at)] as number;
        const bytes = read.get(key)?.vector as Uint8Array;
        best.offer(key, compare(prepare(toVector(bytes), metric), 0, query));
      }
      return best.sorted();
    },
  };
}

function gatheredOf(db: DatabaseSync, admission: Admission, { metric, width = 1 }: Settings): Gathered {
  const keys = admission.keys();
  const read = db.prepare('SELECT vector FROM vectors WHERE key = ?');
  const cells =
    metric === 'cosine' ? new Int8Array(keys.length * width) : new Float32Array(keys.length * width);
  for (const [at, key] of keys.entries()) {
    const vector = prepare(toVector(read.get(key)?.vector as Uint8Array), metric);
    cells.set(cells instanceof Int8Array ? rough(vector) : vector, at * width);
  }
  return { keys, cells };
}

function rough(vector: Float32Array): Int8Array {
  const cells = new Int8Array(vector.length);
  for (let at = 0; at < vector.length; at++) cells[at] = Math.round((vector[at] as number) * I8_SCALE);
  return cells;
}

function toVector(bytes: Uint8Array): Float32Array {
  return new Float32Array(Uint8Array.from(bytes).buffer);
}
