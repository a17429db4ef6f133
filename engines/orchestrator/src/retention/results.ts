import { inTransaction } from '../drivers/dialect.ts';
import { MAX_IDS } from '../lib/limits.ts';
import type { Sweep } from './sweep.ts';

/** Removes kept results that have expired, and those beyond the newest `keep` of each scope. */
export async function removeResults(sweep: Sweep, keep: number): Promise<void> {
  const expired = () =>
    sweep.db.selectFrom('run_results').select('name').where('expires_at', '<=', sweep.now).limit(MAX_IDS);
  while (
    await removeSome(
      sweep,
      (await expired().execute()).map(({ name }) => name),
    )
  );
  for (let scope = await nextScope(sweep, null); scope !== null; scope = await nextScope(sweep, scope)) {
    while (await removeSome(sweep, await surplusOf(sweep, scope, keep)));
  }
}

async function nextScope({ db }: Sweep, after: string | null): Promise<string | null> {
  let next = db.selectFrom('run_results').select('scope');
  if (after !== null) next = next.where('scope', '>', after);
  return (await next.orderBy('scope').limit(1).executeTakeFirst())?.scope ?? null;
}

async function surplusOf({ db }: Sweep, scope: string, keep: number): Promise<string[]> {
  const newest = db.selectFrom('run_results').select('name').where('scope', '=', scope);
  const rows = await newest
    .orderBy('created_at', 'desc')
    .orderBy('name')
    .limit(MAX_IDS)
    .offset(keep)
    .execute();
  return rows.map(({ name }) => name);
}

/** True if there may be more. */
async function removeSome(sweep: Sweep, names: readonly string[]): Promise<boolean> {
  if (names.length === 0) return false;
  await inTransaction(sweep.db, sweep.parts, async (tx) => {
    await tx.deleteFrom('run_results').where('name', 'in', names).execute();
  });
  return (await sweep.goesOn()) && names.length === MAX_IDS;
}
