// Vectors of length 1 in eight-bit numbers, all to one scale: their inner product orders them as cosine does.

/** Of all numbers, so many may be larger than what eight bits hold; they are held as the largest. */
const CLIPPED_SHARE = 0.0001;
const LARGEST = 127;

/** What a number is multiplied by, from some of the vectors: most embeddings have no number near 1. */
export function eightBitScale(prepared: Float32Array): number {
  const sizes = prepared.map(Math.abs).sort();
  const bound = sizes[Math.floor((sizes.length - 1) * (1 - CLIPPED_SHARE))] ?? 0;
  return LARGEST / (bound > 0 ? bound : 1);
}

/** Writes `vector` into `cells` from `start` on. */
export function toEightBits(vector: Float32Array, scale: number, cells: Int8Array, start: number): void {
  for (let at = 0; at < vector.length; at++) {
    const value = Math.round((vector[at] as number) * scale);
    cells[start + at] = Math.min(LARGEST, Math.max(-LARGEST, value));
  }
}
