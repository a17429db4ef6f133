import { SearchError } from '../../lib/errors.ts';
import type { Filter } from '../../lib/query.ts';
import type { Neighbour } from '../../lib/search.ts';
import { prepared } from './prepared.ts';
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
  const keys = new Set(found.flatMap((ranked) => ranked.map(({ key }) => key)));
  const places = placesOf(view, keys);
  return found.map((ranked) =>
    ranked.map(({ key, score }) => {
      const place = places.get(key);
      if (!place) throw new SearchError('search_failed', `Cannot search: no passage has key ${key}`);
      return { ...place, score };
    }),
  );
}

function placesOf({ db }: View, keys: Iterable<number>): Map<number, { id: string; documentId: string }> {
  const find = prepared(
    db,
    'SELECT key, id, document_id FROM passages WHERE key IN (SELECT value FROM json_each(?))',
  );
  find.setReturnArrays(true);
  const rows = find.all(JSON.stringify([...keys])) as unknown as [number, string, string][];
  return new Map(rows.map(([key, id, documentId]) => [key, { id, documentId }]));
}
