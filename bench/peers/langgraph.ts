import { Annotation, END, MemorySaver, START, StateGraph } from '@langchain/langgraph';

const STEPS = 10;

/** Steps a second of LangGraph.js with its in-memory checkpointer: the same chain, so many at once. */
export async function langgraphStepsPerSecond(runs: number, atOnce: number): Promise<number> {
  const State = Annotation.Root({ n: Annotation<number>({ reducer: (_, next) => next, default: () => 0 }) });
  const graph = new StateGraph(State) as unknown as {
    addNode(name: string, act: (state: { n: number }) => Promise<{ n: number }>): void;
    addEdge(from: string, to: string): void;
    compile(options: object): { invoke(input: object, options: object): Promise<{ n: number }> };
  };
  for (let step = 0; step < STEPS; step++) graph.addNode(`s${step}`, async ({ n }) => ({ n: n + 1 }));
  for (let step = 1; step < STEPS; step++) graph.addEdge(`s${step - 1}`, `s${step}`);
  graph.addEdge(START, 's0');
  graph.addEdge(`s${STEPS - 1}`, END);
  const app = graph.compile({ checkpointer: new MemorySaver() });
  let next = 0;
  const lane = async () => {
    for (let run = next++; run < runs; run = next++) {
      const { n } = await app.invoke({ n: 0 }, { configurable: { thread_id: String(run) } });
      if (n !== STEPS) throw new RangeError(`Cannot compare: the chain gave ${n}`);
    }
  };
  const began = performance.now();
  await Promise.all(Array.from({ length: atOnce }, lane));
  return (runs * STEPS * 1_000) / (performance.now() - began);
}

const [runs, atOnce] = process.argv.slice(2).map(Number);
if (import.meta.main && runs && atOnce) {
  await langgraphStepsPerSecond(Math.ceil(runs / 10), atOnce);
  console.log(await langgraphStepsPerSecond(runs, atOnce));
}
