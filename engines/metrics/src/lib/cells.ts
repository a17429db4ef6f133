import { MetricsError } from './errors.ts';

/** Numbers that one process keeps at most: 64 KiB. */
export const MAX_CELLS = 8_192;
const BYTES_PER_CELL = 8;

/** Float64 numbers in shared memory, changed without locks by any thread that has the buffer. */
export interface Cells {
  readonly buffer: SharedArrayBuffer;
  /** Takes the next free cell. Throws `cells_used_up`. Only the thread that made the cells takes new ones. */
  take(): number;
  /** Whether so many cells are free. */
  has(count: number): boolean;
  add(cell: number, amount: number): void;
  set(cell: number, value: number): void;
  read(cell: number): number;
}

function overBuffer(buffer: SharedArrayBuffer): Cells {
  const bits = new BigInt64Array(buffer);
  const scratch = new ArrayBuffer(BYTES_PER_CELL);
  const asFloat = new Float64Array(scratch);
  const asBits = new BigInt64Array(scratch);
  let taken = 0;

  const toFloat = (value: bigint): number => {
    asBits[0] = value;
    return asFloat[0] as number;
  };
  const toBits = (value: number): bigint => {
    asFloat[0] = value;
    return asBits[0] as bigint;
  };

  /** Compare and exchange until no other thread came between: floats have no atomic addition. */
  function add(cell: number, amount: number): void {
    let seen = Atomics.load(bits, cell);
    for (;;) {
      const found = Atomics.compareExchange(bits, cell, seen, toBits(toFloat(seen) + amount));
      if (found === seen) return;
      seen = found;
    }
  }

  return {
    buffer,
    take() {
      if (taken === MAX_CELLS)
        throw new MetricsError('cells_used_up', `Cannot add series: all ${MAX_CELLS} cells are taken`);
      return taken++;
    },
    has: (count) => taken + count <= MAX_CELLS,
    add,
    set: (cell, value) => void Atomics.store(bits, cell, toBits(value)),
    read: (cell) => toFloat(Atomics.load(bits, cell)),
  };
}

export function createCells(): Cells {
  return overBuffer(new SharedArrayBuffer(MAX_CELLS * BYTES_PER_CELL));
}

/** The cells of another thread: it adds and reads, and takes none. */
export function attach(buffer: SharedArrayBuffer): Pick<Cells, 'add' | 'set' | 'read'> {
  return overBuffer(buffer);
}
