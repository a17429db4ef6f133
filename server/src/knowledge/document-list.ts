// Documents of a base as a page lists them: filtered, in an order, from any place of a hundred thousand.
import type { Granted } from '../access/index.ts';
import type { Database } from '../db/index.ts';
import { nameHas } from './admitted.ts';
import type { DOCUMENT_ORDERS, DOCUMENT_STATES } from './contract.ts';
import { type BaseRow, type DocumentRow, visibleDocuments } from './queries.ts';

export interface DocumentFilter {
  /** A part of the name, in whatever case. */
  name?: string | undefined;
  /** What is being read and what failed counts for its newest version, what is ready for the one that is found. */
  state?: (typeof DOCUMENT_STATES)[number] | undefined;
}

export interface DocumentPage extends DocumentFilter {
  order: (typeof DOCUMENT_ORDERS)[number];
  /** Only older ones than this: for the newest first. */
  before?: string | undefined;
  /** So many are passed over. */
  offset?: number | undefined;
  limit: number;
}

export interface DocumentCounts {
  all: number;
  pending: number;
  ready: number;
  failed: number;
}

const ORDERS = {
  newest: ['document.id', 'desc'],
  oldest: ['document.id', 'asc'],
  name: ['document.name', 'asc'],
  largest: ['document.size', 'desc'],
  updated: ['document.updated_at', 'desc'],
} as const;

/** Only ids and what an index has are looked at on the way to the place; the rows are read for the page. */
export async function listDocuments(
  db: Database,
  base: Granted<'read', BaseRow>,
  { order, before, offset = 0, limit, ...filter }: DocumentPage,
): Promise<DocumentRow[]> {
  const [column, direction] = ORDERS[order];
  const query = filtered(db, base, filter).select('document.id');
  const page = await (before === undefined ? query : query.where('document.id', '<', before))
    .orderBy(column, direction)
    .orderBy('document.id', direction)
    .limit(limit)
    .offset(offset)
    .execute();
  const ids = page.map(({ id }) => id);
  if (ids.length === 0) return [];
  const rows = await db.selectFrom('knowledge_documents').selectAll().where('id', 'in', ids).execute();
  const places = new Map(ids.map((id, place) => [id, place]));
  return rows.sort((a, b) => (places.get(a.id) ?? 0) - (places.get(b.id) ?? 0));
}

/** How many documents there are of each state, of those that the person sees. */
export async function countByState(
  db: Database,
  base: Granted<'read', BaseRow>,
  filter: Pick<DocumentFilter, 'name'>,
): Promise<DocumentCounts> {
  const rows = await filtered(db, base, filter)
    .select((eb) => [
      'document.state',
      'document.update_state',
      eb.fn.countAll<number | string>().as('count'),
    ])
    .groupBy(['document.state', 'document.update_state'])
    .execute();
  const sum = (matches: (row: (typeof rows)[number]) => boolean) =>
    rows.filter(matches).reduce((total, { count }) => total + Number(count), 0);
  const isIn = (wanted: string) => sum((row) => row.state === wanted || row.update_state === wanted);
  return {
    all: sum(() => true),
    pending: isIn('pending'),
    ready: sum(({ state }) => state === 'ready'),
    failed: isIn('failed'),
  };
}

function filtered(db: Database, { record, by }: Granted<'read', BaseRow>, { name, state }: DocumentFilter) {
  let query = visibleDocuments(db, by.userId).where('document.base_id', '=', record.id);
  if (name) query = query.where(nameHas(name));
  if (state === 'ready') return query.where('document.state', '=', 'ready');
  if (!state) return query;
  return query.where((eb) =>
    eb.or([eb('document.state', '=', state), eb('document.update_state', '=', state)]),
  );
}
