import type { Context, Procedure } from '@agenticgen/orchestrator';
import type { Database } from '../../server/src/db/index.ts';
import { openBench } from './ours.ts';

type Anything = Procedure<unknown, unknown, Database>;
const input = { parse: (value: unknown) => value };

/** One task: a recorded step. */
export const task: Anything = {
  name: 'bench.task',
  input,
  run: (ctx: Context<Database>) => ctx.step('do', async () => 1),
};

/** Two steps; where `hangs`, the second never ends. */
export const interrupted = (hangs: boolean): Anything => ({
  name: 'bench.interrupted',
  input,
  async run(ctx: Context<Database>) {
    await ctx.step('one', async () => 1);
    return ctx.step('two', () => (hangs ? new Promise<number>(() => {}) : Promise.resolve(2)));
  },
});

const [url, places] = process.argv.slice(2);
if (import.meta.main && url) {
  const bench = await openBench(url);
  bench.engine([task, interrupted(true)], { concurrency: Number(places ?? 256) }).work();
}
