import type { Database } from '../db/index.ts';

/** Runs whose answer has not been settled: how it ended is still read from them. */
export async function runsOfOpenAnswers(db: Database, runIds: readonly string[]): Promise<string[]> {
  const open = db.selectFrom('messages').select('run_id').where('state', '=', 'streaming');
  const rows = await open.where('run_id', 'in', runIds).execute();
  return rows.flatMap(({ run_id }) => run_id ?? []);
}
