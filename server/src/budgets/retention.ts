import type { Database } from '../db/index.ts';

/** Asked before the owners of the runs go. With runs that are removed go their own budgets, with holds and waits. */
export async function forgetRunBudgets(tx: Database, runIds: readonly string[]): Promise<void> {
  const workspaces = tx.selectFrom('run_owners').select('workspace_id').where('run_id', 'in', runIds);
  const own = tx.deleteFrom('budgets').where('workspace_id', 'in', workspaces).where('kind', '=', 'run');
  await own.where('subject_id', 'in', runIds).execute();
}
