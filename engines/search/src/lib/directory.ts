// Which passages there are, of which document and how long each is: what every query asks, kept by key in memory.

const FIRST_CAPACITY = 1_024;
const GONE = -1;

/** The passages that exist for a query. What it leaves out is neither scored nor counted. */
export type Admission = {
  size: number;
  /** Words of all of them together. */
  totalLength: number;
  /** Whether there was no filter. */
  isEverything: boolean;
  has(key: number): boolean;
  /** Ascending. */
  keys(): Uint32Array;
};

export type Directory = {
  put(key: number, documentId: string, length: number): void;
  remove(key: number): void;
  lengthOf(key: number): number;
  everything(): Admission;
  admit(documentIds: readonly string[]): Admission;
  /** Those of an admission that are of none of the documents. */
  without(admission: Admission, documentIds: readonly string[]): Admission;
  /** Those of an admission that are among the keys as well. */
  narrow(admission: Admission, keys: Iterable<number>): Admission;
  /** Above every key. */
  end(): number;
};

export function createDirectory(): Directory {
  let ordinals = new Int32Array(FIRST_CAPACITY).fill(GONE);
  let lengths = new Uint32Array(FIRST_CAPACITY);
  const ordinalOf = new Map<string, number>();
  const members: Set<number>[] = [];
  let end = 0;
  let size = 0;
  let totalLength = 0;

  const grow = (key: number) => {
    const capacity = Math.max(key + 1, ordinals.length * 2);
    ordinals = enlarge(ordinals, new Int32Array(capacity).fill(GONE));
    lengths = enlarge(lengths, new Uint32Array(capacity));
  };
  const ordinal = (documentId: string): number => {
    const known = ordinalOf.get(documentId);
    if (known !== undefined) return known;
    ordinalOf.set(documentId, members.length);
    return members.push(new Set()) - 1;
  };
  const has = (key: number) => key < ordinals.length && ordinals[key] !== GONE;
  const masked = (keys: Iterable<number>): Admission => {
    const mask = new Uint8Array(end);
    let admitted = 0;
    let length = 0;
    for (const key of keys) {
      if (mask[key] === 1) continue;
      mask[key] = 1;
      admitted++;
      length += lengths[key] as number;
    }
    return {
      size: admitted,
      totalLength: length,
      isEverything: false,
      has: (key) => mask[key] === 1,
      keys: () => keysWhere(end, admitted, (key) => mask[key] === 1),
    };
  };

  return {
    put(key, documentId, length) {
      if (key >= ordinals.length) grow(key);
      if (has(key)) return;
      const place = ordinal(documentId);
      ordinals[key] = place;
      lengths[key] = length;
      members[place]?.add(key);
      end = Math.max(end, key + 1);
      size++;
      totalLength += length;
    },
    remove(key) {
      if (!has(key)) return;
      members[ordinals[key] as number]?.delete(key);
      ordinals[key] = GONE;
      size--;
      totalLength -= lengths[key] as number;
    },
    lengthOf: (key) => lengths[key] ?? 0,
    everything: () => ({ size, totalLength, isEverything: true, has, keys: () => keysWhere(end, size, has) }),
    admit: (documentIds) =>
      masked(
        documentIds.flatMap((id) => {
          const place = ordinalOf.get(id);
          return place === undefined ? [] : [...(members[place] ?? [])];
        }),
      ),
    without(admission, documentIds) {
      const hidden = new Uint8Array(members.length);
      let isNone = true;
      for (const id of documentIds) {
        const place = ordinalOf.get(id);
        if (place === undefined || !members[place]?.size) continue;
        hidden[place] = 1;
        isNone = false;
      }
      if (isNone) return admission;
      return masked(admission.keys().filter((key) => hidden[ordinals[key] as number] === 0));
    },
    narrow: (admission, keys) => masked([...keys].filter((key) => admission.has(key))),
    end: () => end,
  };
}

function enlarge<T extends Int32Array | Uint32Array>(from: T, to: T): T {
  to.set(from);
  return to;
}

function keysWhere(end: number, size: number, has: (key: number) => boolean): Uint32Array {
  const keys = new Uint32Array(size);
  let at = 0;
  for (let key = 0; key < end; key++) if (has(key)) keys[at++] = key;
  return keys;
}
