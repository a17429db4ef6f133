import type { Collection, Search, StoredPassage } from '@agenticgen/search';
import type { EditedPassage } from './apply-edits.ts';

/** The collection of a base in the search engine. */
export const collectionOf = (baseId: string) => `base-${baseId}`;

/** It learns its vectors from its own words: no model is needed. */
export const openCollection = (search: Search, baseId: string): Collection =>
  search.collection(collectionOf(baseId), { vectors: 'learned' });

/** Passages get ids that sort in the order of the text. */
const DIGITS = 6;
const PART_DIGITS = 2;

/** A passage of another version is another passage: a citation never leads to a text that it did not quote. */
const prefixOf = (documentId: string, version: number) =>
  version === 1 ? documentId : `${documentId}-${version}`;

/** One that was edited is another passage, too, and sorts to the same place. */
function placeOf({ number, edit }: EditedPassage): string {
  const place = String(number).padStart(DIGITS, '0');
  return edit ? `${place}.${edit.revision}.${String(edit.part).padStart(PART_DIGITS, '0')}` : place;
}

export type IndexedPassage = StoredPassage;

/** The number of the parsed passage that an id tells of, and the edit that it is of. */
export function numberOf(passageId: string): { number: number; edit: string | null } {
  const [, number = '0', edit] = /\.(\d{6})(?:\.([0-9a-z]+)\.\d\d)?$/.exec(passageId) ?? [];
  return { number: Number(number), edit: edit ?? null };
}

/** `at`: when the version came, in ms. */
export function toIndexed(
  documentId: string,
  version: number,
  passages: readonly EditedPassage[],
  at?: number,
) {
  return passages.map((passage) => ({
    id: `${prefixOf(documentId, version)}.${placeOf(passage)}`,
    documentId,
    text: passage.text,
    heading: passage.heading ?? '',
    ...(at === undefined ? {} : { at }),
    attributes: {
      heading: passage.heading ?? '',
      page: passage.page ?? 0,
      start: passage.start,
      end: passage.end,
      version,
    },
  }));
}
