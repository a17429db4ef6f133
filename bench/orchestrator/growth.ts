import { CompiledQuery } from 'kysely';
import type { Database } from '../../server/src/db/index.ts';
import { median } from '../report.ts';
import { chain, openBench, stepsPerSecond } from './ours.ts';

export const SIZES = [1_000, 10_000, 100_000, 1_000_000] as const;
const RUNS = 1_000;
const ROUNDS = 5;

/** Rows as finished runs leave them: the run, and three events. */
async function fill(db: Database, from: number, to: number): Promise<void> {
  const numbers = `WITH RECURSIVE n(i) AS (SELECT ${from} UNION ALL SELECT i + 1 FROM n WHERE i < ${to - 1})`;
  const id = `printf('00000000-0000-7000-8000-%012d', i)`;
  await db.transaction().execute(async (tx) => {
    await tx.executeQuery(
      CompiledQuery.raw(
        `INSERT INTO runs (id, procedure_name, depth, priority, state, input, output, attempt, lease_epoch, created_at, started_at, finished_at)
         ${numbers} SELECT ${id}, 'bench.old', 0, 0, 'done', '{}', '1', 1, 1, i, i, i FROM n`,
      ),
    );
    for (const [sequence, type] of ['run.queued', 'run.started', 'run.finished'].entries()) {
      await tx.executeQuery(
        CompiledQuery.raw(
          `INSERT INTO run_events (run_id, sequence, at, type, attempt, payload)
           ${numbers} SELECT ${id}, ${sequence + 1}, i, '${type}', 1, '{}' FROM n`,
        ),
      );
    }
  });
}

/** Durable steps a second with so many finished runs in the database. */
export async function growth(): Promise<Record<number, number>> {
  await using bench = await openBench();
  const engine = bench.engine([chain as never]);
  engine.work();
  await stepsPerSecond(bench, engine, RUNS); // the first is slower, whatever is in the database
  const figures: Record<number, number> = {};
  let rows = 0;
  for (const size of SIZES) {
    await fill(bench.db, rows, size);
    rows = size;
    const speeds: number[] = [];
    for (let round = 0; round < ROUNDS; round++) speeds.push(await stepsPerSecond(bench, engine, RUNS));
    figures[size] = Math.round(median(speeds));
  }
  return figures;
}
