import { inTransaction, type Tables } from '../drivers/dialect.ts';
import { toEvent } from '../drivers/rows.ts';
import { COMPACTED_PAGE, MAX_IDS } from '../lib/limits.ts';
import { endedAfter } from './ended-runs.ts';
import { joinDeltas } from './join-deltas.ts';
import type { Sweep } from './sweep.ts';
import { readCursor, writeCursor } from './sweep-lease.ts';

/** Joins the text of runs that ended before a time, each run once. Gives how many events are gone. */
export async function compactSome(sweep: Sweep, before: number): Promise<number> {
  let compacted = 0;
  for (;;) {
    const cursor = await readCursor(sweep.db);
    const runs = await endedAfter(sweep.db, cursor, before);
    for (const { id, finishedAt } of runs) {
      compacted += await compactRun(sweep, id);
      await writeCursor(sweep.db, { at: finishedAt, id });
      if (!(await sweep.goesOn())) return compacted;
    }
    if (runs.length === 0) return compacted;
  }
}

/** Page by page; text that goes over the edge of two pages stays two events. */
async function compactRun({ db, parts }: Sweep, runId: string): Promise<number> {
  let compacted = 0;
  for (let after = 0; ; ) {
    const rows = await db
      .selectFrom('run_events')
      .selectAll()
      .where('run_id', '=', runId)
      .where('sequence', '>', after)
      .orderBy('sequence')
      .limit(COMPACTED_PAGE)
      .execute();
    const joined = joinDeltas(rows.map(toEvent));
    if (joined.length > 0) {
      await inTransaction(db, parts, async (tx) => {
        for (const one of joined) compacted += await replace(tx, runId, one);
      });
    }
    if (rows.length < COMPACTED_PAGE) return compacted;
    after = rows.at(-1)!.sequence;
  }
}

async function replace(
  tx: Tables,
  runId: string,
  { event, absorbed }: ReturnType<typeof joinDeltas>[number],
): Promise<number> {
  await tx
    .updateTable('run_events')
    .set({ payload: JSON.stringify(event.payload) })
    .where('run_id', '=', runId)
    .where('sequence', '=', event.sequence)
    .execute();
  for (let from = 0; from < absorbed.length; from += MAX_IDS) {
    const some = absorbed.slice(from, from + MAX_IDS);
    await tx.deleteFrom('run_events').where('run_id', '=', runId).where('sequence', 'in', some).execute();
  }
  return absorbed.length;
}
