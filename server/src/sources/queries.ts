import { createHash } from 'node:crypto';
import { type Database, type Schema, upsert } from '../db/index.ts';
import type { ItemState } from './found.ts';

export function findSource(db: Database, id: string) {
  return db.selectFrom('knowledge_sources').selectAll().where('id', '=', id).executeTakeFirst();
}

export type SourceRow = NonNullable<Awaited<ReturnType<typeof findSource>>>;

/** Newest first. */
export function pageOfSources(
  db: Database,
  baseId: string,
  before: string | undefined,
  limit: number,
): Promise<SourceRow[]> {
  const query = db.selectFrom('knowledge_sources').selectAll().where('base_id', '=', baseId);
  const paged = before === undefined ? query : query.where('id', '<', before);
  return paged.orderBy('id', 'desc').limit(limit).execute();
}

export async function countSources(db: Database, baseId: string): Promise<number> {
  const row = await db
    .selectFrom('knowledge_sources')
    .select((eb) => eb.fn.countAll<number | string>().as('count'))
    .where('base_id', '=', baseId)
    .executeTakeFirstOrThrow();
  return Number(row.count);
}

export async function changeSource(
  db: Database,
  id: string,
  change: Partial<Omit<SourceRow, 'id' | 'base_id' | 'workspace_id'>>,
): Promise<void> {
  await db.updateTable('knowledge_sources').set(change).where('id', '=', id).execute();
}

const hashOf = (item: string) => createHash('sha256').update(item).digest('hex');

export function findItem(db: Database, sourceId: string, item: string) {
  return db
    .selectFrom('knowledge_source_items')
    .selectAll()
    .where('source_id', '=', sourceId)
    .where('item_hash', '=', hashOf(item))
    .executeTakeFirst();
}

export type ItemRow = NonNullable<Awaited<ReturnType<typeof findItem>>>;

export function saveItem(
  db: Database,
  item: Omit<ItemRow, 'item_hash' | 'state'> & { state: ItemState },
): Promise<void> {
  const row = { ...item, item_hash: hashOf(item.item) };
  return upsert(db, 'knowledge_source_items', row, ['source_id', 'item_hash']);
}

export async function forgetItem(db: Database, sourceId: string, item: string): Promise<void> {
  await db
    .deleteFrom('knowledge_source_items')
    .where('source_id', '=', sourceId)
    .where('item_hash', '=', hashOf(item))
    .execute();
}

/** All of a source is read again the next time, changed or not. */
export async function forgetValidators(db: Database, sourceId: string): Promise<void> {
  const items = db.updateTable('knowledge_source_items').where('source_id', '=', sourceId);
  await items.set({ validators: null }).execute();
}

/** Items that a run has not seen, some at a time. */
export function unseenItems(
  db: Database,
  sourceId: string,
  runId: string,
  limit: number,
): Promise<ItemRow[]> {
  return db
    .selectFrom('knowledge_source_items')
    .selectAll()
    .where('source_id', '=', sourceId)
    .where('run_id', '!=', runId)
    .limit(limit)
    .execute();
}

interface ItemPage {
  state?: ItemState | undefined;
  after?: string | undefined;
  limit: number;
}

/** Items in the order of their hashes, without those whose documents are hidden from the person. */
export function pageOfItems(
  db: Database,
  sourceId: string,
  userId: string,
  { state, after, limit }: ItemPage,
): Promise<ItemRow[]> {
  let query = db
    .selectFrom('knowledge_source_items as item')
    .leftJoin('knowledge_documents as document', 'document.id', 'item.document_id')
    .selectAll('item')
    .where('item.source_id', '=', sourceId)
    .where((eb) =>
      eb.or([
        eb('document.id', 'is', null),
        eb('document.visibility', '=', 'base'),
        eb('document.created_by', '=', userId),
        eb.exists(
          eb
            .selectFrom('knowledge_grants as own')
            .select('own.user_id')
            .whereRef('own.document_id', '=', 'document.id')
            .where('own.user_id', '=', userId),
        ),
      ]),
    );
  if (state !== undefined) query = query.where('item.state', '=', state);
  if (after !== undefined) query = query.where('item.item_hash', '>', after);
  return query.orderBy('item.item_hash').limit(limit).execute();
}

export interface EndedSync {
  source: SourceRow;
  /** Null where it is so old that it is not kept any more. */
  run: Pick<
    Schema['runs'],
    'id' | 'state' | 'input' | 'created_at' | 'started_at' | 'error_code' | 'error_message'
  > | null;
}

const ENDED_BADLY = ['cancelled', 'failed'];

/** The source, if the run is its newest or its next, and has ended without being done. */
export async function findEndedSync(
  db: Database,
  sourceId: string,
  runId: string,
): Promise<EndedSync | null> {
  const source = await findSource(db, sourceId);
  if (!source || (source.run_id !== runId && source.next_run_id !== runId)) return null;
  const run = await db
    .selectFrom('runs')
    .select(['id', 'state', 'input', 'created_at', 'started_at', 'error_code', 'error_message'])
    .where('id', '=', runId)
    .executeTakeFirst();
  if (run && !ENDED_BADLY.includes(run.state)) return null;
  return { source, run: run ?? null };
}

/** Newest and next runs of sources that have ended without being done: of one run, or of all that repeat. */
export async function endedSyncs(
  db: Database,
  runId: string | undefined,
  limit: number,
): Promise<{ sourceId: string; runId: string }[]> {
  const found: { sourceId: string; runId: string }[] = [];
  for (const column of ['next_run_id', 'run_id'] as const) {
    const query = db
      .selectFrom('knowledge_sources as source')
      .leftJoin('runs', 'runs.id', `source.${column}`)
      .select(['source.id', `source.${column} as sync_id`])
      .where(`source.${column}`, 'is not', null)
      .where((eb) => eb.or([eb('runs.id', 'is', null), eb('runs.state', 'in', ENDED_BADLY)]));
    const wanted =
      runId === undefined
        ? query.where('source.every_hours', 'is not', null)
        : query.where(`source.${column}`, '=', runId);
    for (const { id, sync_id } of await wanted.limit(limit).execute())
      if (sync_id !== null) found.push({ sourceId: id, runId: sync_id });
  }
  return found;
}
