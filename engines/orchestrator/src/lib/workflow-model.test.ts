import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createMemoryStore, type MemoryDb } from '../drivers/memory.ts';
import { begin, until, working } from '../testing/harness.ts';
import { type Chance, chanceOf } from '../testing/random.ts';
import { randomWorkflow } from '../testing/random-workflow.ts';
import { type Expected, referenceRun, type World } from '../testing/reference.ts';
import { defined, type TaskScript, workflowProcedures } from '../testing/workflows.ts';
import type { Definition } from '../workflow/definition.ts';
import { OrchestratorError } from './errors.ts';
import type { Orchestrator } from './orchestrator.ts';
import { hasEnded, type Run } from './run.ts';

/** Definitions that are tried; WORKFLOW_SEEDS=5000 is the long form, WORKFLOW_SEED=n repeats one. */
const SEEDS = Number(process.env.WORKFLOW_SEEDS ?? 150);
const ONLY = process.env.WORKFLOW_SEED;
/** A run is carried by one worker after another: each is stopped after so many turns of the event loop. */
const MAX_TURNS = 30;
const MAX_STOPS = 4;

function worldOf(chance: Chance): World {
  return {
    tool(name, attempt) {
      if (name === 'broken') return { code: 'broken' };
      if (name === 'flaky' && attempt < 2) return { code: 'flaky' };
      return { result: { text: name } };
    },
    signal: { name: chance.pick(['go', 'halt']), payload: { n: chance.below(10) } },
  };
}

/** Tasks that answer as the world does, and count what they did. */
function scriptOf<Db>(world: World, effects: Map<string, number>): TaskScript<Db> {
  return async (ctx, task, attempt) => {
    if (task.type !== 'tool') throw new TypeError('only tools here');
    await ctx.commit('effect', async () => {
      effects.set(ctx.runId, (effects.get(ctx.runId) ?? 0) + 1);
    });
    const answer = world.tool(task.tool, attempt);
    if ('code' in answer) throw new OrchestratorError(answer.code, `Cannot do it: ${answer.code}`);
    return { output: answer.result };
  };
}

const turn = () => new Promise((resolve) => setImmediate(resolve));

/** Carries a run to its end with workers that stop at random moments; waits get their signal as they come. */
async function carry(definition: Definition, input: Record<string, unknown>, world: World, chance: Chance) {
  const store = createMemoryStore();
  const effects = new Map<string, number>();
  const procedures = workflowProcedures(scriptOf<MemoryDb>(world, effects));
  let runId = '';
  for (let stops = 0; stops < MAX_STOPS; stops++) {
    await using engine = working(store, procedures);
    if (runId === '') runId = await begin(engine, store.db, 'workflow', { definition, input });
    for (let turns = chance.below(MAX_TURNS); turns > 0; turns--) await turn();
    await answerWaits(engine, runId, world);
  }
  await using last = working(store, procedures);
  const run = await until('the end', async () => {
    await answerWaits(last, runId, world);
    const found = await last.run(runId);
    return found && hasEnded(found.state) && found;
  });
  return { run, effects };
}

async function answerWaits(engine: Orchestrator<MemoryDb>, runId: string, { signal }: World): Promise<void> {
  const found = await engine.run(runId);
  if (found?.state === 'waiting') await engine.signal(runId, signal.name, signal.payload).catch(() => {});
}

function compare(expected: Expected, run: Run): void {
  if (expected.kind === 'done')
    assert.deepEqual([run.state, run.error, run.output], ['done', null, expected.output]);
  else
    assert.ok(
      run.state === 'failed' && expected.codes.has(run.error!.code),
      `${run.state} ${run.error?.code}`,
    );
}

test('random workflows, with workers that stop at random moments, give what the reference gives', async () => {
  const seeds = ONLY === undefined ? Array.from({ length: SEEDS }, (_, seed) => seed + 1) : [Number(ONLY)];
  for (const seed of seeds) {
    const chance = chanceOf(seed);
    const definition = defined(randomWorkflow(chance));
    const input = { n: chance.below(12) };
    const world = worldOf(chance);
    const expected = referenceRun(definition, input, world);
    const { run, effects } = await carry(definition, input, world, chance);
    try {
      compare(expected, run);
      for (const [id, count] of effects) assert.equal(count, 1, `the effect of ${id}`);
    } catch (error) {
      const told = JSON.stringify({ input, definition }, null, 1);
      throw new Error(`WORKFLOW_SEED=${seed} repeats this\n${told}`, { cause: error });
    }
  }
});
