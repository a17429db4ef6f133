import type { SplitPassage } from './split.ts';

export type Embed = (texts: string[]) => Float32Array[];

/** The collection of a base in the search engine. */
export const collectionOf = (baseId: string) => `base-${baseId}`;

/** Passages get ids that sort in the order of the text. */
const DIGITS = 6;

export function toIndexed(
  documentId: string,
  passages: readonly SplitPassage[],
  vectors: readonly Float32Array[],
) {
  return passages.map((passage, index) => ({
    id: `${documentId}.${String(index).padStart(DIGITS, '0')}`,
    documentId,
    text: passage.text,
    vector: vectors[index] as Float32Array,
    attributes: {
      heading: passage.heading ?? '',
      page: passage.page ?? 0,
      start: passage.start,
      end: passage.end,
    },
  }));
}
