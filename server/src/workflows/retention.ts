import type { Database } from '../db/index.ts';

/** With runs that are removed go their rows in the list of runs of workflows; receipts lead to them no more. */
export async function forgetWorkflowRuns(tx: Database, runIds: readonly string[]): Promise<void> {
  await tx.updateTable('trigger_receipts').set({ run_id: null }).where('run_id', 'in', runIds).execute();
  await tx.deleteFrom('workflow_runs').where('run_id', 'in', runIds).execute();
}
