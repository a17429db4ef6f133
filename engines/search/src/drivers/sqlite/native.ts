// The door to usearch's binding. Its JavaScript turns every vector into four-byte numbers on the way, and the binding
// then scales them into eight bits so coarsely that it finds 0.88 of the nearest where 0.97 could be found; given
// eight-bit numbers it takes them as they are. docs/decisions/0030-inverted-lists.md
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Precision } from '../../lib/index-options.ts';
import { throwIfStopping } from './stopping.ts';

export type Cells = Float32Array | Int8Array;
/** Keys, distances and counts; of each question as many as were wanted have their place. */
export type NativeFinds = [keys: BigUint64Array, distances: Float32Array, counts: BigUint64Array];
export type MetricKind = 'cos' | 'ip' | 'l2sq';

export type NativeGraph = {
  size(): number;
  add(keys: BigUint64Array, vectors: Cells, threads: number): void;
  search(questions: Cells, wanted: number, threads: number): NativeFinds;
  remove(keys: BigUint64Array): number[];
  save(path: string): void;
  load(path: string): void;
  /** Maps the file into memory. */
  view(path: string): void;
};
type Binding = {
  CompiledIndex: new (
    width: number,
    metric: MetricKind,
    precision: Precision,
    connectivity: number,
    expansionAdd: number,
    expansionSearch: number,
    multi: boolean,
  ) => NativeGraph;
  /** Both arrays must begin where their buffers do, which must not be shared. */
  exactSearch(
    vectors: Cells,
    questions: Cells,
    width: number,
    wanted: number,
    metric: MetricKind,
    threads: number,
  ): NativeFinds;
};

const ROOT_OF_ENTRY = '../../..';

function load(): Binding {
  const entry = fileURLToPath(import.meta.resolve('usearch'));
  const require = createRequire(entry);
  const find = require('node-gyp-build') as (folder: string) => Binding;
  return find(join(dirname(entry), ROOT_OF_ENTRY));
}

let binding: Binding | undefined;
export function native(): Binding {
  throwIfStopping();
  binding ??= load();
  return binding;
}
