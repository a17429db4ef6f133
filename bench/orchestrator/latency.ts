import type { Procedure } from '@agenticgen/orchestrator';
import type { Database } from '../../server/src/db/index.ts';
import { openBench } from './ours.ts';

const TASKS = 500;

/** From the commit of a start to the first line of the procedure, one after the other, in ms. */
export async function queueToStart(): Promise<number[]> {
  await using bench = await openBench();
  let begun: (at: number) => void = () => {};
  const procedure: Procedure<unknown, unknown, Database> = {
    name: 'bench.latency',
    input: { parse: (value: unknown) => value },
    async run() {
      begun(performance.now());
    },
  };
  const engine = bench.engine([procedure]);
  engine.work();
  const latencies: number[] = [];
  for (let task = 0; task < TASKS; task++) {
    const { promise, resolve } = Promise.withResolvers<number>();
    begun = resolve;
    await engine.start(bench.db, procedure, {});
    const committed = performance.now();
    engine.announce();
    latencies.push((await promise) - committed);
  }
  return latencies;
}
