import type { Kysely } from 'kysely';
import { createSqlStore } from '../drivers/sql.ts';
import type { Context } from '../lib/context.ts';
import { createOrchestrator } from '../lib/orchestrator.ts';
import { openSqlite, type TestTables } from './sqlite.ts';

type Db = Kysely<TestTables>;

export const PARTS = [0, 1, 2].map((part) =>
  Array.from({ length: 10 }, (_, index) => `word${part}-${index} `),
);

async function recite(ctx: Context<Db>): Promise<string> {
  for (const [part, words] of PARTS.entries()) {
    await ctx.step(`say ${part}`, async (step) => {
      for (const word of words) {
        step.delta('text.delta', word);
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
    });
    await ctx.commit(`keep ${part}`, async (tx) => {
      await tx
        .insertInto('effects')
        .values({ name: `part ${part}` })
        .execute();
    });
  }
  return 'recited';
}

/** An orchestrator that owns the file and knows a procedure which speaks for a while, with effects in between. */
export function openRecital(path: string) {
  const db = openSqlite(path);
  const store = createSqlStore({ db, dialect: 'sqlite' });
  const procedures = [{ name: 'recite', input: { parse: (value: unknown) => value }, run: recite }];
  return { db, engine: createOrchestrator({ store, procedures, exclusive: true, pollMs: 10 }) };
}

const path = process.argv[2];
if (import.meta.main && path) openRecital(path).engine.work();
