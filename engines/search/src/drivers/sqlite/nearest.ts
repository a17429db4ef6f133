import { SearchError } from '../../lib/errors.ts';
import type { Filter } from '../../lib/query.ts';
import type { Neighbour } from '../../lib/search.ts';
import { prepared } from './prepared.ts';
import type { Place } from './resident.ts';
import { admissionOf, filterName, type View } from './view.ts';

/** Many vectors at once: what a filter costs and the look-up of ids are shared by all of them. */
export function nearest(
  view: View,
  vectors: readonly Float32Array[],
  limit: number,
  filter: Filter,
): Neighbour[][] {
  const admission = admissionOf(view, filter);
  let name: string | undefined;
  const nameOnce = () => (name ??= filterName(filter));
  const found = view.vectors.nearestEach(vectors, limit, admission, nameOnce);
  const unknown = new Set<number>();
  const places = new Map<number, Place>();
  for (const ranked of found)
    for (const { key } of ranked) {
      if (places.has(key)) continue;
      const place = view.vectors.placeOf(key);
      if (place) places.set(key, place);
      else unknown.add(key);
    }
  if (unknown.size > 0) readPlaces(view, unknown, places);
  return found.map((ranked) =>
    ranked.map(({ key, score }) => {
      const place = places.get(key);
      if (!place) throw new SearchError('search_failed', `Cannot search: no passage has key ${key}`);
      return { ...place, score };
    }),
  );
}

function readPlaces({ db }: View, keys: Iterable<number>, places: Map<number, Place>): void {
  const find = prepared(
    db,
    'SELECT key, id, document_id FROM passages WHERE key IN (SELECT value FROM json_each(?))',
  );
  find.setReturnArrays(true);
  const rows = find.all(JSON.stringify([...keys])) as unknown as [number, string, string][];
  for (const [key, id, documentId] of rows) places.set(key, { id, documentId });
}
