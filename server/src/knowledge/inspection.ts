import { indexTerms } from '@agenticgen/search';
import type { EditRow } from './edit-rows.ts';
import type { InspectedView } from './edits-contract.ts';
import { MAX_SHOWN_WORDS } from './edits-contract.ts';
import { type IndexedPassage, numberOf } from './passages.ts';
import { presentPassage } from './search.ts';
import { countTokens } from './token-count.ts';

/** What stands at each place of a document, in order, from `after` on (a place's first number). */
export function inspect(
  indexed: readonly IndexedPassage[],
  edits: readonly EditRow[],
  after: number,
  limit: number,
): InspectedView[] {
  const places = new Map<number, IndexedPassage[]>();
  for (const passage of indexed) {
    const { number } = numberOf(passage.id);
    places.set(number, [...(places.get(number) ?? []), passage]);
  }
  const changed = new Map(edits.map((edit) => [edit.first, edit]));
  const numbers = [...new Set([...places.keys(), ...changed.keys()])].sort((a, b) => a - b);
  return numbers
    .filter((number) => number > after)
    .slice(0, limit)
    .map((number) => placeOf(number, places.get(number) ?? [], changed.get(number)));
}

function placeOf(
  first: number,
  passages: readonly IndexedPassage[],
  edit: EditRow | undefined,
): InspectedView {
  const state = edit === undefined ? 'parsed' : edit.passages.length === 0 ? 'excluded' : 'edited';
  const found = passages.map(({ id }) => numberOf(id).edit);
  const isApplied =
    state === 'parsed'
      ? found.every((made) => made === null)
      : state === 'excluded'
        ? found.length === 0
        : found.some((made) => made === edit?.revision);
  return {
    first,
    last: edit?.last ?? first,
    state,
    isApplied,
    passages: passages.map((passage) => ({
      ...presentPassage(passage),
      tokens: countTokens(passage.text),
      words: indexTerms(passage.text, passage.heading ?? '').terms.slice(0, MAX_SHOWN_WORDS),
    })),
    parsed: edit ? [...edit.parsed] : null,
    editedBy: edit?.createdBy ?? null,
    editedAt: edit?.createdAt ?? null,
  };
}
