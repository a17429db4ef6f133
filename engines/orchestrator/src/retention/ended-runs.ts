import type { Tables } from '../drivers/dialect.ts';
import { SWEEP_BATCH } from '../lib/limits.ts';

export interface EndedRun {
  id: string;
  parentId: string | null;
  finishedAt: number;
}

/** The next runs that ended before a time, in the order of their ends. */
export async function endedAfter(
  db: Tables,
  { at, id }: { at: number; id: string },
  before: number,
): Promise<EndedRun[]> {
  const rows = await db
    .selectFrom('runs')
    .select(['id', 'parent_id', 'finished_at'])
    .where('finished_at', '>=', at)
    .where('finished_at', '<', before)
    .where((eb) => eb.or([eb('finished_at', '>', at), eb('id', '>', id)]))
    .orderBy('finished_at')
    .orderBy('id')
    .limit(SWEEP_BATCH)
    .execute();
  return rows.map(({ id: runId, parent_id, finished_at }) => ({
    id: runId,
    parentId: parent_id,
    finishedAt: finished_at ?? 0,
  }));
}
