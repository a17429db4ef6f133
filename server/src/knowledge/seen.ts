// Documents that were quoted somewhere, asked for again by whoever reads it.
import type { Database } from '../db/index.ts';
import { type Reader, visibleBases, visibleDocuments } from './queries.ts';

/** Ids that one query takes. */
const MAX_ASKED = 500;

export interface QuotedDocument {
  id: string;
  baseId: string;
  name: string;
}

/** Those of the documents that are there and that the reader may see. */
export async function seenDocuments(
  db: Database,
  reader: Reader,
  ids: Iterable<string>,
): Promise<Set<string>> {
  const seen = await inParts(ids, (some) => visible(db, reader, some).select('document.id').execute());
  return new Set(seen.map(({ id }) => id));
}

/** Those of the documents that the reader sees and that not all of the workspace may see. */
export async function closedDocuments(
  db: Database,
  reader: Reader,
  ids: Iterable<string>,
): Promise<QuotedDocument[]> {
  return inParts(ids, (some) =>
    visible(db, reader, some)
      .innerJoin('knowledge_bases as inside', 'inside.id', 'document.base_id')
      .where((eb) =>
        eb.or([eb('document.visibility', '!=', 'base'), eb('inside.visibility', '!=', 'workspace')]),
      )
      .select(['document.id', 'document.base_id as baseId', 'document.name'])
      .orderBy('document.name')
      .orderBy('document.id')
      .execute(),
  );
}

function visible(db: Database, reader: Reader, ids: readonly string[]) {
  const bases = visibleBases(db, reader).clearSelect().select('base.id');
  return visibleDocuments(db, reader.userId)
    .where('document.id', 'in', ids)
    .where('document.base_id', 'in', bases);
}

async function inParts<T>(ids: Iterable<string>, ask: (some: string[]) => Promise<T[]>): Promise<T[]> {
  const all = [...new Set(ids)];
  const found: T[] = [];
  for (let at = 0; at < all.length; at += MAX_ASKED)
    found.push(...(await ask(all.slice(at, at + MAX_ASKED))));
  return found;
}
