import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import {
  type Context,
  createOrchestrator,
  createSqlStore,
  migrationsFolder,
  type Orchestrator,
  type Procedure,
} from '@agenticgen/orchestrator';
import { type Database, type DatabaseHandle, migrate, openDatabase } from '../../server/src/db/index.ts';

export const CHAIN_STEPS = 10;

/** What both engines do: ten steps, each adds one to what the last gave. */
export const chain: Procedure<unknown, number, Database> = {
  name: 'bench.chain',
  input: { parse: (value: unknown) => value },
  async run(ctx: Context<Database>) {
    let n = 0;
    for (let step = 0; step < CHAIN_STEPS; step++) n = await ctx.step(`s${step}`, async () => n + 1);
    return n;
  },
};

export interface Bench extends AsyncDisposable {
  handle: DatabaseHandle;
  db: Database;
  engine(procedures: Procedure<unknown, unknown, Database>[], more?: object): Orchestrator<Database>;
}

/** A migrated database on disk, with the settings of the product; or a server by its address. */
export async function openBench(url?: string): Promise<Bench> {
  const folder = mkdtempSync(join(tmpdir(), 'agenticgen-bench-'));
  const handle = await openDatabase(url ?? `sqlite:${join(folder, 'runs.db')}`);
  await migrate(handle, [{ name: 'orchestrator', folder: migrationsFolder }], Date.now);
  const store = createSqlStore({ db: handle.db, dialect: handle.dialect });
  const opened: Orchestrator<Database>[] = [];
  return {
    handle,
    db: handle.db,
    engine(procedures, more = {}) {
      const options = { store, procedures, exclusive: handle.dialect === 'sqlite', ...more };
      const made = createOrchestrator<Database>(options);
      opened.push(made);
      return made;
    },
    async [Symbol.asyncDispose]() {
      for (const engine of opened) await engine.stop({ graceMs: 0 });
      await handle.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

export async function startMany(
  { db }: Bench,
  engine: Orchestrator<Database>,
  procedure: Procedure<unknown, unknown, Database>,
  count: number,
): Promise<void> {
  await db.transaction().execute(async (tx) => {
    for (let index = 0; index < count; index++) await engine.start(tx, procedure, {});
  });
  engine.announce();
}

/** Resolves when no run is open any more. Only an open run is due; that has an index, so asking costs nothing. */
export async function allEnded({ db }: Bench): Promise<void> {
  for (;;) {
    const open = db.selectFrom('runs').select('id').where('due_at', '>', 0).limit(1);
    if (!(await open.executeTakeFirst())) return;
    await pause(5);
  }
}

/** Steps a second of so many chains, from their start to the end of the last. */
export async function stepsPerSecond(
  bench: Bench,
  engine: Orchestrator<Database>,
  runs: number,
): Promise<number> {
  const began = performance.now();
  await startMany(bench, engine, chain as Procedure<unknown, unknown, Database>, runs);
  await allEnded(bench);
  return (runs * CHAIN_STEPS * 1_000) / (performance.now() - began);
}
