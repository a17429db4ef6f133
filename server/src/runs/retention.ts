import type { Database } from '../db/index.ts';

/** With runs that are removed go their owners. */
export async function forgetOwners(tx: Database, runIds: readonly string[]): Promise<void> {
  await tx.deleteFrom('run_owners').where('run_id', 'in', runIds).execute();
}
