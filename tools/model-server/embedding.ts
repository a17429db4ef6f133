const DEFAULT_WIDTH = 64;
const MAX_WIDTH = 4096;
const FNV_OFFSET = 0x811c9dc5;
const FNV_PRIME = 0x01000193;

/** The width that a request asks for, or the model's name (`sim-dim256`), or 64. */
export function embeddingWidth(model: string, asked: unknown): number {
  const named = /(?:^|-)dim(\d+)(?:-|$)/.exec(model)?.[1];
  const width = typeof asked === 'number' ? asked : Number(named ?? DEFAULT_WIDTH);
  return Math.min(Math.max(width, 1), MAX_WIDTH);
}

/** A unit vector of hashed words and character pairs: texts that share them lie close together. */
export function embed(text: string, width: number): number[] {
  const vector = new Array<number>(width).fill(0);
  for (const feature of featuresOf(text.toLowerCase())) {
    const hash = fnv1a(feature);
    const slot = hash % width;
    vector[slot] = vector[slot]! + ((hash >>> 16) % 2 === 0 ? 1 : -1);
  }
  const length = Math.hypot(...vector);
  return length === 0 ? vector.with(0, 1) : vector.map((value) => value / length);
}

function featuresOf(text: string): string[] {
  const letters = [...text].filter((letter) => letter.trim());
  const pairs = letters.slice(1).map((letter, index) => `${letters[index]}${letter}`);
  return [...(text.match(/[\p{L}\p{N}]+/gu) ?? []), ...pairs];
}

/** FNV-1a, 32 bits (Fowler, Noll, Vo). */
function fnv1a(text: string): number {
  let hash = FNV_OFFSET;
  for (let index = 0; index < text.length; index += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(index), FNV_PRIME);
  }
  return hash >>> 0;
}
