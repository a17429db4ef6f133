import { inTransaction, type Tables } from '../drivers/dialect.ts';
import { MAX_IDS, SCOPE_PAGE } from '../lib/limits.ts';
import { hasEnded, type RunState } from '../lib/run.ts';
import { endedAfter } from './ended-runs.ts';
import type { Sweep } from './sweep.ts';

/** Removes runs that ended before a time, with all below them. Gives how many are gone. */
export async function removeOld(sweep: Sweep, before: number): Promise<number> {
  let removed = 0;
  let cursor = { at: 0, id: '' };
  for (;;) {
    const runs = await endedAfter(sweep.db, cursor, before);
    const last = runs.at(-1);
    if (!last) return removed;
    cursor = { at: last.finishedAt, id: last.id };
    for (const { id, parentId } of runs) {
      if (parentId !== null) continue;
      removed += await removeTree(sweep, id);
      if (!(await sweep.goesOn())) return removed;
    }
  }
}

/** Removes what is beyond the newest `keep` runs of each scope. */
export async function removeSurplus(sweep: Sweep, keep: number): Promise<number> {
  let removed = 0;
  for (let scope = await nextScope(sweep.db, ''); scope !== null; scope = await nextScope(sweep.db, scope)) {
    let left = keep;
    for (let before: string | null = null; ; ) {
      const rows = await pageOfScope(sweep.db, scope, before);
      const last = rows.at(-1);
      if (!last) break;
      before = last.id;
      for (const { id, parent_id, state } of rows) {
        if (parent_id !== null || left-- > 0 || !hasEnded(state as RunState)) continue;
        removed += await removeTree(sweep, id);
        if (!(await sweep.goesOn())) return removed;
      }
      if (!(await sweep.goesOn())) return removed;
    }
  }
  return removed;
}

async function nextScope(db: Tables, after: string): Promise<string | null> {
  const next = db.selectFrom('runs').select('scope').where('scope', '>', after);
  return (await next.orderBy('scope').limit(1).executeTakeFirst())?.scope ?? null;
}

function pageOfScope(db: Tables, scope: string, before: string | null) {
  let page = db.selectFrom('runs').select(['id', 'parent_id', 'state']).where('scope', '=', scope);
  if (before !== null) page = page.where('id', '<', before);
  return page.orderBy('id', 'desc').limit(SCOPE_PAGE).execute();
}

/** From the leaves up: if the process dies in between, the run itself is still there to be found again. */
async function removeTree(sweep: Sweep, runId: string): Promise<number> {
  const ids = await treeOf(sweep.db, runId);
  if (ids === null || (await isNeeded(sweep, ids))) return 0;
  const leavesFirst = ids.reverse();
  for (let from = 0; from < leavesFirst.length; from += MAX_IDS) {
    const some = leavesFirst.slice(from, from + MAX_IDS);
    await inTransaction(sweep.db, sweep.parts, async (tx) => {
      await sweep.onRemove(tx, some);
      await tx.deleteFrom('run_results').where('run_id', 'in', some).execute();
      await tx.deleteFrom('run_signals').where('run_id', 'in', some).execute();
      await tx.deleteFrom('run_events').where('run_id', 'in', some).execute();
      await tx.deleteFrom('runs').where('id', 'in', some).execute();
    });
  }
  return ids.length;
}

async function isNeeded(sweep: Sweep, ids: readonly string[]): Promise<boolean> {
  for (let from = 0; from < ids.length; from += MAX_IDS) {
    if ((await sweep.needed(sweep.db, ids.slice(from, from + MAX_IDS))).length > 0) return true;
  }
  return false;
}

/** A run and all below it, from the top down; null if one of them goes on. */
async function treeOf(db: Tables, runId: string): Promise<string[] | null> {
  const ids = [runId];
  for (let from = 0; from < ids.length; from += MAX_IDS) {
    const parents = ids.slice(from, from + MAX_IDS);
    const rows = await db
      .selectFrom('runs')
      .select(['id', 'state'])
      .where('parent_id', 'in', parents)
      .execute();
    if (rows.some(({ state }) => !hasEnded(state as RunState))) return null;
    ids.push(...rows.map(({ id }) => id));
  }
  return ids;
}
