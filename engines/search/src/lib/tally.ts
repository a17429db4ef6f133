// Numbers counted by their value: a hash table in flat arrays, since a passage has a thousand features and a map of
// objects takes longer than all that is done with them.

const FIRST_SLOTS = 4_096;
/** Spreads neighbours (Knuth, "The Art of Computer Programming", 6.4). */
const SPREAD = 0x9e3779b1;

export type Tally = {
  /** `weight` counts where the number is seen for the first time. */
  add(number: number, weight: number, count: number): void;
  /** Each number once, in the order in which they came. */
  each(act: (number: number, weight: number, count: number) => void): void;
  clear(): void;
};

/** Of signed numbers of 32 bits. */
export function createTally(): Tally {
  /** Where an entry is, plus one; 0 where there is none. */
  let slots = new Uint32Array(FIRST_SLOTS);
  let entries = emptyEntries(FIRST_SLOTS / 2);
  let size = 0;

  const slotOf = (number: number): number => {
    const mask = slots.length - 1;
    let slot = (Math.imul(number, SPREAD) >>> 7) & mask;
    for (; ; slot = (slot + 1) & mask) {
      const entry = slots[slot] as number;
      if (entry === 0 || entries.numbers[entry - 1] === number) return slot;
    }
  };
  const grow = () => {
    const larger = emptyEntries(entries.numbers.length * 2);
    larger.numbers.set(entries.numbers);
    larger.weights.set(entries.weights);
    larger.counts.set(entries.counts);
    entries = larger;
    slots = new Uint32Array(slots.length * 2);
    for (let entry = 0; entry < size; entry++) slots[slotOf(entries.numbers[entry] as number)] = entry + 1;
  };

  return {
    add(number, weight, count) {
      if (size === entries.numbers.length) grow();
      const slot = slotOf(number);
      const known = slots[slot] as number;
      if (known > 0) {
        entries.counts[known - 1] = (entries.counts[known - 1] as number) + count;
        return;
      }
      entries.numbers[size] = number;
      entries.weights[size] = weight;
      entries.counts[size] = count;
      size++;
      slots[slot] = size;
    },
    each(act) {
      for (let entry = 0; entry < size; entry++)
        act(
          entries.numbers[entry] as number,
          entries.weights[entry] as number,
          entries.counts[entry] as number,
        );
    },
    clear() {
      slots.fill(0);
      size = 0;
    },
  };
}

function emptyEntries(capacity: number) {
  return {
    numbers: new Int32Array(capacity),
    weights: new Float64Array(capacity),
    counts: new Float64Array(capacity),
  };
}
