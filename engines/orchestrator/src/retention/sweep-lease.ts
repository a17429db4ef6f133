import type { Tables } from '../drivers/dialect.ts';
import type { Clock } from '../lib/engine.ts';
import { SWEEP_LEASE_MS } from '../lib/limits.ts';

const NAME = 'retention';

/** One process at a time. Taking it again prolongs it. */
export function createSweepLease(db: Tables, owner: string, clock: Clock) {
  return {
    async take(): Promise<boolean> {
      const now = clock.now();
      const result = await db
        .updateTable('run_sweeps')
        .set({ owner, lease_until: now + SWEEP_LEASE_MS })
        .where('name', '=', NAME)
        .where((eb) => eb.or([eb('lease_until', '<=', now), eb('owner', '=', owner)]))
        .executeTakeFirst();
      return result.numUpdatedRows > 0n;
    },
    async giveBack(): Promise<void> {
      const free = db.updateTable('run_sweeps').set({ owner: null, lease_until: 0 });
      await free.where('name', '=', NAME).where('owner', '=', owner).execute();
    },
  };
}

/** How far the compaction has come, in the order of ends. */
export async function readCursor(db: Tables): Promise<{ at: number; id: string }> {
  const row = await db
    .selectFrom('run_sweeps')
    .select(['cursor_at', 'cursor_id'])
    .where('name', '=', NAME)
    .executeTakeFirstOrThrow();
  return { at: row.cursor_at, id: row.cursor_id };
}

export async function writeCursor(db: Tables, { at, id }: { at: number; id: string }): Promise<void> {
  const moved = db.updateTable('run_sweeps').set({ cursor_at: at, cursor_id: id });
  await moved.where('name', '=', NAME).execute();
}
