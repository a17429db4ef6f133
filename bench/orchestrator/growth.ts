import { CompiledQuery } from 'kysely';
import type { Database } from '../../server/src/db/index.ts';
import { median } from '../report.ts';
import { chain, openBench, stepsPerSecond } from './ours.ts';

export const SIZES = [1_000, 10_000, 100_000, 1_000_000] as const;
const RUNS = 1_000;
const ROUNDS = 9;

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

/** A database of its own with so many finished runs, and an engine that works on it. */
async function grown(size: number) {
  const bench = await openBench();
  await fill(bench.db, 0, size);
  const engine = bench.engine([chain as never]);
  engine.work();
  await stepsPerSecond(bench, engine, RUNS); // the first is slower, whatever is in the database
  return { size, bench, measure: () => stepsPerSecond(bench, engine, RUNS), speeds: [] as number[] };
}

/** Durable steps a second with so many finished runs in the database; the sizes take turns, so that noise meets all. */
export async function growth(): Promise<Record<number, number>> {
  await using stack = new AsyncDisposableStack();
  const databases = [];
  for (const size of SIZES) {
    const one = await grown(size);
    stack.use(one.bench);
    databases.push(one);
  }
  for (let round = 0; round < ROUNDS; round++)
    for (const { measure, speeds } of databases) speeds.push(await measure());
  return Object.fromEntries(databases.map(({ size, speeds }) => [size, Math.round(median(speeds))]));
}
