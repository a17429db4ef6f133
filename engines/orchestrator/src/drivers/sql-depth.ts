import { sql } from 'kysely';
import { DURATIONS_KEPT_MS, MAX_IDS } from '../lib/limits.ts';
import { type DurationCounts, MAX_DURATION_KINDS, mergeCounts } from '../lib/schedule/durations.ts';
import type { LaneDepth } from '../lib/store.ts';
import { type DialectParts, inTransaction, type Tables } from './dialect.ts';

/** How much is due in each lane: one walk through an index that holds nothing else. */
export async function depthOf(db: Tables, now: number): Promise<LaneDepth[]> {
  const query = sql<{ lane: string; queued: number; oldest: number }>`
    SELECT lane, COUNT(*) AS queued, MIN(due_at) AS oldest FROM runs
    WHERE lane IS NOT NULL AND due_at <= ${now} GROUP BY lane`;
  return (await query.execute(db)).rows.map(({ lane, queued, oldest }) => {
    const [rank, pool = '', ...scope] = lane.split('\t');
    return { rank: Number(rank), pool, scope: scope.join('\t') || null, queued, oldestDueAt: oldest };
  });
}

export async function loadDurations(db: Tables): Promise<[string, DurationCounts][]> {
  const rows = await db
    .selectFrom('run_durations')
    .selectAll()
    .orderBy('updated_at', 'desc')
    .limit(MAX_DURATION_KINDS)
    .execute();
  return rows.reverse().map(({ name, counts }) => [name, JSON.parse(counts)]);
}

export async function addDurations(
  db: Tables,
  parts: DialectParts,
  measured: ReadonlyMap<string, DurationCounts>,
  at: number,
): Promise<void> {
  const names = [...measured.keys()].sort();
  for (let from = 0; from < names.length; from += MAX_IDS) {
    const some = names.slice(from, from + MAX_IDS);
    await inTransaction(db, parts, async (tx) => {
      const known = new Map((await parts.lockDurations(tx, some)).map((row) => [row.name, row.counts]));
      for (const name of some) {
        const counts = mergeCounts(JSON.parse(known.get(name) ?? '{}'), measured.get(name)!);
        await parts.putDuration(tx, { name, counts: JSON.stringify(counts), updated_at: at });
      }
    });
  }
  await db
    .deleteFrom('run_durations')
    .where('updated_at', '<', at - DURATIONS_KEPT_MS)
    .execute();
}
