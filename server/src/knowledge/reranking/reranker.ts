// The model that orders what a search of a base finds; a base without a row has none.
import { type Database, upsert } from '../../db/index.ts';
import type { Reranker } from './contract.ts';

export async function findReranker(db: Database, baseId: string): Promise<Reranker | null> {
  return (await findRerankers(db, [baseId])).get(baseId) ?? null;
}

/** Those that have one. */
export async function findRerankers(
  db: Database,
  baseIds: readonly string[],
): Promise<Map<string, Reranker>> {
  if (baseIds.length === 0) return new Map();
  const rows = await db
    .selectFrom('knowledge_rerankers')
    .selectAll()
    .where('base_id', 'in', baseIds)
    .execute();
  return new Map(rows.map(({ base_id, model }) => [base_id, JSON.parse(model) as Reranker]));
}

export async function saveReranker(db: Database, baseId: string, model: Reranker | null): Promise<void> {
  if (model === null) await db.deleteFrom('knowledge_rerankers').where('base_id', '=', baseId).execute();
  else
    await upsert(db, 'knowledge_rerankers', { base_id: baseId, model: JSON.stringify(model) }, ['base_id']);
}
