import type { Collection, Search } from '@agenticgen/search';
import type { SplitPassage } from './split.ts';

/** The collection of a base in the search engine. */
export const collectionOf = (baseId: string) => `base-${baseId}`;

/** It learns its vectors from its own words: no model is needed. */
export const openCollection = (search: Search, baseId: string): Collection =>
  search.collection(collectionOf(baseId), { vectors: 'learned' });

/** Passages get ids that sort in the order of the text. */
const DIGITS = 6;

/** A passage of another version is another passage: a citation never leads to a text that it did not quote. */
const prefixOf = (documentId: string, version: number) =>
  version === 1 ? documentId : `${documentId}-${version}`;

export function toIndexed(documentId: string, version: number, passages: readonly SplitPassage[]) {
  return passages.map((passage, index) => ({
    id: `${prefixOf(documentId, version)}.${String(index).padStart(DIGITS, '0')}`,
    documentId,
    text: passage.text,
    heading: passage.heading ?? '',
    attributes: {
      heading: passage.heading ?? '',
      page: passage.page ?? 0,
      start: passage.start,
      end: passage.end,
      version,
    },
  }));
}
